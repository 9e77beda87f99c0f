//! How much at once, and how fast.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ovhai_http::Clock;
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
        if let Some(Bandwidth(rate)) = &self.bandwidth {
            let wait = rate.wait(bytes as u64, Instant::now());
            if !wait.is_zero() {
                self.clock.sleep(wait).await;
            }
        }
    }
}

/// So many bytes a second, read from sources, for all runs that hold a clone of it together.
#[derive(Clone, Debug)]
pub struct Bandwidth(Arc<Rate>);

impl Bandwidth {
    /// At least one byte a second.
    #[must_use]
    pub fn new(bytes_per_second: u64) -> Self {
        Self(Arc::new(Rate::new(bytes_per_second, Instant::now())))
    }
}

/// So many bytes a second, with a quarter of a second's worth at once.
#[derive(Debug)]
struct Rate {
    per_second: u64,
    /// When all that passed so far has been paid for.
    paid: Mutex<Instant>,
}

const BURST: Duration = Duration::from_millis(250);

impl Rate {
    fn new(per_second: u64, now: Instant) -> Self {
        Self {
            per_second: per_second.max(1),
            paid: Mutex::new(now),
        }
    }

    fn wait(&self, bytes: u64, now: Instant) -> Duration {
        let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(self.per_second);
        let cost = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        *paid = (*paid).max(now) + cost;
        paid.duration_since(now).saturating_sub(BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_holds_over_time_whoever_asks() {
        let start = Instant::now();
        let rate = Rate::new(1000, start);
        let mut now = start;
        for _ in 0..100 {
            now += rate.wait(100, now);
        }
        // 10,000 bytes at 1,000 a second, less the burst.
        let took = now.duration_since(start);
        assert!(
            took >= Duration::from_millis(9700) && took <= Duration::from_millis(10_000),
            "{took:?}"
        );
        // What was not used is not saved up.
        now += Duration::from_secs(60);
        assert_eq!(rate.wait(100, now), Duration::ZERO);
        assert!(rate.wait(10_000, now) > Duration::from_secs(9));
    }
}
