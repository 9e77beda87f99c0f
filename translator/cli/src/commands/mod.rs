//! What each command does.

mod explain;
mod lists;
mod profiles;
mod translate;

use std::io::Write as _;

use anyhow::Result;
use clap::CommandFactory as _;

use crate::{
    arguments::{Arguments, Command},
    exit::Exit,
};

/// Runs one command.
pub fn run(arguments: Arguments) -> Result<Exit> {
    match arguments.command {
        Command::Scan(scan) => translate::scan(&scan),
        Command::Rewrite(rewrite) => translate::rewrite(&rewrite),
        Command::Verify(scan) => translate::verify(&scan),
        Command::Explain { subject, format } => explain::run(subject.as_deref(), format),
        Command::Mappings { format } => lists::mappings(format),
        Command::Profiles { name, out } => profiles::run(name.as_deref(), out.as_deref()),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "ovh-translator", &mut text);
            std::io::stdout().write_all(&text)?;
            Ok(Exit::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout())?;
            Ok(Exit::Done)
        }
    }
}
