//! Reading metrics into their file, and sending them on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::Path,
};

use ovh_api::Error;
use ovhai_model::{Digest, Kind};
use ovhai_platform::documents::Listed;
use ovhai_telemetry::metrics::{Labels, Metrics, Stamp, parse, push, scrape, write};
use terraform_plugin::{Diagnostics, Value};

use super::{MetricOptions, RemoteWrite, Scrape, history::History};
use crate::{
    export_resource::number,
    failure::report,
    platform::run_blocking,
    shown,
    transfer_resource::{Ask, TransferModel, Work},
};

/// The file in the destination.
pub const FILE: &str = "metrics.om";

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
    let mut metrics = history.metrics;
    for (id, how) in &wanted {
        work.progress.begin(id);
        let address = format!("app/{id}");
        match scraped(ask, id, how, urls.get(id)).await {
            Err(problem) => tell(&mut problems, &address, &problem),
            Ok((found, unread)) => {
                for problem in unread {
                    tell(&mut problems, &address, &problem);
                }
                let contradicting = metrics.add(found);
                if contradicting > 0 {
                    tell(
                        &mut problems,
                        &address,
                        &format!("{contradicting} samples contradict others"),
                    );
                }
            }
        }
        work.progress.end(id);
        work.progress.done();
    }
    let home = work.home.clone();
    let kept = run_blocking(diagnostics, move || keep(&home, metrics)).await?;
    let (metrics, digest, bytes) = match kept {
        Ok(kept) => kept,
        Err(problem) => {
            diagnostics.error("The metrics cannot be written", problem);
            return None;
        }
    };
    work.progress.moved(bytes);
    if let Some((receiver, path)) = receiver {
        let pushed = push(&receiver, &path, &metrics).await;
        diagnostics.ok(
            "The metrics are in their file but could not be sent",
            pushed,
        )?;
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
    let series = metrics
        .families
        .values()
        .map(|family| family.series.len() as u64);
    options.series = number(series.sum()).into();
    options.samples = number(metrics.samples()).into();
    options.problems = Value::Known(problems);
    model.digest = digest.into();
    Some(())
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
) -> Result<(Metrics, Vec<String>), String> {
    let path = how.path.as_deref().unwrap_or("/metrics");
    let target = match (how.url.get(), url) {
        (Some(own), _) => own.clone(),
        (None, None) => return Err("the platform gives no URL for it; is it running?".to_owned()),
        (None, Some(url)) => {
            let url = match how.port.get() {
                None => url.clone(),
                // `https://ID-PORT.app.…` (platform-facts section 9).
                Some(port) => url.replacen(id, &format!("{id}-{port}"), 1),
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
    scrape(&target, ask.platform.workload_token(), &stamp).await
}

/// Milliseconds since 1970: what an application exposes without a time was so when it was asked.
fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

/// Adds to what the file has, and puts the result in its place.
fn keep(home: &Path, metrics: Metrics) -> Result<(Metrics, String, u64), String> {
    let path = home.join(FILE);
    let wrong = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut all = match fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Metrics::default(),
        Err(error) => return Err(wrong(error)),
        Ok(text) => {
            let (before, problems) = parse(&text, &Stamp::default());
            if let Some(problem) = problems.first() {
                return Err(format!(
                    "{} was changed by hand and cannot be read ({problem}); restore it, or move it away to begin anew",
                    path.display()
                ));
            }
            before
        }
    };
    all.add(metrics);
    let mut bytes = Vec::new();
    write(&all, &mut bytes).map_err(wrong)?;
    let mut partial = tempfile::NamedTempFile::new_in(home).map_err(wrong)?;
    partial.write_all(&bytes).map_err(wrong)?;
    partial.as_file().sync_all().map_err(wrong)?;
    partial.persist(&path).map_err(|error| wrong(error.error))?;
    Ok((
        all,
        Digest::of(&bytes).as_str().to_owned(),
        bytes.len() as u64,
    ))
}

/// Digest of the file as it is, if it is there.
pub fn digest(home: &Path) -> Result<Option<String>, String> {
    let path = home.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(Digest::of(&bytes).as_str().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
