//! The grammar of the vendor's command line.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sample has failed"
)]

mod laws;
mod others;
mod reading;
mod rendering;

use ovhai_platform::{
    cli::{self, Command, Context, Parsed},
    documents::{Nulls, Wire},
};
use serde_json::Value;

/// The only command line of `text`, read for the region GRA.
fn read(text: &str) -> Parsed {
    let lines = cli::lines(text);
    assert_eq!(lines.len(), 1, "{text}");
    let context = Context {
        region: Some("GRA".to_owned()),
        ..Context::default()
    };
    cli::parse(lines[0].words(), &context)
}

/// The document a command makes.
fn document(parsed: &Parsed) -> Value {
    match &parsed.command {
        Some(Command::AppRun(spec)) => spec.write(Nulls::AsRead),
        Some(Command::JobRun(run)) => run.spec.write(Nulls::AsRead),
        Some(Command::NotebookRun(spec)) => spec.write(Nulls::AsRead),
        Some(Command::AppScale(scale)) => scale.change.write(Nulls::AsRead),
        Some(Command::AppUpdate(update)) => update.change.write(Nulls::AsRead),
        other => panic!("no document: {other:?}"),
    }
}

/// What was found, as `slug@word` without the area.
fn found(parsed: &Parsed) -> Vec<String> {
    // Most lines here are about something else.
    let findings = parsed
        .findings
        .iter()
        .filter(|noted| noted.kind.slug != "command/no-flavor");
    let findings = findings.map(|noted| {
        let slug = noted.kind.slug.strip_prefix("command/").unwrap();
        match noted.word {
            Some(word) => format!("{slug}@{word}"),
            None => slug.to_owned(),
        }
    });
    findings.collect()
}
