//! `ovhai_log_export`.

mod files;
mod run;
mod sources;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use ovhai_exports::Destination;
use ovhai_telemetry::logs::Compression;
use terraform_plugin::{Diagnostics, Path, ResourceUnit, Schema, Set, Value};

use self::sources::LogSource;
use crate::{
    platform::{Platform, run_blocking},
    transfer_resource::{Ask, Standing, Transfer, TransferModel, TransferResource, Work},
};

/// What logs are exported to and how.
#[derive(Clone, Debug, Schema)]
pub struct LogOptions {
    /// How files are stored: `gzip` or `none`.
    #[attr(default = "gzip", validate(one_of(&["gzip", "none"])))]
    compression: Value<String>,
    /// Replicas that get a file of their own beside that of their app, by id of the app. The platform gives the lines of all replicas
    /// together and lists replicas nowhere; a name is known only from elsewhere.
    #[attr(optional)]
    replicas: Value<BTreeMap<String, Set<String>>>,
    /// What makes an export that is complete go on: `revision`, when the selected objects changed; `activity`, also when the platform
    /// has lines that are newer than the exported ones, which asks for a line of every log at every plan.
    #[attr(default = "revision", validate(one_of(&["revision", "activity"])))]
    update_on: Value<String>,
    /// Pushes the lines to Loki, too, from the files and oldest first.
    #[attr(optional)]
    loki: Value<Loki>,
    /// The exported logs by address: `app/ID`, and `app/ID/REPLICA` for a replica of its own.
    #[attr(computed)]
    logs: Value<BTreeMap<String, LogModel>>,
    /// Number of lines in all files.
    #[attr(computed)]
    line_count: Value<i64>,
    /// Logs that could not be had, by address, and why. What an earlier export had of them stays.
    #[attr(computed)]
    unavailable: Value<BTreeMap<String, String>>,
}

/// A Loki to push to.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Loki {
    /// One of the provider's `receivers`.
    #[attr(required)]
    receiver: Value<String>,
    /// Labels of all streams, beside `project`, `kind`, `id`, `name` and, where there is one, `replica`.
    #[attr(optional)]
    labels: Value<BTreeMap<String, String>>,
}

impl Loki {
    fn path() -> Path {
        Path::root("loki").attribute("receiver")
    }
}

/// One exported log.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct LogModel {
    /// Name of the workload.
    #[attr(computed)]
    name: Value<String>,
    /// Path of its file in the destination.
    #[attr(computed)]
    file: Value<String>,
    /// Lines in it.
    #[attr(computed)]
    lines: Value<i64>,
    /// Time of the first line, in the platform's words.
    #[attr(computed)]
    first: Value<String>,
    /// Time of the last line.
    #[attr(computed)]
    last: Value<String>,
    /// Whether everything the platform still had was read, as far as that can be known: never for notebooks that have lines, whose log
    /// the API gives without saying whether it is all.
    #[attr(computed)]
    complete: Value<bool>,
    /// Spans in which lines may be missing because the platform had forgotten them before an export came: `AFTER/BEFORE`.
    #[attr(computed)]
    gaps: Value<Vec<String>>,
}

/// The kind.
#[derive(Clone, Copy, Debug)]
pub struct LogExport;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(TransferResource(LogExport))
}

impl LogOptions {
    fn compression(&self) -> Compression {
        match self.compression.as_deref().known() {
            Some("none") => Compression::None,
            _ => Compression::Gzip,
        }
    }
}

impl Transfer for LogExport {
    const TYPE: &'static str = "ovhai_log_export";
    const NAME: &'static str = "log";
    const DESCRIPTION: &'static str = "Exports everything the platform still has of the logs of apps, jobs and notebooks.\n\n\
        A file for each workload holds its lines as JSON, oldest first. Exporting again adds what is new: no line is lost and none is \
        doubled, whatever was interrupted, and lines that the platform has forgotten meanwhile stay in the file. Where lines may be \
        missing because nobody exported in time, it is said. The contents of logs are yours and are written as they are, including any \
        secret in them.\n\n\
        With `loki` the lines go to a Loki as well, each once.";
    type Options = LogOptions;
    type Prepared = Vec<LogSource>;

