//! Documents against the collected API facts and the sample documents.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample has failed"
)]

mod hidden;
mod models;
mod models_around;
mod round_trip;
#[path = "../support/samples.rs"]
mod samples;
mod types;
