//! What every client of somebody else's server needs: connections on ring, patience, limits, and errors without secrets.
//!
//! The protocols themselves are elsewhere: the vendor's API in `ovh-api`, registries in `ovhai-images`, object stores in `ovhai-data`.

mod bandwidth;
mod body;
mod client;
mod pace;
mod secret;
#[cfg(feature = "testing")]
pub mod testing;

pub use bandwidth::Bandwidth;
pub use body::{Broken, body};
pub use client::{builder, chain, client, is_loopback, same_origin};
pub use pace::{Clock, RetryPolicy, SystemClock, http_date, retry_after};
pub use secret::Secret;
