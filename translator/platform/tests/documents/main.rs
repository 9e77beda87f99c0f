//! Documents against the collected API facts and the sample documents.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample has failed"
)]

mod models;
mod round_trip;
#[path = "../support/samples.rs"]
mod samples;
