//! What managed resources, ephemeral resources and actions have in common.

pub mod action;
pub mod dependants;
pub mod import_id;
pub mod known_regions;
pub mod leaving;
pub mod listings;
pub mod run_scoped;
pub mod shared_reads;
pub mod stores;
pub mod time_limit;
pub mod workload;
