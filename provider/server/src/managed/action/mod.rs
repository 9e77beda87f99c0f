//! What the actions on workloads do: each makes its one call, if that is needed at all, and follows what comes of it.

mod run;
mod seen;
mod state;
mod sync;

use std::{sync::Arc, time::Duration};

use ovhai_model::Kind;
use terraform_plugin::{Context, Diagnostics, DurationText, Path, Progress, Schema, Value};

pub use state::{kill, restart, start, stop};
pub use sync::{sync, volume};

use crate::{managed::time_limit::TimeLimit, platform::Platform};
use run::Run;
use seen::Seen;

/// How long an action may take unless `timeout` says otherwise.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Which workload.
#[derive(Debug, Schema)]
pub struct Target {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Its id.
    #[attr(required, validate(not_blank()))]
    pub id: Value<String>,
    /// Whether to wait until it is done. Default: true.
    #[attr(optional)]
    pub wait: Value<bool>,
    /// How long to wait at most. Default: `30m`.
    #[attr(optional)]
    pub timeout: Value<DurationText>,
}

/// Which data.
#[derive(Debug, Schema)]
pub struct SyncTarget {
    #[attr(flatten)]
    pub target: Target,
    /// `pull` copies from the storage to the workload, `push` from the workload to the storage.
    #[attr(required, validate(one_of(&["pull", "push"])))]
    pub direction: Value<String>,
    /// Only this volume, by its id or mount path. Default: all.
    #[attr(optional, validate(not_blank()))]
    pub volume: Value<String>,
}

/// Looks at the workload an action is planned for; what is not known yet is not looked at.
pub async fn look_ahead(
    ctx: &Context,
    platform: &Platform,
    kind: Kind,
    target: &Target,
    diagnostics: &mut Diagnostics,
) -> Option<Seen> {
    let id = target.id.get()?;
    if target.service_name.is_unknown() {
        return None;
    }
    let service = platform.service_name(&target.service_name, diagnostics)?;
    let project = platform.project(ctx, &service);
    match seen::look(&project, kind, id).await {
        Ok(seen) => Some(seen),
        Err(error) if error.is_not_found() => {
            diagnostics.error_at(
                Path::root("id"),
                format!("There is no such {kind}"),
                format!("Project {service} has no {kind} {id}."),
            );
            None
        }
        Err(error) => crate::failure::report(
            Err(error),
            &format!("The {kind} cannot be read"),
            diagnostics,
        ),
    }
}

/// What an action works with.
fn begin<'a>(
    ctx: &Context,
    platform: &Arc<Platform>,
    kind: Kind,
    target: &Target,
    progress: &'a Progress,
    diagnostics: &mut Diagnostics,
) -> Option<Run<'a>> {
    let service = platform.service_name(&target.service_name, diagnostics)?;
    let span = target.timeout.get().map_or(PATIENCE, DurationText::span);
    let limit = TimeLimit::of(ctx, Path::root("timeout"), span);
    let project = platform.changing(limit.token(), &service);
    Some(Run {
        project,
        kind,
        id: target.id.get()?.clone(),
        is_waiting: target.wait != Value::Known(false),
        limit,
        progress,
    })
}
