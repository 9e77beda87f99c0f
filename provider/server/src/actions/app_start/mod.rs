//! `ovhai_app_start`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, start},
    platform::Platform,
};

/// The action.
pub struct AppStart;

impl Action for AppStart {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_app_start";

    fn description(&self) -> Option<String> {
        Some(
            "Starts a stopped app and waits until it runs. One that runs already is left alone.\n\nWhere the app is a resource, its next plan shows the difference: set its wanted state there instead."
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
        start(ctx, &platform, Kind::App, &config, progress, diagnostics).await;
    }
}
