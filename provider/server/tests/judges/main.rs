//! Exports through real Terraform between other people's servers, judged by other people's programs.
//! Run by `cargo xtask test --only images` and `--only transfers`, which bring them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod data;
mod exit;
mod images;
mod registry;
#[path = "../terraform/workspace.rs"]
#[expect(dead_code, reason = "shared with tests that need more of it")]
mod workspace;
