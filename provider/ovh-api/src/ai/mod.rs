//! The AI calls of the central API, one file per family.

mod app;
mod authorization;
mod backup;
mod capabilities;
mod data_store;
mod job;
mod notebook;
mod partner;
mod registry;
mod token;
mod workload;

pub use workload::{AppFilter, JobFilter, LogQuery, NotebookFilter, Spark, WorkloadFilter};
