//! Short answers: a generated command line, a message, log lines.

use super::declare::document;

document! {
    /// Answer of `POST …/app/command`.
    pub struct Command {
        /// A command line of the vendor's tool.
        pub command: String = "command",
    }
}

document! {
    /// Answer of calls that only confirm.
    pub struct GenericResponse {
        /// For people.
        pub message: Option<String> = "message",
    }
}

document! {
    /// Answer of `GET …/log`.
    pub struct Logs {
        /// Time of the last line, RFC 3339.
        pub last_activity: Option<String> = "lastActivity",
        /// Lines.
        pub logs: Vec<LogLine> = "logs",
    }
}

document! {
    /// One line. Logs are customer data and exempt from the redaction of state and artefacts, not from that of `Debug`.
    pub struct LogLine {
        /// Text.
        pub content: Option<String> = "content",
        /// Time, RFC 3339.
        pub timestamp: Option<String> = "timestamp",
    }
}
