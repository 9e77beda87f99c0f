//! Which logs there are.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use ovh_api::Error;
use ovhai_model::{Address, Kind};
use ovhai_telemetry::logs::{Compression, Page, Pages, moment};
use terraform_plugin::{Diagnostics, Path, Value};

use super::{LogModel, LogOptions};
use crate::{
    failure::report,
    reading::log::{NoLog, WorkloadLog},
    transfer_resource::Ask,
};

/// Logs that are asked for at the same time; the client has a limit of its own.
pub const AT_ONCE: usize = 4;

/// A log.
#[derive(Clone, Debug)]
pub struct LogSource {
    /// Of which workload.
    pub address: Address,
    /// Its name.
    pub name: String,
    /// Only of this replica.
    pub replica: Option<String>,
}

impl LogSource {
    /// What it is called in state.
    pub fn key(&self) -> String {
        match &self.replica {
            None => self.address.to_string(),
            Some(replica) => format!("{}/{replica}", self.address),
        }
    }

    /// Its file in the destination, without what says how it is stored.
    pub fn file(&self) -> String {
        let (kind, id) = (self.address.kind(), self.address.id());
        let name = plain(&self.name);
        match &self.replica {
            None => format!("{kind}/{name}-{}", plain(id)),
            Some(replica) => format!("{kind}/{name}-{}/{}", plain(id), plain(replica)),
        }
    }

    /// The log as pages.
    pub fn log(&self, ask: &Ask<'_>) -> WorkloadLog {
        WorkloadLog {
            project: ask.platform.project(ask.ctx, &ask.service),
            kind: self.address.kind().to_string(),
            id: self.address.id().to_owned(),
            replica: self.replica.clone(),
        }
    }

    /// What a plan knows of it.
    pub fn planned(&self, compression: Compression) -> LogModel {
        LogModel {
            name: self.name.clone().into(),
            file: format!("{}.{}", self.file(), compression.extension()).into(),
            lines: Value::Unknown,
            first: Value::Unknown,
            last: Value::Unknown,
            complete: Value::Unknown,
            gaps: Value::Unknown,
        }
    }
}

/// A name as a part of a path that every file system takes.
fn plain(name: &str) -> String {
    const LONGEST: usize = 80;
    let plain: String = name
        .chars()
        .map(|letter| {
            let is_plain = letter.is_ascii_alphanumeric() || "-_".contains(letter);
            if is_plain { letter } else { '_' }
        })
        .take(LONGEST)
        .collect();
    if plain.is_empty() {
        "_".to_owned()
    } else {
        plain
    }
}

/// The selected workloads' logs, and those of replicas that were named.
pub fn of(
    ask: &Ask<'_>,
    options: &LogOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<LogSource>> {
    let mut sources = Vec::new();
    let named = options.replicas.get();
    let mut used = 0;
    for workload in &ask.estate.workloads {
        let kind = workload.address.kind();
        if !matches!(kind, Kind::App | Kind::Job | Kind::Notebook)
            || !ask.selection.includes(workload)
        {
            continue;
        }
        let source = LogSource {
            address: workload.address.clone(),
            name: workload.name.clone(),
            replica: None,
        };
        if kind == Kind::App
            && let Some(replicas) = named.and_then(|named| named.get(workload.address.id()))
        {
            used += 1;
            sources.extend(replicas.iter().map(|replica| LogSource {
                replica: Some(replica.clone()),
                ..source.clone()
            }));
        }
        sources.push(source);
    }
    if used < named.map_or(0, BTreeMap::len) {
        let known = |id: &&String| {
            sources
                .iter()
                .any(|source| source.address.kind() == Kind::App && source.address.id() == **id)
        };
        for id in named
            .into_iter()
            .flatten()
            .map(|(id, _)| id)
            .filter(|id| !known(id))
        {
            diagnostics.error_at(
                Path::root("replicas").key(id),
                "There is no such app in the selection",
                "Replicas are named by the id of a selected app. What was exported of an app that is gone stays; remove it here.",
            );
        }
        return None;
    }
    let mut files = BTreeMap::new();
    for source in &sources {
        // Some file systems do not tell capital letters apart.
        if let Some(other) = files.insert(source.file().to_lowercase(), source.key()) {
            diagnostics.error_at(
                Path::root("replicas").key(source.address.id()),
                "Two logs would go into one file",
                format!(
                    "{other} and {} have the same file name; leave one of them out.",
                    source.key()
                ),
            );
            return None;
        }
    }
    Some(sources)
}

/// Whether the platform has lines that are newer than the exported ones.
pub async fn has_news(
    ask: &Ask<'_>,
    sources: &[LogSource],
    prior: &LogOptions,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let calls: Vec<_> = sources.iter().map(|source| newest(ask, source)).collect();
    let mut asked = stream::iter(calls).buffer_unordered(AT_ONCE);
    let known = prior.logs.get();
    while let Some((key, answer)) = asked.next().await {
        let last = match answer {
            Ok(page) => page.last_activity,
            // Gone since the estate was read: nothing is new.
            Err(NoLog::Api(error)) if error.is_not_found() => continue,
            Err(NoLog::Api(error)) => {
                return report(
                    Err::<bool, Error>(error),
                    "It cannot be seen whether logs have grown",
                    diagnostics,
                );
            }
            Err(NoLog::Kept(error)) => {
                diagnostics.error("A log cannot be read", error.to_string());
                return None;
            }
        };
        let exported = known
            .and_then(|logs| logs.get(&key))
            .and_then(|log| log.last.get());
        let is_news = match (last.as_deref().and_then(moment), exported) {
            (Some(last), Some(exported)) => moment(exported) < Some(last),
            (Some(_), None) => true,
            (None, _) => false,
        };
        if is_news {
            return Some(true);
        }
    }
    Some(false)
}

async fn newest(ask: &Ask<'_>, source: &LogSource) -> (String, Result<Page, NoLog>) {
    (source.key(), source.log(ask).page(Some((0, 1))).await)
}