    fn check(&self, config: &TransferModel<LogOptions>, diagnostics: &mut Diagnostics) {
        if let Some(text) = config.destination.get()
            && let Err(error) = text.parse::<Destination>()
        {
            diagnostics.error_at(
                Path::root("destination"),
                "This is no destination for logs",
                error.to_string(),
            );
        }
        let Some(loki) = config.options.loki.get() else {
            return;
        };
        for label in loki
            .labels
            .get()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            let is_name = label
                .starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && label
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            if !is_name || run::OWN_LABELS.contains(&label.as_str()) {
                diagnostics.error_at(
                    Path::root("loki").attribute("labels").key(label),
                    "This cannot be a label",
                    "Labels have letters, digits and underscores, begin with no digit, and project, kind, id, name and replica are taken.",
                );
            }
        }
    }

    async fn plan(
        &self,
        ask: &Ask<'_>,
        model: &mut TransferModel<LogOptions>,
        prior: Option<&TransferModel<LogOptions>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<LogSource>> {
        let sources = sources::of(ask, &model.options, diagnostics)?;
        if let Some(loki) = model.options.loki.get() {
            let name = loki.receiver.as_deref().unwrap_or("");
            let receivers = ask.platform.receivers();
            if !receivers.comes_later(name) {
                receivers.choose(name, &Loki::path(), diagnostics)?;
            }
        }
        let options = &mut model.options;
        let compression = options.compression();
        let before = prior.filter(|prior| {
            prior.digest.get().is_some()
                && prior.revision == model.revision
                && prior.options.compression == options.compression
                && prior.options.replicas == options.replicas
                && prior.options.loki == options.loki
        });
        let is_same = match before {
            None => false,
            Some(_) if options.update_on.as_deref().known() != Some("activity") => true,
            Some(prior) => !sources::has_news(ask, &sources, &prior.options, diagnostics).await?,
        };
        if let (true, Some(prior)) = (is_same, before) {
            options.logs = prior.options.logs.clone();
            options.line_count = prior.options.line_count;
            options.unavailable = prior.options.unavailable.clone();
            model.digest = prior.digest.clone();
            return Some(sources);
        }
        // What was exported of workloads that are gone stays.
        let former = prior.and_then(|prior| prior.options.logs.get());
        let mut logs = former.cloned().unwrap_or_default();
        for source in &sources {
            logs.insert(source.key(), source.planned(compression));
        }
        options.logs = Value::Known(logs);
        options.line_count = Value::Unknown;
        options.unavailable = Value::Unknown;
        model.digest = Value::Unknown;
        if model.id.is_null() {
            model.id = Value::Unknown;
        }
        Some(sources)
    }

    async fn run(
        &self,
        ask: &Ask<'_>,
        prepared: Vec<LogSource>,
        work: &Work,
        model: &mut TransferModel<LogOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<()> {
        run::run(ask, prepared, work, model, diagnostics).await
    }

    async fn survey(
        &self,
        _platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<LogOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Standing> {
        let reads_all = state.verifies_all();
        let surveyed = run_blocking(diagnostics, move || files::survey(&home, reads_all)).await?;
        diagnostics.ok("The exported logs cannot be looked at", surveyed)
    }

    async fn remove(
        &self,
        _platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<LogOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        let id = state.id.as_deref().unwrap_or("").to_owned();
        let removed = run_blocking(diagnostics, move || files::remove(&home, &id)).await;
        let left = removed
            .and_then(|removed| diagnostics.ok("The exported logs cannot be removed", removed))
            .unwrap_or_default();
        if !left.is_empty() {
            diagnostics.warning(
                "Files changed by hand were left in place",
                format!(
                    "In {}: {}.",
                    state.destination.as_deref().unwrap_or(""),
                    left.join(", ")
                ),
            );
        }
    }
}
