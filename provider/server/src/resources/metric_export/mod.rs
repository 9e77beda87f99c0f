//! `ovhai_metric_export`.

mod history;
mod run;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use ovhai_exports::{Destination, Disk, Journal};
use ovhai_model::{Kind, secrecy};
use ovhai_telemetry::metrics::{FILE, place};
use terraform_plugin::{Diagnostics, Path, ResourceUnit, Schema, Value};

use crate::{
    platform::{Platform, run_blocking},
    transfer_resource::{Ask, Standing, Transfer, TransferModel, TransferResource, Work},
};

/// What is exported, and where it goes beside the file.
#[derive(Clone, Debug, Schema)]
pub struct MetricOptions {
    /// Apps whose own metrics are read once by applying, by id of the app.
    #[attr(optional)]
    scrape: Value<BTreeMap<String, Scrape>>,
    /// Sends all samples by Prometheus' remote write, too.
    #[attr(optional)]
    remote_write: Value<RemoteWrite>,
    /// Path of the file in the destination.
    #[attr(computed)]
    file: Value<String>,
    /// Number of series in it.
    #[attr(computed)]
    series: Value<i64>,
    /// Number of samples in it.
    #[attr(computed)]
    samples: Value<i64>,
    /// What could not be read, by address (`app/ID`), and why.
    #[attr(computed)]
    problems: Value<BTreeMap<String, String>>,
}

/// How an app is asked for its metrics.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Scrape {
    /// Path of the metrics.
    #[attr(default = "/metrics", validate(text("must begin with a slash", |text| if text.starts_with('/') { Ok(()) } else { Err(format!("{text:?} does not")) })))]
    path: Value<String>,
    /// Port of the app, when it is not its default one.
    #[attr(optional, validate(between(1..=65535)))]
    port: Value<i64>,
    /// Where the app is reached instead of the platform's URL, for example behind a proxy of your own; `path` and `port` do not count then. The
    /// provider's `workload_token` is sent there, too, and no redirect is followed.
    #[attr(optional)]
    url: Value<String>,
}

/// Where samples are sent.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct RemoteWrite {
    /// One of the provider's `receivers`.
    #[attr(required)]
    receiver: Value<String>,
    /// Path below the receiver's URL.
    #[attr(default = "api/v1/write")]
    path: Value<String>,
}

impl RemoteWrite {
    fn place() -> Path {
        Path::root("remote_write").attribute("receiver")
    }
}

/// The kind.
#[derive(Clone, Copy, Debug)]
pub struct MetricExport;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(TransferResource(MetricExport))
}

impl Transfer for MetricExport {
    const TYPE: &'static str = "ovhai_metric_export";
    const NAME: &'static str = "metric";
    const DESCRIPTION: &'static str = "Exports what there is of metrics: the states of workloads over time with durations and exit codes, as the \
        platform's documents have them, and what apps expose themselves.\n\n\
        The series behind the platform's dashboards (processor, memory, GPU, requests) can be had by no API, so they are lost when the \
        project ends; this export does not change that, and says so.\n\n\
        Samples go into one file of OpenMetrics text, from which `promtool tsdb create-blocks-from openmetrics` makes blocks for \
        Prometheus. Exporting again adds samples; what the file has stays.";
    type Options = MetricOptions;
    type Prepared = ();

    fn check(&self, config: &TransferModel<MetricOptions>, diagnostics: &mut Diagnostics) {
        if let Some(text) = config.destination.get()
            && let Err(error) = text.parse::<Destination>()
        {
            diagnostics.error_at(
                Path::root("destination"),
                "This is no destination for metrics",
                error.to_string(),
            );
        }
        let scrapes = config.options.scrape.get().into_iter().flatten();
        for (id, how) in scrapes {
            let at = Path::root("scrape").key(id);
            if let Some(problem) = how.url.get().and_then(|url| unfit(url)) {
                diagnostics.error_at(
                    at.clone().attribute("url"),
                    "The app cannot be asked there",
                    problem,
                );
            }
            if let Some(path) = how.path.get()
                && secrecy::secret_text(path).is_some()
            {
                diagnostics.error_at(
                    at.attribute("path"),
                    "The path holds what looks like a secret",
                    "It would be in Terraform's state. Apps are called with the provider's workload_token.",
                );
            }
        }
    }

