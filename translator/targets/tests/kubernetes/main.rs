//! The Kubernetes target on fixtures: golden trees, laws, published types.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acceptance;
mod container;
mod coverage;
mod generator;
mod golden;
mod load;
mod odd;
mod pods;
mod scripts;
mod session;
mod told;
mod typed;
