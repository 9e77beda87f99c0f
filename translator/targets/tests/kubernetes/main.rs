//! The Kubernetes target on fixtures: golden trees, laws, published types.

#![expect(clippy::unwrap_used, reason = "tests")]

mod container;
mod coverage;
mod golden;
mod load;
mod session;
mod typed;
