//! `ovhai_notebook_stop`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, stop},
    platform::Platform,
};

/// The action.
pub struct NotebookStop;

impl Action for NotebookStop {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook_stop";

    fn description(&self) -> Option<String> {
        Some(
            "Stops a notebook and waits until its workspace is saved and it rests. One that rests already is left alone."
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
        stop(
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
