//! Log lines: read, kept, pushed.

mod archive;
mod file;
mod lines;
mod loki;
mod merge;
mod moment;
mod pages;
mod spool;
mod stored;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use archive::{Archive, Entry, Found};
pub use file::{Compression, Staged, Stored, Written, stage};
pub use lines::Log;
pub use loki::{Pushed, push};
pub use moment::{Moment, moment};
pub use pages::{Failure, Pages, Stopped, Want, read_pages, read_whole};
pub use spool::Spool;
pub use stored::read;

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Time in the platform's words, RFC 3339 as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Members that nobody documents.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl Line {
    /// When it was, where it says so in a way that can be compared.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        self.timestamp.as_deref().and_then(moment)
    }
}

/// What one call gives of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Lines, in the order of the server.
    pub lines: Vec<Line>,
    /// Time of the log's last line, RFC 3339.
    pub last_activity: Option<String>,
}
