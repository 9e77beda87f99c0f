//! Actions: one folder each, two lines here.

mod app_restart;
mod app_start;
mod app_stop;
mod app_sync;
mod job_kill;
mod job_sync;
mod notebook_restart;
mod notebook_start;
mod notebook_stop;
mod notebook_sync;

use terraform_plugin::ActionUnit;

use crate::platform::Platform;

/// Every action.
pub fn all() -> Vec<ActionUnit<Platform>> {
    vec![
        ActionUnit::new(app_restart::AppRestart),
        ActionUnit::new(app_start::AppStart),
        ActionUnit::new(app_stop::AppStop),
        ActionUnit::new(app_sync::AppSync),
        ActionUnit::new(job_kill::JobKill),
        ActionUnit::new(job_sync::JobSync),
        ActionUnit::new(notebook_restart::NotebookRestart),
        ActionUnit::new(notebook_start::NotebookStart),
        ActionUnit::new(notebook_stop::NotebookStop),
        ActionUnit::new(notebook_sync::NotebookSync),
    ]
}
