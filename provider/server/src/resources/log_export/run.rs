//! Reading logs into their files, and from there to Loki.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{StreamExt, stream};
use ovhai_telemetry::{
    Receiver,
    logs::{Archive, Compression, Log, Spool, Want, push, read_pages, read_whole},
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
    let opened = run_blocking(diagnostics, move || Archive::open(&folder)).await?;
    let archive = diagnostics.ok("The index of exported logs cannot be read", opened)?;
    let files = Files {
        archive: Arc::new(Mutex::new(archive)),
        compression: options.compression(),
    };
    work.progress.totals(Some(sources.len() as u64), None);
    let mut unavailable = BTreeMap::new();
    let mut failures = Vec::new();
    {
        let logs: Vec<_> = sources
            .iter()
            .map(|source| read(ask, source, work))
            .collect();
        let mut reading = stream::iter(logs).buffer_unordered(AT_ONCE);
        while let Some((source, log, spool)) = reading.next().await {
            let key = source.key();
            match log {
                Err(NoLog::Api(error)) if error.is_not_found() => {
                    unavailable.insert(key, "the platform has no such log any more".to_owned());
                }
                Err(error) => failures.push(format!("{key}: {error}")),
                Ok(log) => {
                    let kept = files.keep(source, log, spool, work, diagnostics).await?;
                    let pushed = match (kept, &loki) {
                        (Ok(()), Some((receiver, labels))) => {
                            files.push(ask, source, receiver, labels).await
                        }
                        (kept, _) => kept,
                    };
                    if let Err(error) = pushed {
                        failures.push(format!("{key}: {error}"));
                    }
                }
            }
            work.progress.end(&source.name);
            work.progress.done();
        }
    }
    if !failures.is_empty() {
        let more = failures.len().saturating_sub(TOLD);
        let mut text = failures[..failures.len().min(TOLD)].join("\n");
        if more > 0 {
            text.push_str(&format!("\nand {more} more"));
        }
        diagnostics.error(
            format!(
                "{} of {} logs were not exported",
                failures.len(),
                sources.len()
            ),
            format!("{text}\n\nThe others are; the next terraform apply goes on with these."),
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
    options.line_count = number(lines.map(|stored| stored.lines).sum()).into();
    options.logs = Value::Known(logs);
    options.unavailable = Value::Known(unavailable);
    model.digest = files::digest(&archive).into();
    Some(())
}

async fn read<'a>(
    ask: &Ask<'_>,
    source: &'a LogSource,
    work: &Work,
) -> (&'a LogSource, Result<Log, NoLog>, Spool) {
    let spool = Spool::new(&work.home);
    work.progress.begin(&source.name);
    let log = source.log(ask);
    let read = if log.kind == "notebook" {
        read_whole(&log, Want::All(&spool)).await
    } else {
        read_pages(&log, Want::All(&spool)).await
    };
    (source, read, spool)
}

/// The files of this run.
struct Files {
    archive: Arc<Mutex<Archive>>,
    compression: Compression,
}

impl Files {
    fn lock(&self) -> std::sync::MutexGuard<'_, Archive> {
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn keep(
        &self,
        source: &LogSource,
        log: Log,
        spool: Spool,
        work: &Work,
        diagnostics: &mut Diagnostics,
    ) -> Option<Result<(), ovhai_telemetry::Error>> {
        let (archive, compression, file) =
            (Arc::clone(&self.archive), self.compression, source.file());
        let kept = run_blocking(diagnostics, move || {
            archive.lock().unwrap_or_else(PoisonError::into_inner).take(
                &file,
                compression,
                log,
                &spool,
            )
        })
        .await?;
        Some(kept.map(|written| work.progress.moved(written.stored.bytes)))
    }

    async fn push(
        &self,
        ask: &Ask<'_>,
        source: &LogSource,
        receiver: &Receiver,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), ovhai_telemetry::Error> {
        let name = source.file();
        let (path, stored, from) = {
            let archive = self.lock();
            let Some(entry) = archive.files().get(&name) else {
                return Ok(());
            };
            let Some(stored) = entry.stored.clone() else {
                return Ok(());
            };
            let from = entry.pushed.get(receiver.place()).copied().unwrap_or(0);
            (archive.path(&name, stored.compression), stored, from)
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
        push(receiver, &labels, &path, &stored, from, |through| {
            // Sent again after an interruption, lines are not doubled; so that it is not known is no loss.
            unsaved = self.lock().pushed(&name, receiver.place(), through).err();
        })
        .await?;
        unsaved.map_or(Ok(()), Err)
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
