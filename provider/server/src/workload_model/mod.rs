//! Workloads as Terraform values. Attribute names are the API's member names in snake case, so that one conversion serves
//! all.

mod activity;
mod app;
mod backups;
mod job;
mod notebook;
mod origin;
mod specification;
mod spelling;

pub use activity::Activity;
pub use app::{AppDetails, AppModel};
pub use job::{JobDetails, JobModel};
pub use notebook::{NotebookDetails, NotebookModel};
