//! Export kinds: one folder each, two lines here.

pub mod data;
mod workload;

pub use workload::{ProfileChoices, Workload, WorkloadOptions};
