//! `ovh-translator`: the only crate of the translator that touches disk and terminal.
//!
//! Standard output carries what was asked for (a diff, a report, a list) and nothing else, so that it can be piped; everything
//! said besides goes to standard error. Meaning never hangs on colour.
#![allow(
    clippy::print_stderr,
    reason = "a command-line program talks to its user"
)]

mod arguments;
mod commands;
mod disk;
mod exit;
mod git;
mod output;
mod survey;
mod threads;
mod write;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::{arguments::Arguments, exit::Exit};

/// Trees of syntax are many small allocations.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match commands::run(Arguments::parse()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            // A reader that has seen enough, such as `head`, is no error.
            let is_closed = error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
            if is_closed {
                return ExitCode::SUCCESS;
            }
            eprintln!("error: {error:#}");
            Exit::Wrong.into()
        }
    }
}
