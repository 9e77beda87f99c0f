//! What every client of somebody else's server needs: connections on ring, patience, limits, and errors without secrets.
//!
//! The protocols themselves are elsewhere: registries in `ovhai-images`, object stores in `ovhai-data`.

mod body;
mod client;
mod pace;
mod secret;

pub use body::{Broken, body};
pub use client::{chain, client, is_loopback, same_origin};
pub use pace::{Clock, RetryPolicy, SystemClock, retry_after};
pub use secret::Secret;
