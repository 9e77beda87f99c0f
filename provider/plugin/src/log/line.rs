//! One log line.

use std::io::Write;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use tracing::Level;

use super::mask;

/// The plugin host splits lines at 64 KiB; ours stay below, whatever is logged.
const LONGEST_LINE: usize = 60 * 1024;
/// Longest single text.
const LONGEST_FIELD: usize = 16 * 1024;

/// A log line while it is put together. All secrets are masked.
pub(super) struct Line(Map<String, Value>);

impl Line {
    pub(super) fn new(level: Level, message: &str) -> Self {
        let name = match level {
            Level::ERROR => "error",
            Level::WARN => "warn",
            Level::INFO => "info",
            Level::DEBUG => "debug",
            Level::TRACE => "trace",
        };
        let mut line = Self(Map::new());
        line.field("@level", name);
        line.field("@message", message);
        line.field("@timestamp", &timestamp(OffsetDateTime::now_utc()));
        line
    }

    /// Adds a text. The host dies of `@` keys that are anything else, so everything is a text.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let mut text = mask::apply(value);
        if text.len() > LONGEST_FIELD {
            let cut = text.len() - LONGEST_FIELD;
            text.truncate(text.floor_char_boundary(LONGEST_FIELD));
            text.push_str(&format!("… ({cut} bytes more)"));
        }
        self.0.insert(name.to_owned(), Value::String(text));
    }

    pub(super) fn text(mut self) -> String {
        loop {
            let text = Value::Object(self.0.clone()).to_string();
            if text.len() <= LONGEST_LINE {
                return text;
            }
            // Escapes can make a text several times longer: drop the longest field that is not ours.
            let longest = self
                .0
                .iter()
                .filter(|(name, _)| !name.starts_with('@'))
                .max_by_key(|(_, value)| value.to_string().len());
            match longest.map(|(name, _)| name.clone()) {
                Some(name) => self.0.remove(&name),
                None => self.0.insert(
                    "@message".to_owned(),
                    Value::String("message too long".to_owned()),
                ),
            };
        }
    }

    pub(super) fn write(self) {
        let mut text = self.text();
        text.push('\n');
        // Nobody is left to tell when stderr is gone.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Six decimals, always: anything else makes the host log the line as plain text.
fn timestamp(now: OffsetDateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
        now.microsecond()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_six_decimals() {
        let instant = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_000_120_999).unwrap();
        assert_eq!(timestamp(instant), "2023-11-14T22:13:20.000120Z");
    }

    #[test]
    fn lines_are_short_masked_and_all_text() {
        mask::register(&"line-test-secret".into());
        let mut line = Line::new(Level::WARN, "hello line-test-secret");
        for field in 0..20 {
            line.field(&format!("field{field}"), &"\u{1}".repeat(100_000));
        }
        let text = line.text();
        assert!(text.len() < 64 * 1024);
        let parsed: Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["@message"], "hello ***");
        assert_eq!(parsed["@level"], "warn");
        assert!(parsed.values().all(Value::is_string));
    }
}
