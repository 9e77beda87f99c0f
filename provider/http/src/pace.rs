//! How long to wait, and who waits.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::{HeaderMap, header::RETRY_AFTER};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// Time, so that tests need none.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Unix seconds.
    fn now(&self) -> i64;
    /// Waits.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
            })
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// How patient a client is. Waits are not spread at random: copies of one process already differ by what they wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries of one request; of a blob, tries in a row that moved nothing.
    pub attempts: u32,
    /// The first wait; each further one doubles.
    pub base: Duration,
    /// Upper end of the waits.
    pub longest: Duration,
    /// A `Retry-After` above this counts as this.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 6,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// The wait after `attempt` tries (from 1): what the server asked for, capped; else the schedule.
    #[must_use]
    pub fn delay(&self, attempt: u32, asked: Option<Duration>) -> Duration {
        let scheduled = self
            .base
            .saturating_mul(1 << attempt.saturating_sub(1).min(16))
            .min(self.longest);
        asked.map_or(scheduled, |asked| asked.min(self.longest_retry_after))
    }
}

/// `Retry-After` as seconds or HTTP date; `now` in unix seconds.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: i64) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = http_date(text)?;
    Some(Duration::from_secs(
        u64::try_from(date.saturating_sub(now)).unwrap_or(0),
    ))
}

/// Unix seconds of an HTTP date in the form every server must send (`Sun, 06 Nov 1994 08:49:37 GMT`).
#[must_use]
pub fn http_date(text: &str) -> Option<i64> {
    OffsetDateTime::parse(text, &Rfc2822)
        .ok()
        .map(OffsetDateTime::unix_timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_doubles_up_to_its_end_and_the_server_knows_better() {
        let policy = RetryPolicy::default();
        let waits: Vec<u64> = (1..=8)
            .map(|attempt| u64::try_from(policy.delay(attempt, None).as_millis()).unwrap())
            .collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000]);
        assert_eq!(
            policy.delay(1, Some(Duration::from_secs(7))),
            Duration::from_secs(7)
        );
        assert_eq!(
            policy.delay(1, Some(Duration::from_secs(70_000))),
            Duration::from_secs(300)
        );
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let of = |text: &str, now: i64| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers, now)
        };
        assert_eq!(of("3", 0), Some(Duration::from_secs(3)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(of(date, 784_111_767), Some(Duration::from_secs(10)));
        assert_eq!(of(date, 784_111_770), Some(Duration::from_secs(7)));
        assert_eq!(of(date, 1_784_111_770), Some(Duration::ZERO));
        assert_eq!(of("soon", 0), None);
        assert_eq!(of("-1", 0), None);
    }
}
