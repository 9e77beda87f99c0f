//! How fast calls go out: at most so many at a time, at most so many a second.

use std::{num::NonZeroU32, sync::Mutex, time::Duration};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

/// Shared by all handles of a client.
#[derive(Debug)]
pub(crate) struct Pace {
    at_once: Semaphore,
    /// Time between two calls; `None` without a limit.
    interval: Option<Duration>,
    /// When the next call may go.
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(crate) fn new(concurrency: usize, per_second: Option<NonZeroU32>) -> Self {
        Self {
            at_once: Semaphore::new(concurrency.max(1)),
            interval: per_second.map(|calls| Duration::from_secs(1) / calls.get()),
            next: Mutex::new(None),
        }
    }

    /// Waits for a turn; the call is under way for as long as the permit lives.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed, so this is never `None`.
        let permit = self.at_once.acquire().await.ok();
        if let Some(interval) = self.interval {
            let slot = {
                let mut next = self
                    .next
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                let now = Instant::now();
                let slot = next.map_or(now, |next| next.max(now));
                *next = Some(slot + interval);
                slot
            };
            sleep_until(slot).await;
        }
        permit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_are_spread_over_the_second() {
        let pace = Pace::new(8, NonZeroU32::new(10));
        let start = Instant::now();
        for _ in 0..21 {
            drop(pace.turn().await);
        }
        let elapsed = start.elapsed();
        assert!(
            elapsed >= Duration::from_secs(2) && elapsed < Duration::from_millis(2100),
            "{elapsed:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_allowed_at_once() {
        let pace = Pace::new(2, None);
        let _first = pace.turn().await;
        let second = pace.turn().await;
        assert!(
            tokio::time::timeout(Duration::from_secs(1), pace.turn())
                .await
                .is_err()
        );
        drop(second);
        assert!(
            tokio::time::timeout(Duration::from_secs(1), pace.turn())
                .await
                .is_ok()
        );
    }
}
