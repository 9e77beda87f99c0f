//! `lab_append`: an action that adds lines to a note.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use terraform_plugin::{Action, Context, Diagnostics, Path, Progress, Schema, Value};

use super::Folder;

/// Adds lines to a note.
#[derive(Schema)]
pub struct Model {
    /// The name of the note.
    #[attr(required)]
    note: Value<String>,
    /// The line.
    #[attr(default = "and so on")]
    line: Value<String>,
    /// How often to add it.
    #[attr(default = 1, validate(between(1..=1000)))]
    times: Value<i64>,
    /// A word that must not show up anywhere.
    #[attr(optional, write_only, sensitive)]
    password: Value<String>,
    /// Where it fails: `fail plan`, `fail`, `panic`, `slow`, `later`.
    #[attr(optional)]
    mischief: Value<String>,
}

/// The action.
pub struct Append;

impl Action for Append {
    type Model = Model;
    type Data = Folder;
    const TYPE: &'static str = "lab_append";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if config.line.get().is_some_and(|line| line.contains('\n')) {
            diagnostics.error_at(Path::root("line"), "Not a line", "It has a line break.");
        }
    }

    async fn plan(
        &self,
        ctx: &Context,
        _: Arc<Folder>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) {
        match config.mischief.as_deref().unwrap_or_default() {
            "fail plan" => diagnostics.error("Failed as asked", "In plan."),
            "later" => ctx.defer(terraform_plugin::Deferral::ConfigUnknown),
            _ => {}
        }
    }

    async fn invoke(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        config: Model,
        progress: &Progress,
        diagnostics: &mut Diagnostics,
    ) {
        let mischief = config.mischief.as_deref().unwrap_or_default();
        let (Some(name), Some(line), Some(times)) =
            (config.note.get(), config.line.get(), config.times.get())
        else {
            return;
        };
        if let Some(password) = config.password.get() {
            progress.report(format!("the password is {password}"));
        }
        for done in 1..=*times {
            assert!(mischief != "panic", "asked for in invoke");
            let file = std::fs::OpenOptions::new()
                .append(true)
                .open(folder.file("note", name));
            let Some(mut file) = diagnostics.ok("Cannot open the note", file) else {
                return;
            };
            diagnostics.ok("Cannot write the note", writeln!(file, "{line}"));
            progress.report(format!("{done} of {times}"));
            let pause = tokio::time::sleep(Duration::from_millis(100));
            if mischief == "slow" && ctx.unless_cancelled(pause).await.is_none() {
                diagnostics.error("Interrupted", format!("After {done} lines."));
                return;
            }
        }
        if mischief == "fail" {
            diagnostics.error_at(Path::root("mischief"), "Failed as asked", "In invoke.");
        }
    }
}
