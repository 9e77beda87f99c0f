//! `ovhai_app_restart`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, restart},
    platform::Platform,
};

/// The action.
pub struct AppRestart;

impl Action for AppRestart {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_app_restart";

    fn description(&self) -> Option<String> {
        Some(
            "Stops an app and starts it again, which pulls its image anew. It serves nothing in between. One that rests is only started."
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
        look_ahead(ctx, &platform, Kind::App, &config, diagnostics).await;
    }

    async fn invoke(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Target,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) {
        restart(ctx, &platform, Kind::App, &config, progress, diagnostics).await;
    }
}
