//! Export kinds: one folder each, two lines here.

mod workload;

pub use workload::{ProfileChoices, Workload, WorkloadOptions};
