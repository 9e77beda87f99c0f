//! `ovhai_logs`.

use std::sync::Arc;

use ovhai_telemetry::logs::{Want, read_pages, read_whole};
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Value};

use crate::{
    failure::report,
    platform::Platform,
    reading::log::{NoLog, WorkloadLog},
    shown,
};

/// Lines that are read if `lines` does not say otherwise.
const DEFAULT_LINES: i64 = 1000;

/// Reads the newest log lines of an app, a job or a notebook.
///
/// The lines become part of Terraform's state, so whatever looks like a secret in them is replaced by `(secret)`: words that
/// are random or look like tokens one by one, and after names such as `password` the rest of the line. This works on what
/// lines look like, and is no guarantee. How long the platform keeps log lines is not known, and it exports them nowhere else.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// What it is a log of: `app`, `job` or `notebook`.
    #[attr(required, validate(one_of(&["app", "job", "notebook"])))]
    kind: Value<String>,
    /// Identifier of the app, job or notebook.
    #[attr(required, validate(not_blank()))]
    id: Value<String>,
    /// Only lines of this replica of an app.
    #[attr(optional, validate(not_blank()))]
    replica: Value<String>,
    /// How many lines to read at most; the newest are kept. Default: 1000.
    #[attr(optional, validate(between(1..=100_000)))]
    lines: Value<i64>,
    /// The lines, oldest first.
    #[attr(computed)]
    entries: Value<Vec<Entry>>,
    /// Whether everything the platform still had is in `entries`. False if older lines were left out because of `lines`, or if
    /// the end of the log could not be made sure of: the API gives the lines of a notebook without pages and does not say
    /// whether they are all, so this is false for every notebook that has lines.
    #[attr(computed)]
    complete: Value<bool>,
    /// Number of lines in which something was replaced by `(secret)`.
    #[attr(computed)]
    filtered: Value<i64>,
    /// Time of the last line as the platform tells it, RFC 3339.
    #[attr(computed)]
    last_activity: Value<String>,
}

/// One line.
#[derive(Debug, Schema)]
pub struct Entry {
    /// Time, RFC 3339.
    #[attr(computed)]
    timestamp: Value<String>,
    /// Text.
    #[attr(computed)]
    content: Value<String>,
}

/// The data source.
pub struct Logs;

impl DataSource for Logs {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_logs";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if let (Some(kind), Some(_)) = (config.kind.get(), config.replica.get())
            && kind != "app"
        {
            diagnostics.error_at(
                Path::root("replica"),
                "Only apps have replicas",
                format!("A {kind} runs once. Remove `replica`."),
            );
        }
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let (kind, id) = (config.kind.get()?.clone(), config.id.get()?.clone());
        let most = config.lines.get().copied().unwrap_or(DEFAULT_LINES);
        let most = usize::try_from(most).unwrap_or_default();
        let workload = WorkloadLog {
            project: platform.project(ctx, &service),
            kind: kind.clone(),
            id: id.clone(),
            replica: config.replica.get().cloned(),
        };
        let want = Want::Newest(most);
        let log = if kind == "notebook" {
            read_whole(&workload, want).await
        } else {
            read_pages(&workload, want).await
        };
        let log = match log.map_err(|stopped| stopped.error) {
            Err(NoLog::Api(error)) if error.is_not_found() => {
                diagnostics.error_at(
                    Path::root("id"),
                    format!("There is no such {kind}"),
                    format!("The project {service} has no {kind} {id}. {error}"),
                );
                return None;
            }
            Err(NoLog::Api(error)) => {
                return report(Err(error), "The log cannot be read", diagnostics);
            }
            log => diagnostics.ok("The log cannot be read", log)?,
        };
        if log.is_old {
            diagnostics.warning(
                "The newest log lines are missing",
                format!(
                    "The log of the {kind} {id} has more pages than are read, and its oldest lines come first. What is in `entries` \
                     is not the end of the log."
                ),
            );
        }
        let mut filter = shown::Lines::default();
        let mut filtered = 0_i64;
        let mut entries = Vec::with_capacity(log.lines.len());
        for line in log.lines {
            let content = line.content.map(|content| {
                let shown = filter.text(&content);
                filtered += i64::from(shown != content);
                shown
            });
            entries.push(Entry {
                timestamp: shown::member(line.timestamp.as_deref()),
                content: content.into(),
            });
        }
        config.service_name = service.into();
        config.entries = Value::Known(entries);
        config.complete = log.is_complete.into();
        config.filtered = filtered.into();
        config.last_activity = shown::member(log.last_activity.as_deref());
        Some(config)
    }
}
