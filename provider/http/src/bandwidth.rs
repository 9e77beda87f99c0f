//! So many bytes a second.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::Clock;

/// So many bytes a second, for all that hold a clone of it together. Whoever asks first gets first.
#[derive(Clone, Debug)]
pub struct Bandwidth(Arc<Rate>);

impl Bandwidth {
    /// At least one byte a second.
    #[must_use]
    pub fn new(bytes_per_second: u64) -> Self {
        Self(Arc::new(Rate::new(bytes_per_second, Instant::now())))
    }

    /// Waits until so many bytes more may have passed.
    pub async fn passed(&self, bytes: u64, clock: &dyn Clock) {
        let wait = self.0.wait(bytes, Instant::now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
    }
}

/// With a quarter of a second's worth at once.
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
