//! The sandbox over HTTP, with a client that shares no code with it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod app_changes;
mod app_life;
mod app_validation;
mod around;
mod authentication;
mod client;
mod command;
mod data_stores;
mod estates;
mod faults;
mod job_life;
mod lists;
mod notebook_life;
mod oauth;
mod offers;
mod process;
mod regional;
mod schedules;
mod surroundings;
mod tokens;
mod workload_lists;
mod workload_validation;
