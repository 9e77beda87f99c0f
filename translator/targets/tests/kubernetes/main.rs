//! The Kubernetes target on fixtures: golden trees, laws, published types.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acceptance;
mod access;
mod authorizer;
mod container;
mod coverage;
mod generator;
mod golden;
mod load;
mod names;
mod odd;
mod odd_access;
mod pods;
mod quotas;
mod reach;
mod results;
mod runs;
mod scripts;
mod selected_access;
mod session;
mod snapshots;
mod told;
mod typed;
mod volume_steps;
