//! `ovhai_notebook_sync`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress, Value};

use crate::{
    managed::action::{SyncTarget, look_ahead, sync, volume},
    platform::Platform,
};

/// The action.
pub struct NotebookSync;

impl Action for NotebookSync {
    type Model = SyncTarget;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook_sync";

    fn description(&self) -> Option<String> {
        Some(
            "Copies the data of a notebook's volumes from their storage, or to it, while it runs."
                .to_owned(),
        )
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: SyncTarget,
        diagnostics: &mut Diagnostics,
    ) {
        let seen = look_ahead(ctx, &platform, Kind::Notebook, &config.target, diagnostics).await;
        if let (Some(seen), Value::Known(wanted)) = (seen, &config.volume) {
            volume(wanted, &seen, diagnostics);
        }
    }

    async fn invoke(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: SyncTarget,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) {
        sync(
            ctx,
            &platform,
            Kind::Notebook,
            &config,
            progress,
            diagnostics,
        )
        .await;
    }
}
