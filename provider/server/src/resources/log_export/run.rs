//! Reading logs into their files, and from there to Loki.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use ovhai_telemetry::{
    Receiver,
    logs::{Archive, Compression, Log, Spool, Stopped, Want, push, read_pages, read_whole},
};
use terraform_plugin::{Diagnostics, Value};

use super::{
    LogModel, LogOptions, Loki, files,
    sources::{AT_ONCE, LogSource},
};
use crate::{
    export_resource::number,
    platform::run_blocking,
    reading::log::NoLog,
    transfer_resource::{Ask, TransferModel, Work},
};

/// Labels that say where lines are from.
pub const OWN_LABELS: [&str; 5] = ["project", "kind", "id", "name", "replica"];

/// How often it is saved how far pushing is: the index is written anew each time.
const MARKED: Duration = Duration::from_secs(2);

/// Failures that are told in full.
const TOLD: usize = 10;

/// Reads every log of `sources`.
pub async fn run(
    ask: &Ask<'_>,
    sources: Vec<LogSource>,
    work: &Work,
    model: &mut TransferModel<LogOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let options = &mut model.options;
    let loki = match options.loki.get() {
        None => None,
        Some(loki) => {
            let name = loki.receiver.as_deref().unwrap_or("");
            let receivers = ask.platform.receivers();
            let receiver = receivers.choose(name, &Loki::path(), diagnostics)?;
            Some((receiver, loki.labels.get().cloned().unwrap_or_default()))
        }
    };
    let folder = work.home.clone();
    let opened = run_blocking(diagnostics, move || {
        let archive = Archive::open(&folder)?;
        archive.sweep()?;
        Ok::<_, ovhai_telemetry::Error>(archive)
    })
    .await?;
    let archive = diagnostics.ok("The index of exported logs cannot be read", opened)?;
    let files = Files {
        archive: Arc::new(Mutex::new(archive)),
        compression: options.compression(),
        added: AtomicU64::new(0),
    };
    work.progress.totals(Some(sources.len() as u64), None);
    let started = Instant::now();
    let mut unavailable = BTreeMap::new();
    let (mut failures, mut notes) = (Vec::new(), Vec::new());
    {
        let logs: Vec<_> = sources
            .iter()
            .map(|source| export(ask, source, work, &files, loki.as_ref()))
            .collect();
        let mut exporting = stream::iter(logs).buffer_unordered(AT_ONCE);
        while let Some((key, outcome)) = exporting.next().await {
            match outcome {
                Ok(None) => {}
                Ok(Some(note)) => notes.push(format!("{key}: {note}")),
                Err(Failure::Gone) => {
                    unavailable.insert(key, "the platform has no such log any more".to_owned());
                }
                Err(failure) => failures.push(format!("{key}: {failure}")),
            }
        }
    }
    if !notes.is_empty() {
        diagnostics.warning(
            format!("Loki did not take all lines of {} logs", notes.len()),
            format!("{}\n\nThe files have them.", told(&notes)),
        );
    }
    if !failures.is_empty() {
        diagnostics.error(
            format!(
                "{} of {} logs were not exported",
                failures.len(),
                sources.len()
            ),
            format!(
                "{}\n\nThe others are; the next terraform apply goes on with these.",
                told(&failures)
            ),
        );
        return None;
    }
    if !unavailable.is_empty() {
        let names: Vec<&str> = unavailable.keys().map(String::as_str).take(TOLD).collect();
        diagnostics.warning(
            format!("{} logs could not be had", unavailable.len()),
            format!(
                "The platform has no log of {}, and more may be named in `unavailable`. What an earlier export had of them stays.",
                names.join(", ")
            ),
        );
    }
    let archive = files.lock();
    let mut logs = options.logs.get().cloned().unwrap_or_default();
    for source in &sources {
        logs.insert(source.key(), described(source, &archive));
    }
    let lines = archive
        .files()
        .values()
        .filter_map(|entry| entry.stored.as_ref());
    let (lines, bytes) = lines.fold((0, 0), |(lines, bytes), stored| {
        (lines + stored.lines, bytes + stored.bytes)
    });
    diagnostics.warning(
        "Logs were exported",
        format!(
            "{lines} lines ({bytes} bytes) of {} logs are in {}, {} of them new, after {} s.",
            archive.files().len(),
            model.destination.as_deref().unwrap_or(""),
            files.added.load(Ordering::Relaxed),
            started.elapsed().as_secs(),
        ),
    );
    options.line_count = number(lines).into();
    options.logs = Value::Known(logs);
    options.unavailable = Value::Known(unavailable);
    model.digest = files::digest(&archive).into();
    Some(())
}

/// The first of `all`, and how many more there are.
fn told(all: &[String]) -> String {
    let mut text = all[..all.len().min(TOLD)].join("\n");
    if all.len() > TOLD {
        text.push_str(&format!("\nand {} more", all.len() - TOLD));
    }
    text
}

