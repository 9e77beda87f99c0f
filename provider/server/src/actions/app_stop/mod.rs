//! `ovhai_app_stop`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, look_ahead, stop},
    platform::Platform,
};

/// The action.
pub struct AppStop;

impl Action for AppStop {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_app_stop";

    fn description(&self) -> Option<String> {
        Some(
            "Stops an app and waits until it rests; it keeps id and URL and costs nothing until it is started. One that rests already is left alone.\n\nWhere the app is a resource, its next plan shows the difference: set its wanted state there instead."
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
        stop(ctx, &platform, Kind::App, &config, progress, diagnostics).await;
    }
}
