//! Generated pages.

use std::process::ExitCode;

/// Prints.
pub fn print() -> ExitCode {
    ExitCode::SUCCESS
}
