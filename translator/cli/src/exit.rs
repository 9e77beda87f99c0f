//! Exit codes. They are a promise.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing is left to do.
    Done = 0,
    /// Findings need a person, or `--check` or `scan` found something to change.
    Left = 1,
    /// Wrong usage, or an error of this program or of the system.
    Wrong = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
