//! Reading documents into the neutral model.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample has failed"
)]

mod gaps;
mod reading;
#[path = "../support/samples.rs"]
mod samples;
mod secrets;
mod stability;
