//! Reading metrics into their file, and sending them on.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use ovh_api::Error;
use ovhai_model::Kind;
use ovhai_platform::documents::Listed;
use ovhai_telemetry::metrics::{Exposed, FILE, Labels, Parts, Stamp, Store, push, scrape};
use terraform_plugin::{Diagnostics, Value};

use super::{MetricOptions, RemoteWrite, Scrape, history::History};
use crate::{
    export_resource::number,
    failure::report,
    platform::run_blocking,
    shown,
    transfer_resource::{Ask, TransferModel, Work},
};

/// Reads and keeps everything.
pub async fn run(
    ask: &Ask<'_>,
    work: &Work,
    model: &mut TransferModel<MetricOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let options = &mut model.options;
    let wanted = options.scrape.get().cloned().unwrap_or_default();
    let receiver = match options.remote_write.get() {
        None => None,
        Some(to) => {
            let name = to.receiver.as_deref().unwrap_or("");
            let receivers = ask.platform.receivers();
            let receiver = receivers.choose(name, &RemoteWrite::place(), diagnostics)?;
            Some((receiver, to.path.as_deref().unwrap_or("").to_owned()))
        }
    };
    let started = Instant::now();
    work.progress.totals(Some(1 + wanted.len() as u64), None);
    let (history, urls) = report(
        documents(ask).await,
        "The history of workloads cannot be read",
        diagnostics,
    )?;
    work.progress.done();
    let mut problems: BTreeMap<String, String> = BTreeMap::new();
    for problem in history.problems {
        let (address, text) = problem.split_once(": ").unwrap_or(("", &problem));
        tell(&mut problems, address, text);
    }
    let home = work.home.clone();
    let history = history.metrics;
    let mut parts = keep(diagnostics, move || {
        let mut parts = Parts::new(home);
        parts.add(&history).map(|()| parts)
    })
    .await?;
    for (id, how) in &wanted {
        work.progress.begin(id);
        let address = format!("app/{id}");
        match scraped(ask, id, how, urls.get(id)).await {
            Err(problem) => tell(&mut problems, &address, &problem),
            Ok((exposed, stamp)) => {
                let (taken, unread) = keep(diagnostics, move || {
                    let unread = parts.expose(&exposed, &stamp)?;
                    Ok((parts, unread))
                })
                .await?;
                parts = taken;
                for problem in unread {
                    tell(&mut problems, &address, &problem);
                }
            }
        }
        work.progress.end(id);
        work.progress.done();
    }
    let home = work.home.clone();
    let (mut store, before, contradicting) = keep(diagnostics, move || {
        let mut store = Store::open(&home)?;
        let before = store.stored().map_or(0, |stored| stored.samples);
        let contradicting = store.take(parts)?;
        Ok((store, before, contradicting))
    })
    .await?;
    if contradicting > 0 {
        let text = format!("{contradicting} samples contradict others and were left out");
        tell(&mut problems, FILE, &text);
    }
    let stored = store.stored().cloned().unwrap_or_default();
    work.progress.moved(stored.bytes);
    if let Some((receiver, path)) = receiver {
        let place = format!("{} {path}", receiver.place());
        let problem = "The metrics are in their file but could not be sent";
        let unsent = diagnostics.ok(problem, store.unsent(&place))?;
        diagnostics.ok(problem, push(&receiver, &path, unsent).await)?;
        keep(diagnostics, move || store.sent(&place)).await?;
    }
    if !problems.is_empty() {
        let some: Vec<String> = problems
            .iter()
            .take(10)
            .map(|(address, problem)| format!("{address}: {problem}"))
            .collect();
        diagnostics.warning(
            format!("Metrics of {} workloads are not complete", problems.len()),
            format!("{}\n\nAll of it is in `problems`.", some.join("\n")),
        );
    }
    diagnostics.warning(
        "Metrics were exported",
        format!(
            "{} samples of {} series ({} bytes) are in {}, {} of them new, after {} s.",
            stored.samples,
            stored.series,
            stored.bytes,
            model.destination.as_deref().unwrap_or(""),
            stored.samples.saturating_sub(before),
            started.elapsed().as_secs(),
        ),
    );
    options.series = number(stored.series).into();
    options.samples = number(stored.samples).into();
    options.problems = Value::Known(problems);
    model.digest = digest(&stored.sha256).into();
    Some(())
}

