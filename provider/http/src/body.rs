//! Whole answers that must be small.

use std::{fmt, time::Duration};

use reqwest::Response;

use crate::chain;

/// Why an answer could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing came any more.
    Stalled,
    /// The connection broke.
    Connection(String),
    /// More than so many bytes.
    TooLong(u64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stalled => f.write_str("it stopped in the middle"),
            Self::Connection(problem) => f.write_str(problem),
            Self::TooLong(limit) => write!(f, "more than {limit} bytes"),
        }
    }
}

/// All bytes of an answer, at most `limit`. `stall` is how long nothing may come.
///
/// # Errors
/// [`Broken`] says why not.
pub async fn body(mut response: Response, limit: u64, stall: Duration) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    loop {
        match tokio::time::timeout(stall, response.chunk()).await {
            Err(_) => return Err(Broken::Stalled),
            Ok(Err(error)) => return Err(Broken::Connection(chain(error))),
            Ok(Ok(None)) => return Ok(bytes),
            Ok(Ok(Some(chunk))) => {
                bytes.extend_from_slice(&chunk);
                if bytes.len() as u64 > limit {
                    return Err(Broken::TooLong(limit));
                }
            }
        }
    }
}
