//! Starting, stopping, restarting and killing.

use std::sync::Arc;

use ovhai_model::Kind;
use terraform_plugin::{Context, Diagnostics, Progress};

use super::{Target, begin, run::Run, seen::Seen};
use crate::{managed::workload::waiting::Sight, platform::Platform};

/// What a state means to somebody who wants a workload to run or to rest. One that nobody knows is on its way somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Runs, or wakes as soon as it is called.
    Up,
    /// On its way to run.
    Rising,
    /// On its way to rest.
    Falling,
    /// Rests.
    Down,
    /// Rests because something went wrong.
    Broken,
    /// On its way to nowhere.
    Leaving,
    /// Unknown to this version.
    Unknown,
}

/// States of apps, jobs and notebooks, which agree where they share a name (platform-facts section 4).
fn phase(state: &str) -> Phase {
    match state {
        "RUNNING" | "STANDBY" => Phase::Up,
        "QUEUED" | "INITIALIZING" | "PENDING" | "SCALING" | "STARTING" | "RESTARTING" => {
            Phase::Rising
        }
        "STOPPING" | "INTERRUPTING" | "FINALIZING" | "TIMEOUT" => Phase::Falling,
        "STOPPED" | "DONE" | "INTERRUPTED" => Phase::Down,
        "FAILED" | "ERROR" | "SYNC_FAILED" => Phase::Broken,
        "DELETING" | "DELETED" => Phase::Leaving,
        _ => Phase::Unknown,
    }
}

fn is_up(seen: &Seen) -> Sight {
    match phase(&seen.state) {
        Phase::Up => Sight::Reached,
        Phase::Broken | Phase::Leaving => Sight::Stuck,
        // Another one may have stopped it; or the start is not seen yet, and time will tell.
        _ => Sight::Going,
    }
}

fn is_down(seen: &Seen) -> Sight {
    match phase(&seen.state) {
        Phase::Down | Phase::Broken => Sight::Reached,
        Phase::Leaving => Sight::Stuck,
        _ => Sight::Going,
    }
}

/// Starts an app or a notebook, unless it runs.
pub async fn start(
    ctx: &Context,
    platform: &Arc<Platform>,
    kind: Kind,
    target: &Target,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) {
    if let Some(run) = begin(ctx, platform, kind, target, progress, diagnostics)
        && let Some(seen) = run.look(diagnostics).await
    {
        bring_up(&run, seen, diagnostics).await;
    }
}

/// Stops an app or a notebook, unless it rests.
pub async fn stop(
    ctx: &Context,
    platform: &Arc<Platform>,
    kind: Kind,
    target: &Target,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) {
    if let Some(run) = begin(ctx, platform, kind, target, progress, diagnostics)
        && let Some(seen) = run.look(diagnostics).await
    {
        bring_down(&run, seen, run.is_waiting, diagnostics).await;
    }
}

/// Stops an app and starts it again, which pulls its image anew; a notebook has a call of its own for it.
pub async fn restart(
    ctx: &Context,
    platform: &Arc<Platform>,
    kind: Kind,
    target: &Target,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) {
    let Some(run) = begin(ctx, platform, kind, target, progress, diagnostics) else {
        return;
    };
    let Some(seen) = run.look(diagnostics).await else {
        return;
    };
    if kind == Kind::Notebook && phase(&seen.state) == Phase::Up {
        let called = run.project.restart_notebook(&run.id).await;
        if run.report(called, diagnostics).is_some() && run.is_waiting {
            run.until(Some(&seen.state), is_up, diagnostics).await;
        }
        return;
    }
    // Between the two calls there is no way but to wait.
    if let Some(rests) = bring_down(&run, seen, true, diagnostics).await {
        bring_up(&run, rests, diagnostics).await;
    }
}

/// Kills a job, unless it has ended.
pub async fn kill(
    ctx: &Context,
    platform: &Arc<Platform>,
    target: &Target,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) {
    if let Some(run) = begin(ctx, platform, Kind::Job, target, progress, diagnostics)
        && let Some(seen) = run.look(diagnostics).await
    {
        bring_down(&run, seen, run.is_waiting, diagnostics).await;
    }
}

async fn bring_up(run: &Run<'_>, seen: Seen, diagnostics: &mut Diagnostics) {
    let seen = match phase(&seen.state) {
        Phase::Up => {
            run.say(&seen, "runs already");
            return;
        }
        Phase::Falling => {
            let Some(rests) = run.until(None, is_down, diagnostics).await else {
                return;
            };
            rests
        }
        _ => seen,
    };
    if phase(&seen.state) != Phase::Rising {
        let called = match run.kind {
            Kind::Notebook => run.project.start_notebook(&run.id).await,
            _ => run.project.start_app(&run.id).await,
        };
        if run.report(called, diagnostics).is_none() {
            return;
        }
        run.say(&seen, "is told to start");
    }
    if run.is_waiting {
        run.until(Some(&seen.state), is_up, diagnostics).await;
    }
}

/// The workload at rest; nothing if it is not, or not waited for.
async fn bring_down(
    run: &Run<'_>,
    seen: Seen,
    is_waiting: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Seen> {
    match phase(&seen.state) {
        Phase::Down | Phase::Broken => {
            run.say(&seen, "does not run");
            return Some(seen);
        }
        Phase::Falling | Phase::Leaving => {}
        _ => {
            let called = match run.kind {
                Kind::Notebook => run.project.stop_notebook(&run.id).await,
                Kind::Job => run.project.kill_job(&run.id).await,
                _ => run.project.stop_app(&run.id).await,
            };
            run.report(called, diagnostics)?;
            run.say(&seen, "is told to stop");
        }
    }
    if !is_waiting {
        return None;
    }
    run.until(None, is_down, diagnostics).await
}

#[cfg(test)]
mod tests {
    use ovhai_platform::documents::{AppState, JobState, NotebookState};

    use super::*;

    #[test]
    fn every_state_of_every_kind_means_something() {
        let known = AppState::KNOWN
            .iter()
            .chain(JobState::KNOWN)
            .chain(NotebookState::KNOWN);
        for state in known {
            assert_ne!(phase(state), Phase::Unknown, "{state}");
        }
        assert_eq!(phase("TOMORROW"), Phase::Unknown);
    }
}
