//! `parse_ovhai_command`.

mod attribute;
mod model;

use ovhai_model::secrecy;
use ovhai_platform::cli::{self, Command, Context, Line, Parsed};
use terraform_plugin::{Arguments, Dynamic, Function, FunctionError, Value, value::Element};

use super::options::Options;
use model::{App, Found, Job, Notebook, Outcome};

/// Reads a command line `ovhai app run …`, `ovhai job run …` or `ovhai notebook run …` and gives what it would create, with
/// the attributes of the resources `ovhai_app`, `ovhai_job` and `ovhai_notebook`.
///
/// The text may be a piece of a script, with quotes, continued lines and `$(…)` around; it must hold one such command.
/// Variables of the shell stay as they are written, and `unresolved` names them, unless `options` gives their values.
///
/// Nothing is left out silently: what has no meaning is in `findings`, with the position of the word. A condition of
/// `length(result.findings) == 0` makes sure that there is nothing to see to. Values that look like secrets are not repeated: of
/// variables the names are in `secret_env_names`, elsewhere `(secret)` stands in their place.
#[derive(Debug, Arguments)]
pub struct CommandArguments {
    /// The command line.
    command: String,
    /// `region`, which is a setting of the tool and not in its command lines; `variables`, an object with values of the shell's
    /// variables.
    #[arg(variadic)]
    options: Vec<Option<Dynamic>>,
}

/// The function.
pub struct ParseOvhaiCommand;

impl Function for ParseOvhaiCommand {
    type Arguments = CommandArguments;
    type Output = Outcome;
    const NAME: &'static str = "parse_ovhai_command";
    const SUMMARY: &'static str = "Reads a command line of the ovhai tool";

    fn returns(&self) -> String {
        "`app`, `job` or `notebook`, of which one is not null: its attributes as the resource of that name takes them, null \
         where the line does not say them. Then `unresolved`, what is left to a shell, by attribute; and `findings`."
            .to_owned()
    }

    fn call(&self, arguments: CommandArguments) -> Result<Outcome, FunctionError> {
        let mut options = Options::of(&arguments.options)?;
        let context = Context {
            region: options.text("region")?,
            variables: options.texts("variables")?,
        };
        options.finish(&["region", "variables"])?;
        let line = only(&arguments.command)?;
        let parsed = cli::parse(line.words(), &context);
        outcome(&parsed)
    }
}

fn wrong(text: impl Into<String>) -> FunctionError {
    FunctionError::at("command", text)
}

/// The one command line of the text.
fn only(text: &str) -> Result<Line, FunctionError> {
    let mut found = cli::lines(text);
    // A line may get its parts from other lines of the tool (`$(ovhai …)`).
    let outermost = found.iter().map(Line::depth).min().unwrap_or_default();
    let makes = |line: &Line| {
        matches!(
            cli::parse(line.words(), &Context::default()).command,
            Some(Command::AppRun(_) | Command::JobRun(_) | Command::NotebookRun(_))
        )
    };
    if found.iter().any(makes) {
        found.retain(makes);
    } else {
        found.retain(|line| line.depth() == outermost);
    }
    match found.len() {
        0 => Err(wrong("There is no `ovhai` command in the text.")),
        1 => Ok(found.remove(0)),
        count => Err(wrong(format!(
            "There are {count} `ovhai` commands in the text. Give them one by one."
        ))),
    }
}

fn outcome(parsed: &Parsed) -> Result<Outcome, FunctionError> {
    let mut findings: Vec<Found> = parsed.findings.iter().map(Found::of).collect();
    let (mut app, mut job, mut notebook) = (Value::Null, Value::Null, Value::Null);
    let variables = match &parsed.command {
        Some(Command::AppRun(spec)) => {
            let said = App::of(spec);
            findings.extend(model::hidden(&said.encode()));
            app = said.into();
            &spec.env_vars
        }
        Some(Command::JobRun(run)) => {
            let said = Job::of(run);
            findings.extend(model::hidden(&said.encode()));
            job = said.into();
            &run.spec.env_vars
        }
        Some(Command::NotebookRun(spec)) => {
            let said = Notebook::of(spec);
            findings.extend(model::hidden(&said.encode()));
            notebook = said.into();
            &spec.env_vars
        }
        Some(Command::Other(other)) => return Err(makes_nothing(&other.name)),
        Some(Command::AppScale(_)) => return Err(makes_nothing("app scale")),
        Some(Command::AppSetImage(_)) => return Err(makes_nothing("app set-image")),
        Some(Command::AppUpdate(_)) => return Err(makes_nothing("app update")),
        None => {
            let reasons = parsed.findings.iter().map(|noted| noted.detail.as_str());
            let reasons: Vec<&str> = reasons.collect();
            return Err(wrong(if reasons.is_empty() {
                "The command only asks for help or the version.".to_owned()
            } else {
                format!("The command is not known: {}.", reasons.join("; "))
            }));
        }
    };
    let unresolved = parsed
        .unresolved
        .iter()
        .map(|left| {
            let text = secrecy::redacted("", left.value.text()).into_owned();
            (attribute::of_pointer(&left.pointer, variables), text)
        })
        .collect();
    Ok(Outcome {
        app,
        job,
        notebook,
        unresolved: Value::Known(unresolved),
        findings: Value::Known(findings),
    })
}

fn makes_nothing(name: &str) -> FunctionError {
    wrong(format!(
        "`ovhai {name}` creates nothing. The commands that do are `app run`, `job run` and `notebook run`."
    ))
}
