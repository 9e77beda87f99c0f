//! `ovhai_job_kill`.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Action, Context, Diagnostics, Progress};

use crate::{
    managed::action::{Target, kill, look_ahead},
    platform::Platform,
};

/// The action.
pub struct JobKill;

impl Action for JobKill {
    type Model = Target;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_job_kill";

    fn description(&self) -> Option<String> {
        Some(
            "Interrupts a job and waits until it has ended; its volumes are still pushed. One that has ended is left alone."
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
        look_ahead(ctx, &platform, Kind::Job, &config, diagnostics).await;
    }

    async fn invoke(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Target,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) {
        kill(ctx, &platform, &config, progress, diagnostics).await;
    }
}
