//! `ovhai_notebook_start`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, start},
    platform::Platform,
};

/// The action.
pub struct NotebookStart;

impl Action for NotebookStart {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook_start";

    fn description(&self) -> Option<String> {
        Some(
            "Starts a stopped notebook and waits until it runs. One that runs already is left alone."
                .to_owned(),
        )
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Target,
        diagnostics: &mut Diagnostics,
    ) {
        look_ahead(ctx, &platform, Kind::Notebook, &config, diagnostics).await;
    }

    async fn invoke(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Target,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) {
        start(
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
