//! The resources for apps, jobs and notebooks over the provider's own service in memory, against the sandbox: no Terraform,
//! but Terraform's rules. `changes` holds the other managed resources as well.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apps;
mod changes;
mod ground;
mod jobs;
mod notebooks;
mod rights;
mod round_trip;
mod states;