    async fn plan(
        &self,
        ask: &Ask<'_>,
        model: &mut TransferModel<MetricOptions>,
        prior: Option<&TransferModel<MetricOptions>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<()> {
        let options = &mut model.options;
        for id in options.scrape.get().into_iter().flatten().map(|(id, _)| id) {
            let is_there = ask.estate.workloads.iter().any(|workload| {
                workload.address.kind() == Kind::App
                    && workload.address.id() == id
                    && ask.selection.includes(workload)
            });
            if !is_there {
                diagnostics.error_at(
                    Path::root("scrape").key(id),
                    "There is no such app in the selection",
                    "Apps to scrape are named by the id of a selected app.",
                );
            }
        }
        if let Some(write) = options.remote_write.get() {
            let name = write.receiver.as_deref().unwrap_or("");
            let receivers = ask.platform.receivers();
            if !receivers.comes_later(name) {
                receivers.choose(name, &RemoteWrite::place(), diagnostics)?;
            }
        }
        if diagnostics.has_error() {
            return None;
        }
        options.file = FILE.into();
        let before = prior.filter(|prior| {
            prior.digest.get().is_some()
                && prior.revision == model.revision
                && prior.options.scrape == options.scrape
                && prior.options.remote_write == options.remote_write
        });
        if let Some(prior) = before {
            options.series = prior.options.series;
            options.samples = prior.options.samples;
            options.problems = prior.options.problems.clone();
            model.digest = prior.digest.clone();
            return Some(());
        }
        options.series = Value::Unknown;
        options.samples = Value::Unknown;
        options.problems = Value::Unknown;
        model.digest = Value::Unknown;
        diagnostics.warning(
            "Dashboards of the platform cannot be exported",
            "Processor, memory, GPU, network and request series are shown by the platform's dashboards and given out by none of its APIs. \
             What is exported is the history of states, and what apps expose themselves (`scrape`).",
        );
        Some(())
    }

    async fn run(
        &self,
        ask: &Ask<'_>,
        (): (),
        work: &Work,
        model: &mut TransferModel<MetricOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<()> {
        run::run(ask, work, model, diagnostics).await
    }

    async fn survey(
        &self,
        _platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<MetricOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Standing> {
        let known = state.digest.get().cloned();
        let reads_all = state.verifies_all();
        let found = run_blocking(diagnostics, move || run::survey(&home, reads_all)).await?;
        let found = diagnostics.ok("The exported metrics cannot be read", found)?;
        Some(match found {
            Ok(digest) if known.as_ref().is_none_or(|known| *known == digest) => {
                Standing::Same(digest)
            }
            Ok(_) => Standing::Differs(vec![format!("{FILE} was changed")]),
            Err(problem) => Standing::Differs(vec![problem]),
        })
    }

    async fn remove(
        &self,
        _platform: &Arc<Platform>,
        home: PathBuf,
        state: &TransferModel<MetricOptions>,
        diagnostics: &mut Diagnostics,
    ) {
        let id = state.id.as_deref().unwrap_or("").to_owned();
        let removed = run_blocking(diagnostics, move || {
            let journal = Journal::load(&Disk, &home).map_err(|error| error.to_string())?;
            if journal.is_none_or(|journal| journal.id != id) {
                return Ok(true);
            }
            if !run::remove(&home).map_err(|error| error.to_string())? {
                return Ok(false);
            }
            ovhai_exports::remove(&Disk, &home, &id)
                .map(|_| true)
                .map_err(|error| error.to_string())
        })
        .await;
        match removed {
            Some(Ok(false)) => diagnostics.warning(
                "A file changed by hand was left in place",
                format!(
                    "{} in {}.",
                    FILE,
                    state.destination.as_deref().unwrap_or("")
                ),
            ),
            Some(Err(error)) => diagnostics.error("The exported metrics cannot be removed", error),
            Some(Ok(true)) | None => {}
        }
    }
}

/// Why a URL is none to scrape. It is told before anything of it is in a plan or a state, and without it.
fn unfit(url: &str) -> Option<&'static str> {
    match place(url) {
        Err(problem) => Some(problem),
        Ok(url) => secrecy::secret_text(url.query()?).map(
            |_| "its query holds what looks like a secret, which would be in Terraform's state",
        ),
    }
}
