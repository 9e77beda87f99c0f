//! `ovhai_notebook_restart`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, restart},
    platform::Platform,
};

/// The action.
pub struct NotebookRestart;

impl Action for NotebookRestart {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook_restart";

    fn description(&self) -> Option<String> {
        Some(
            "Restarts a notebook and waits until it runs. One that rests is only started."
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
        restart(
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
