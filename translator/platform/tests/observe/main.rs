//! Reading documents into the neutral model.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample has failed"
)]

mod around;
mod gaps;
mod holdings;
mod jobs;
mod notebooks;
mod reading;
#[path = "../support/samples.rs"]
mod samples;
mod secrets;
mod secrets_around;
mod stability;
mod tasks;
