//! The client against scripted, local and sandboxed servers.

mod creates;
mod lists;
mod network;
mod refusals;
mod retries;
mod sandbox;
mod secrecy;
mod signing;
mod support;
mod writes;