/// Why a log is not where it should be.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The platform has none.
    #[error("the platform has no such log any more")]
    Gone,
    /// Reading ended in the middle.
    #[error("{0}; what came before that is kept")]
    Half(NoLog),
    #[error(transparent)]
    Unread(#[from] NoLog),
    #[error(transparent)]
    Kept(#[from] ovhai_telemetry::Error),
    #[error("the provider failed; this is a bug, and the log (TF_LOG=error) has the details")]
    Panicked,
}

/// Where lines are pushed, and with which labels of the configuration.
type Pushing = (Receiver, BTreeMap<String, String>);

/// Exports one log; what is to be said of it.
async fn export(
    ask: &Ask<'_>,
    source: &LogSource,
    work: &Work,
    files: &Files,
    loki: Option<&Pushing>,
) -> (String, Result<Option<String>, Failure>) {
    work.progress.begin(&source.name);
    let outcome = steps(ask, source, work, files, loki).await;
    work.progress.end(&source.name);
    work.progress.done();
    (source.key(), outcome)
}

async fn steps(
    ask: &Ask<'_>,
    source: &LogSource,
    work: &Work,
    files: &Files,
    loki: Option<&Pushing>,
) -> Result<Option<String>, Failure> {
    let spool = Spool::new(&work.home);
    let log = source.log(ask);
    let read = if log.kind == "notebook" {
        read_whole(&log, Want::All(&spool)).await
    } else {
        read_pages(&log, Want::All(&spool)).await
    };
    let (log, failure) = match read {
        Ok(log) => (log, None),
        // The file is there all the same, as planned: with what came before, now or in earlier runs.
        Err(Stopped {
            error: NoLog::Api(error),
            log,
        }) if error.is_not_found() => (log.unwrap_or_default(), Some(Failure::Gone)),
        Err(Stopped { error, log: None }) => return Err(error.into()),
        // The platform may not have it any more when somebody tries again. It goes to Loki with the rest, oldest first.
        Err(Stopped {
            error,
            log: Some(log),
        }) => {
            files.keep(source, log, spool).await?;
            return Err(Failure::Half(error));
        }
    };
    let bytes = files.keep(source, log, spool).await?;
    work.progress.moved(bytes);
    let note = match loki {
        None => None,
        Some((receiver, labels)) => files.push(ask, source, receiver, labels).await?,
    };
    failure.map_or(Ok(note), Err)
}

/// The files of this run.
struct Files {
    archive: Arc<Mutex<Archive>>,
    compression: Compression,
    /// Lines that no file had before.
    added: AtomicU64,
}

impl Files {
    fn lock(&self) -> std::sync::MutexGuard<'_, Archive> {
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings a log into its file; the size of that.
    async fn keep(&self, source: &LogSource, log: Log, spool: Spool) -> Result<u64, Failure> {
        let (archive, compression, file) =
            (Arc::clone(&self.archive), self.compression, source.file());
        let kept = tokio::task::spawn_blocking(move || {
            let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
            archive.take(&file, compression, log, &spool)
        })
        .await
        .map_err(|_| Failure::Panicked)?;
        let written = kept?;
        self.added.fetch_add(written.added, Ordering::Relaxed);
        Ok(written.stored.bytes)
    }

    async fn push(
        &self,
        ask: &Ask<'_>,
        source: &LogSource,
        receiver: &Receiver,
        labels: &BTreeMap<String, String>,
    ) -> Result<Option<String>, ovhai_telemetry::Error> {
        let name = source.file();
        let (path, stored, before) = {
            let archive = self.lock();
            let Some(entry) = archive.files().get(&name) else {
                return Ok(None);
            };
            let Some(stored) = entry.stored.clone() else {
                return Ok(None);
            };
            let before = entry.pushed.get(receiver.place()).copied();
            (archive.path(&name, stored.compression), stored, before)
        };
        let mut labels = labels.clone();
        labels.extend([
            ("project".to_owned(), ask.service.clone()),
            ("kind".to_owned(), source.address.kind().to_string()),
            ("id".to_owned(), source.address.id().to_owned()),
            ("name".to_owned(), source.name.clone()),
        ]);
        if let Some(replica) = &source.replica {
            labels.insert("replica".to_owned(), replica.clone());
        }
        let mut unsaved = None;
        let mut saved: Option<Instant> = None;
        let pushed = push(receiver, &labels, &path, &stored, before, |through| {
            // The first request makes the stream ours; of the others, those since the last mark are sent again after a kill, and known again.
            let is_due = saved.is_none_or(|saved| saved.elapsed() > MARKED);
            if is_due || through == stored.lines {
                unsaved = self.lock().pushed(&name, receiver.place(), through).err();
                saved = Some(Instant::now());
            }
        })
        .await?;
        if let Some(error) = unsaved {
            return Err(error);
        }
        let problem = pushed.problem.unwrap_or_default();
        Ok(match (pushed.refused, pushed.behind) {
            (0, 0) => None,
            (refused, 0) => Some(format!("{refused} lines were refused: {problem}")),
            (refused, behind) => Some(format!(
                "{refused} lines were refused, and of {behind} that came late or were sent before those that are too far behind the \
                 newest of their stream: {problem}"
            )),
        })
    }
}

fn described(source: &LogSource, archive: &Archive) -> LogModel {
    let entry = archive.files().get(&source.file());
    let stored = entry.and_then(|entry| entry.stored.as_ref());
    let Some((entry, stored)) = entry.zip(stored) else {
        return LogModel {
            name: source.name.clone().into(),
            file: Value::Null,
            lines: 0.into(),
            first: Value::Null,
            last: Value::Null,
            complete: false.into(),
            gaps: Value::Known(Vec::new()),
        };
    };
    LogModel {
        name: source.name.clone().into(),
        file: format!("{}.{}", source.file(), stored.compression.extension()).into(),
        lines: number(stored.lines).into(),
        first: stored.first.clone().into(),
        last: stored.last.clone().into(),
        complete: entry.is_complete.into(),
        gaps: Value::Known(
            entry
                .gaps
                .iter()
                .map(|(after, before)| format!("{after}/{before}"))
                .collect(),
        ),
    }
}
