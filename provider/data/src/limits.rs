//! How much at once.

use std::sync::Arc;

use ovhai_http::{Bandwidth, Clock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;

/// A permit is for so many bytes.
const GRAIN: u64 = 64 << 10;

/// What a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Objects in flight.
    pub objects: usize,
    /// Bytes of objects in memory, together. At least one part; S3 allows 10,000 parts, so an object of more than 80 GB needs
    /// parts larger than [`Limits::part`], one of which is then held even if it is more than this.
    pub memory: u64,
    /// Bytes of one part of an upload; smaller objects are sent in one piece. A multiple of 64, at least 5 MiB by S3's rules.
    pub part: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            objects: 32,
            memory: 64 << 20,
            part: 8 << 20,
        }
    }
}

/// Hands out memory and bandwidth. Whoever asks first gets first: no object waits for ever.
#[derive(Debug)]
pub(crate) struct Budget {
    memory: Arc<Semaphore>,
    permits: u32,
    bandwidth: Option<Bandwidth>,
    clock: Arc<dyn Clock>,
}

impl Budget {
    pub(crate) fn new(
        limits: &Limits,
        bandwidth: Option<Bandwidth>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let permits = u32::try_from((limits.memory / GRAIN).max(1)).unwrap_or(u32::MAX >> 4);
        Self {
            memory: Arc::new(Semaphore::new(permits as usize)),
            permits,
            bandwidth,
            clock,
        }
    }

    /// Waits until `bytes` may be held, or all there is for more than that.
    pub(crate) async fn memory(&self, bytes: u64) -> Result<OwnedSemaphorePermit, Error> {
        let wanted = u32::try_from(bytes.div_ceil(GRAIN).max(1))
            .unwrap_or(u32::MAX)
            .min(self.permits);
        (Arc::clone(&self.memory).acquire_many_owned(wanted).await)
            .map_err(|_| Error::setting("the run", "it has ended"))
    }

    /// Waits until so many bytes more may have passed.
    pub(crate) async fn passed(&self, bytes: usize) {
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.passed(bytes as u64, &*self.clock).await;
        }
    }
}