/// What is done with files, away from what must not wait.
async fn keep<T: Send + 'static>(
    diagnostics: &mut Diagnostics,
    work: impl FnOnce() -> Result<T, ovhai_telemetry::Error> + Send + 'static,
) -> Option<T> {
    let kept = run_blocking(diagnostics, work).await?;
    diagnostics.ok("The metrics cannot be written", kept)
}

/// A digest as states have it.
fn digest(sha256: &str) -> String {
    format!("sha256:{sha256}")
}

/// Looks at the file: its digest if it is as it was left, else what is wrong with it.
pub fn survey(
    home: &Path,
    reads_all: bool,
) -> Result<Result<String, String>, ovhai_telemetry::Error> {
    let store = Store::open(home)?;
    Ok(match (store.survey(reads_all)?, store.stored()) {
        (Some(true), Some(stored)) => Ok(digest(&stored.sha256)),
        (None, _) => Err(format!("{FILE} is missing")),
        _ => Err(format!("{FILE} was changed")),
    })
}

/// Removes the file as it was left; whether nothing stays.
pub fn remove(home: &Path) -> Result<bool, ovhai_telemetry::Error> {
    Store::open(home)?.remove()
}

fn tell(problems: &mut BTreeMap<String, String>, address: &str, problem: &str) {
    let text = problems.entry(address.to_owned()).or_default();
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(problem);
}

/// The history of all selected workloads, and where apps are reached.
async fn documents(ask: &Ask<'_>) -> Result<(History, BTreeMap<String, String>), Error> {
    let project = ask.platform.project(ask.ctx, &ask.service);
    let selected: BTreeSet<(Kind, &str)> = ask
        .estate
        .workloads
        .iter()
        .filter(|workload| ask.selection.includes(workload))
        .map(|workload| (workload.address.kind(), workload.address.id()))
        .collect();
    let has = |kind: Kind| selected.iter().any(|(known, _)| *known == kind);
    let mut history = History::default();
    let mut urls = BTreeMap::new();
    if has(Kind::App) {
        let every = ovh_api::AppFilter::default();
        project
            .each_app(&every, |app| {
                if let Listed::Read(app) = app
                    && selected.contains(&(Kind::App, app.id.as_str()))
                {
                    history.app(&app);
                    if let Some(url) = app.status.and_then(|status| status.url) {
                        urls.insert(app.id, url);
                    }
                }
            })
            .await?;
    }
    if has(Kind::Job) {
        let every = ovh_api::JobFilter::default();
        project
            .each_job(&every, |job| {
                if let Listed::Read(job) = job
                    && selected.contains(&(Kind::Job, job.id.as_str()))
                {
                    history.job(&job);
                }
            })
            .await?;
    }
    if has(Kind::Notebook) {
        let every = ovh_api::NotebookFilter::default();
        project
            .each_notebook(&every, |notebook| {
                if let Listed::Read(notebook) = notebook
                    && selected.contains(&(Kind::Notebook, notebook.id.as_str()))
                {
                    history.notebook(&notebook);
                }
            })
            .await?;
    }
    Ok((history, urls))
}

async fn scraped(
    ask: &Ask<'_>,
    id: &str,
    how: &Scrape,
    url: Option<&String>,
) -> Result<(Exposed, Stamp), String> {
    let path = how.path.as_deref().unwrap_or("/metrics");
    let target = match (how.url.get(), url) {
        (Some(own), _) => own.clone(),
        (None, None) => return Err("the platform gives no URL for it; is it running?".to_owned()),
        (None, Some(url)) => {
            let url = match how.port.get() {
                None => url.clone(),
                // `https://ID-PORT.app.…` (platform-facts section 9).
                Some(port) if url.contains(id) => url.replacen(id, &format!("{id}-{port}"), 1),
                Some(_) => {
                    return Err(
                        "its URL does not hold its id, so that the one of another port cannot be told; give `url`"
                            .to_owned(),
                    );
                }
            };
            format!("{}{path}", url.trim_end_matches('/'))
        }
    };
    let name = ask
        .estate
        .workloads
        .iter()
        .find(|workload| workload.address.kind() == Kind::App && workload.address.id() == id)
        .map(|workload| shown::address(&workload.name))
        .unwrap_or_default();
    let stamp = Stamp {
        time: Some(now()),
        labels: Labels::from([
            ("app_id".to_owned(), id.to_owned()),
            ("app".to_owned(), name),
        ]),
    };
    let exposed = scrape(&target, ask.platform.workload_token()).await?;
    Ok((exposed, stamp))
}

/// Milliseconds since 1970: what an application exposes without a time was so when it was asked.
fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}
