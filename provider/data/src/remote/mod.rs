//! One bucket or container by HTTP: tried again, authorised, read on where a connection broke.

mod read;
mod send;

use std::{sync::Arc, time::Duration};

use ovhai_http::{Clock, RetryPolicy, SystemClock};

pub(crate) use read::Reader;
pub(crate) use send::{Ask, Remote, Service};

/// How a store is reached.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Certificate authorities in PEM, beside those of the machine.
    pub authorities: Vec<String>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// A peer that sends nothing for so long is taken for gone.
    pub stall: Duration,
    /// Patience.
    pub retry: RetryPolicy,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            authorities: Vec::new(),
            connect_timeout: Duration::from_secs(15),
            stall: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            clock: Arc::new(SystemClock),
        }
    }
}
