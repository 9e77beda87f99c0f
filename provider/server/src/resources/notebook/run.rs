//! Starting, stopping and waiting for a notebook.

use ovh_api::{Error, Project};
use ovhai_platform::documents::{Info, Notebook, NotebookState};
use terraform_plugin::Diagnostics;

use crate::managed::workload::{
    waiting::Sight,
    work::{Kind, Run, Trouble, Work, is_old},
};

impl Kind for Notebook {
    const WORD: &'static str = "notebook";

    async fn get(project: &Project, id: &str) -> Result<Self, Error> {
        project.notebook(id).await
    }

    async fn stop(project: &Project, id: &str) -> Result<(), Error> {
        project.stop_notebook(id).await
    }

    async fn delete(project: &Project, id: &str) -> Result<(), Error> {
        project.delete_notebook(id, false).await
    }

    /// Groups of states: platform-facts section 4 and `ai-api.json`, `stateMachines.notebook`.
    fn run(&self) -> Run {
        match state(self) {
            Some(NotebookState::Starting | NotebookState::Running | NotebookState::Restarting) => {
                Run::Runs
            }
            Some(NotebookState::Stopping) => Run::Stopping,
            Some(
                NotebookState::Stopped
                | NotebookState::Failed
                | NotebookState::Error
                | NotebookState::SyncFailed,
            ) => Run::Rests,
            Some(NotebookState::Deleting) => Run::Leaves,
            Some(NotebookState::Other(_)) | None => Run::Unclear,
        }
    }

    fn state(&self) -> Option<&str> {
        state(self).map(NotebookState::as_str)
    }

    fn info(&self) -> Option<&Info> {
        self.status.as_ref()?.info.as_ref()
    }

    fn transition(&self) -> Option<&str> {
        let job = self.status.as_ref()?.last_job_status.as_ref()?;
        job.last_transition_date.as_deref()
    }
}

fn state(notebook: &Notebook) -> Option<&NotebookState> {
    notebook.status.as_ref()?.state.as_ref()
}

/// Starts the notebook unless it runs, and gives it as it was before.
pub async fn start(
    work: &Work<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Notebook, Trouble<Notebook>> {
    let mut notebook = work.get::<Notebook>(diagnostics).await?;
    if notebook.run() == Run::Stopping {
        let rests = |notebook: &Notebook| match notebook.run() {
            Run::Stopping => Sight::Going,
            _ => Sight::Reached,
        };
        if let Some(stopped) = work.until("stopped", rests, diagnostics).await? {
            notebook = stopped;
        }
    }
    if notebook.run() != Run::Runs {
        let started = work.project.start_notebook(work.id).await;
        started.map_err(|error| work.tell::<Notebook>(error, "cannot be started", diagnostics))?;
    }
    Ok(notebook)
}

/// Waits until the notebook runs. `before` is the notebook before it was started: that it had failed says nothing.
pub async fn wait_until_running(
    work: &Work<'_>,
    before: Option<&Notebook>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Notebook>, Trouble<Notebook>> {
    let runs = |notebook: &Notebook| match state(notebook) {
        Some(NotebookState::Running) => Sight::Reached,
        Some(NotebookState::Failed | NotebookState::Error | NotebookState::SyncFailed)
            if is_old(notebook, before) =>
        {
            Sight::Going
        }
        Some(
            NotebookState::Failed
            | NotebookState::Error
            | NotebookState::SyncFailed
            | NotebookState::Deleting,
        ) => Sight::Stuck,
        _ => Sight::Going,
    };
    work.until("running", runs, diagnostics).await
}
