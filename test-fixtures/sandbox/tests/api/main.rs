//! The sandbox over HTTP, with a client that shares no code with it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod app_changes;
mod app_life;
mod app_validation;
mod authentication;
mod client;
mod command;
mod estates;
mod faults;
mod lists;
mod oauth;
mod process;
mod surroundings;
