//! The server's clock, which signatures are made with.

use std::sync::atomic::{AtomicI64, Ordering};

use ovhai_http::{Clock as _, SystemClock};

/// The difference between the server's clock and ours, measured at the first use.
#[derive(Debug)]
pub(crate) struct ServerClock {
    /// Server minus local seconds; [`UNKNOWN`] until measured.
    offset: AtomicI64,
    /// One measurement at a time.
    measuring: tokio::sync::Mutex<()>,
}

const UNKNOWN: i64 = i64::MIN;

impl Default for ServerClock {
    fn default() -> Self {
        Self {
            offset: AtomicI64::new(UNKNOWN),
            measuring: tokio::sync::Mutex::default(),
        }
    }
}

/// Local unix seconds.
pub(crate) fn local_now() -> i64 {
    SystemClock.now()
}

impl ServerClock {
    /// The measured offset in seconds.
    pub(crate) fn offset(&self) -> Option<i64> {
        Some(self.offset.load(Ordering::Acquire)).filter(|offset| *offset != UNKNOWN)
    }

    /// The offset, measured by `ask` (which answers the server's unix seconds) unless another caller already did.
    pub(crate) async fn offset_or_measure<E>(
        &self,
        ask: impl AsyncFnOnce() -> Result<i64, E>,
    ) -> Result<i64, E> {
        if let Some(offset) = self.offset() {
            return Ok(offset);
        }
        let _one = self.measuring.lock().await;
        if let Some(offset) = self.offset() {
            return Ok(offset);
        }
        let offset = ask().await?.saturating_sub(local_now());
        self.offset.store(offset, Ordering::Release);
        Ok(offset)
    }

    /// Measures again after the server refused a signature made with `used`. True if a new try makes sense, because
    /// the offset is another now.
    pub(crate) async fn remeasure<E>(
        &self,
        used: i64,
        ask: impl AsyncFnOnce() -> Result<i64, E>,
    ) -> Result<bool, E> {
        let _one = self.measuring.lock().await;
        if let Some(offset) = self.offset()
            && offset != used
        {
            return Ok(true);
        }
        let offset = ask().await?.saturating_sub(local_now());
        self.offset.store(offset, Ordering::Release);
        Ok(offset.abs_diff(used) > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn measured_once() {
        let clock = ServerClock::default();
        let ask = async || Ok::<_, ()>(local_now() + 1000);
        let first = clock.offset_or_measure(ask).await.unwrap();
        assert!((999..=1001).contains(&first));
        let again = clock
            .offset_or_measure(async || Err::<i64, _>("asked twice"))
            .await
            .unwrap();
        assert_eq!(first, again);
    }

    #[tokio::test]
    async fn a_failed_measurement_is_not_kept() {
        let clock = ServerClock::default();
        assert_eq!(
            clock
                .offset_or_measure(async || Err::<i64, _>("down"))
                .await,
            Err("down")
        );
        assert!(
            clock
                .offset_or_measure(async || Ok::<_, ()>(local_now()))
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn a_new_try_needs_a_new_offset() {
        let clock = ServerClock::default();
        let used = clock
            .offset_or_measure(async || Ok::<_, ()>(local_now()))
            .await
            .unwrap();
        assert_eq!(
            clock
                .remeasure(used, async || Ok::<_, ()>(local_now()))
                .await,
            Ok(false)
        );
        assert_eq!(
            clock
                .remeasure(used, async || Ok::<_, ()>(local_now() + 90))
                .await,
            Ok(true)
        );
        // Somebody else measured meanwhile.
        assert_eq!(
            clock
                .remeasure(used, async || Err::<i64, _>("asked again"))
                .await,
            Ok(true)
        );
    }
}
