//! The server's time. Two readings: `wall` is what `/auth/time` tells and signatures are checked against;
//! `now` additionally contains every jump made with [`Clock::advance`], and drives states and token expiry.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Monotonic server clock, in milliseconds since 1970.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    base_ms: i64,
    jumped_ms: AtomicI64,
}

impl Clock {
    /// Starts at `start` (unix seconds) or at the system's time, shifted by `offset_seconds`.
    pub(crate) fn start(start: Option<i64>, offset_seconds: i64) -> Self {
        let base_ms = match start {
            Some(seconds) => seconds.saturating_mul(1000),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |elapsed| {
                    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
                }),
        };
        Self {
            started: Instant::now(),
            base_ms: base_ms.saturating_add(offset_seconds.saturating_mul(1000)),
            jumped_ms: AtomicI64::new(0),
        }
    }

    /// The time `/auth/time` answers, in milliseconds.
    pub(crate) fn wall_ms(&self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.base_ms.saturating_add(elapsed)
    }

    /// The time states and tokens live in, in milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        self.wall_ms()
            .saturating_add(self.jumped_ms.load(Ordering::Relaxed))
    }

    /// Jumps forward without waiting.
    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.jumped_ms.fetch_add(by, Ordering::Relaxed);
    }
}

/// RFC 3339 in UTC with whole seconds, the form of every sample document.
pub(crate) fn rfc3339(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000))
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".into())
}

/// The form of HTTP headers, for example `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(crate) fn http_date(ms: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (day, month) = (time.weekday().to_string(), time.month().to_string());
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        day.get(..3).unwrap_or_default(),
        time.day(),
        month.get(..3).unwrap_or_default(),
        time.year(),
        time.hour(),
        time.minute(),
        time.second(),
    )
}

/// Milliseconds since 1970 of an RFC 3339 time.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_start_is_kept_and_jumps_move_only_the_state_time() {
        let clock = Clock::start(Some(1_790_000_000), 60);
        clock.advance(Duration::from_secs(3600));
        let (wall, now) = (clock.wall_ms(), clock.now_ms());
        assert!(
            (1_790_000_060_000..1_790_000_120_000).contains(&wall),
            "{wall}"
        );
        assert!(now - wall >= 3_600_000, "{now} {wall}");
    }

    #[test]
    fn header_times_have_the_form_of_rfc_9110() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn times_are_written_in_whole_seconds_and_read_with_any_offset() {
        assert_eq!(rfc3339(1_791_187_200_999), "2026-10-05T08:00:00Z");
        assert_eq!(
            parse_rfc3339("2026-10-05T10:00:00+02:00"),
            Some(1_791_187_200_000)
        );
        assert_eq!(parse_rfc3339("yesterday"), None);
    }
}
