//! The client against scripted, local and sandboxed servers.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod creates;
mod lists;
mod network;
mod process;
mod refusals;
mod retries;
mod sandbox;
mod secrecy;
mod signing;
mod support;
mod writes;
