//! Times of log lines, to be compared.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Nanoseconds since 1970.
pub type Moment = i128;

/// The moment an RFC 3339 text names; `None` for any other text, and for what no receiver has a number for: years before 1970, which servers
/// write that know no time (Go's is in the year 1), and after 2261.
#[must_use]
pub fn moment(text: &str) -> Option<Moment> {
    OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .map(OffsetDateTime::unix_timestamp_nanos)
        .filter(|nanos| (0..=Moment::from(i64::MAX)).contains(nanos))
}
