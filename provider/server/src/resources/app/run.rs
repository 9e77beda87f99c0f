//! Starting, stopping and waiting for an app.

use ovh_api::{Error, Project};
use ovhai_platform::documents::{App, AppState, Info};
use terraform_plugin::Diagnostics;

use crate::managed::workload::{
    waiting::Sight,
    work::{Kind, Run, Trouble, Work, is_old},
};

impl Kind for App {
    const WORD: &'static str = "app";

    async fn get(project: &Project, id: &str) -> Result<Self, Error> {
        project.app(id).await
    }

    async fn stop(project: &Project, id: &str) -> Result<(), Error> {
        project.stop_app(id).await
    }

    async fn delete(project: &Project, id: &str) -> Result<(), Error> {
        project.delete_app(id, false).await
    }

    /// Groups of states: platform-facts section 4 and `ai-api.json`, `stateMachines.app`.
    fn run(&self) -> Run {
        match state(self) {
            Some(
                AppState::Queued
                | AppState::Initializing
                | AppState::Scaling
                | AppState::Running
                | AppState::Standby,
            ) => Run::Runs,
            Some(AppState::Stopping) => Run::Stopping,
            Some(AppState::Stopped | AppState::Failed | AppState::Error) => Run::Rests,
            Some(AppState::Deleting | AppState::Deleted) => Run::Leaves,
            Some(AppState::Other(_)) | None => Run::Unclear,
        }
    }

    fn state(&self) -> Option<&str> {
        state(self).map(AppState::as_str)
    }

    fn info(&self) -> Option<&Info> {
        self.status.as_ref()?.info.as_ref()
    }

    fn transition(&self) -> Option<&str> {
        self.status.as_ref()?.last_transition_date.as_deref()
    }
}

fn state(app: &App) -> Option<&AppState> {
    app.status.as_ref()?.state.as_ref()
}

/// Starts the app unless it runs, and gives it as it was before.
pub async fn start(work: &Work<'_>, diagnostics: &mut Diagnostics) -> Result<App, Trouble<App>> {
    let mut app = work.get::<App>(diagnostics).await?;
    if app.run() == Run::Stopping {
        let rests = |app: &App| match app.run() {
            Run::Stopping => Sight::Going,
            _ => Sight::Reached,
        };
        if let Some(stopped) = work.until("stopped", rests, diagnostics).await? {
            app = stopped;
        }
    }
    if app.run() != Run::Runs {
        let started = work.project.start_app(work.id).await;
        started.map_err(|error| work.tell::<App>(error, "cannot be started", diagnostics))?;
    }
    Ok(app)
}

/// Waits until the app runs or sleeps. `before` is the app before it was started: that it had failed says nothing.
pub async fn wait_until_running(
    work: &Work<'_>,
    before: Option<&App>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<App>, Trouble<App>> {
    let runs = |app: &App| match state(app) {
        Some(AppState::Running | AppState::Standby) => Sight::Reached,
        Some(AppState::Failed | AppState::Error) if is_old(app, before) => Sight::Going,
        Some(AppState::Failed | AppState::Error | AppState::Deleting | AppState::Deleted) => {
            Sight::Stuck
        }
        _ => Sight::Going,
    };
    work.until("running", runs, diagnostics).await
}
