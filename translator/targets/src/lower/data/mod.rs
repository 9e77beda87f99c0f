//! The data of a workload: its volumes, where they are filled from, what is pushed back, and what keeps copies.

pub(super) mod backups;
pub(super) mod caches;
pub(super) mod copies;
pub(super) mod git;
mod kept;
pub(super) mod push;
pub(crate) mod sizes;
pub(super) mod stores;
pub(super) mod volumes;
