//! Times of log lines, to be compared.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Nanoseconds since 1970.
pub type Moment = i128;

/// The moment an RFC 3339 text names; `None` for any other text.
#[must_use]
pub fn moment(text: &str) -> Option<Moment> {
    OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .map(OffsetDateTime::unix_timestamp_nanos)
}
