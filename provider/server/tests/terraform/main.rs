//! The provider through real Terraform, against the sandbox: what a person sees, and what is left on disk.
//!
//! Every test runs on each Terraform there is: the one on PATH, and those `cargo xtask test` brings.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod actions;
mod bad_input;
mod drift;
mod exit;
mod guides;
mod images;
mod interruption;
mod logs;
mod metrics;
mod moves;
mod ownership;
mod proof;
mod round_trip;
mod secrets;
mod workloads;
mod workspace;
