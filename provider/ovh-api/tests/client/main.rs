//! The client against scripted, local and sandboxed servers.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod creates;
mod estate;
mod filters;
mod lists;
mod lives;
mod methods;
mod network;
mod objects;
mod process;
mod refusals;
mod retries;
mod rights;
mod sandbox;
mod secrecy;
mod short_lists;
mod signing;
mod support;
mod whole_lists;
mod writes;
