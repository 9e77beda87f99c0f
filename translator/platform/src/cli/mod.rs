//! The grammar of the `ovhai` command line (platform-facts section 14): command lines to documents and back.
//!
//! [`lines`] finds command lines in shell text, [`parse`] reads one, and [`app_run`], [`job_run`] and [`notebook_run`] write a
//! document as one. The tool is closed source, so the grammar is that of its guides and of scripts people published; what is
//! inferred beyond them says so in its finding. Every word of a line is accounted for: it has a [`Role`], and what has no
//! meaning here is a finding.

mod duration;
mod filler;
mod findings;
mod grammar;
mod matches;
mod notes;
mod render;
mod shell;
mod typed;
mod volume;

use std::collections::BTreeMap;

use crate::documents::{
    AppSpec, JobSpec, NotebookSpecInput, ScalingStrategy, SecretText, UpdateInput,
};
use filler::Filler;
pub use findings::{FINDINGS, Noted, SECRET_VALUE};
use grammar::SUBCOMMANDS;
use matches::{Given, Matches, matches};
use notes::Notes;
pub use notes::{Role, Unresolved};
pub use render::{Told, app_run, job_run, notebook_run, quoted};
pub use shell::{Line, Word, Written, lines};

/// What a command line says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The command; `None` where it is not known, and where the line only asks for help or the version.
    pub command: Option<Command>,
    /// What every command takes.
    pub settings: Settings,
    /// What a person should know, in the order of the line as far as it was read in that order.
    pub findings: Vec<Noted>,
    /// What became of each word.
    pub roles: Vec<Role>,
    /// Members that are left to a shell.
    pub unresolved: Vec<Unresolved>,
}

/// Flags of all commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `--token`: a token of the platform instead of a login.
    pub token: Option<SecretText>,
    /// `--output`: `json` or `yaml`.
    pub output: Option<String>,
    /// `--no-color`.
    pub no_color: bool,
    /// `--help`.
    pub help: bool,
    /// `--version`.
    pub version: bool,
}

/// A command with what it says, as the API takes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `app run`: the body of `POST …/app`.
    AppRun(Box<AppSpec>),
    /// `job run`: the body of `POST …/job`, and where the rest of it comes from.
    JobRun(Box<JobRun>),
    /// `notebook run`: the body of `POST …/notebook`.
    NotebookRun(Box<NotebookSpecInput>),
    /// `app scale`: the body of `PUT …/app/{appId}/scalingstrategy`.
    AppScale(Box<Change<ScalingStrategy>>),
    /// `app set-image`: the image of `PUT …/app/{appId}/image`.
    AppSetImage(Change<String>),
    /// `app update`: the body of `PUT …/app/{appId}`.
    AppUpdate(Box<Change<UpdateInput>>),
    /// Any other command.
    Other(Other),
}

/// A job as `job run` says it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRun {
    /// The body of `POST …/job`; the image is empty where only another job has it.
    pub spec: JobSpec,
    /// `--from`: the id of the job that has the rest.
    pub from: Option<String>,
}

/// A change of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<T> {
    /// The object's id.
    pub id: String,
    /// What is to be.
    pub change: T,
}

/// A command that makes no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Its usual name, such as `app list`.
    pub name: String,
    /// Positional words by name, in order. May hold credentials, as `datastore add s3` takes them.
    pub arguments: Vec<(&'static str, Written)>,
    /// Flags by name, in order, switches without value. May hold credentials.
    pub flags: Vec<(&'static str, Option<Written>)>,
    /// Further words; behind `--` those of a command to run.
    pub rest: Vec<Written>,
}

impl Other {
    /// The positional word `name`, such as `ID`.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Written> {
        let mut arguments = self.arguments.iter();
        arguments.find_map(|(known, value)| (*known == name).then_some(value))
    }
}

/// What a line does not say and a person may know.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Region that the tool is set to.
    pub region: Option<String>,
    /// Values of shell variables. Others stay as they are written. What is called `(NAME)` is a makefile's, for `$(NAME)`.
    pub variables: BTreeMap<String, String>,
}

/// Values of variables may be secrets.
impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// Reads one command line. `words` begin with the program's name; never fails: what is not understood is a finding.
#[must_use]
pub fn parse(words: &[Word], context: &Context) -> Parsed {
    let filled: Vec<Word>;
    let words = if context.variables.is_empty() {
        words
    } else {
        filled = words
            .iter()
            .map(|word| word.filled(&context.variables))
            .collect();
        &filled
    };
    let mut notes = Notes::new(words.len());
    let (found, everywhere) = matches(words, &mut notes);
    let command = found.map(|matches| {
        let mut filler = Filler {
            words,
            matches: &matches,
            notes: &mut notes,
        };
        let region = context.region.as_deref();
        match matches.subcommand.path {
            ["app", "run"] => Command::AppRun(Box::new(filler.app(region))),
            ["job", "run"] => Command::JobRun(Box::new(filler.job(region))),
            ["notebook", "run"] => Command::NotebookRun(Box::new(filler.notebook(region))),
            ["app", "scale"] => filler.scale(),
            ["app", "set-image"] => filler.set_image(),
            ["app", "update"] => filler.update(),
            _ => Command::Other(other(words, &matches)),
        }
    });
    let settings = settings(&everywhere, &mut notes);
    Parsed {
        command,
        settings,
        findings: notes.findings,
        roles: notes.roles,
        unresolved: notes.unresolved,
    }
}

/// [`parse`] of words that some shell has split and filled in already.
#[must_use]
pub fn parse_words<S: AsRef<str>>(words: &[S], context: &Context) -> Parsed {
    let words: Vec<Word> = words
        .iter()
        .map(|word| Word::literal(word.as_ref()))
        .collect();
    parse(&words, context)
}

/// The usual name of every command, for documentation.
pub fn commands() -> impl Iterator<Item = String> {
    SUBCOMMANDS.iter().map(grammar::Subcommand::name)
}

fn other(words: &[Word], matches: &Matches) -> Other {
    let value = |word: &usize| words.get(*word).map(|word| word.value().clone());
    let arguments = matches.arguments.iter();
    Other {
        name: matches.subcommand.name(),
        arguments: arguments
            .filter_map(|(name, word)| Some((*name, value(word)?)))
            .collect(),
        flags: matches
            .given
            .iter()
            .map(|given| (given.flag.name, given.value.clone()))
            .collect(),
        rest: matches.rest.iter().filter_map(value).collect(),
    }
}

fn settings(given: &[Given], notes: &mut Notes) -> Settings {
    let mut settings = Settings::default();
    for given in given {
        let text = given.value.as_ref().map(Written::text);
        match given.flag.name {
            "token" => settings.token = text.map(SecretText::from),
            "output" => {
                let is_known = given.value.as_ref().is_none_or(|value| {
                    value
                        .known()
                        .is_none_or(|text| matches!(text, "json" | "yaml"))
                });
                if !is_known {
                    let detail = "--output is json or yaml";
                    notes.add(&findings::UNKNOWN_NAME, given.word, detail);
                }
                settings.output = text.map(str::to_owned);
            }
            "no-color" => settings.no_color = true,
            "help" => settings.help = true,
            _ => settings.version = true,
        }
    }
    settings
}
