//! Transfers that Jobs of a cluster make: what is configured of them, and how one is followed as any other transfer.

mod manifests;
mod model;
mod under_way;

use std::sync::{Mutex, PoisonError};

use ovhai_clusters::Cluster;
use ovhai_exports::progress::Progress;
use ovhai_jobs::{
    Begun, Collected, Error, Look, Objects, Pace, Runner, Settings, Toleration, Watcher,
};
use ovhai_model::Selection;
use terraform_plugin::{Diagnostics, Path, Value};

pub use manifests::{are_there, write};
pub use model::{ClusterRun, SecretModel};
pub use under_way::{Named, RUNNING, WRITTEN};

use super::{TransferModel, Work};
use crate::{configured::clusters::Choice, platform::Platform, shown};

/// Seconds that a finished Job stays where nobody collects it: a week.
const KEPT: u32 = 604_800;
/// Pods at once unless something else is said.
const PARALLEL: u32 = 4;
/// Shards at most unless something else is said.
const SHARDS: u32 = 16;

impl ClusterRun {
    /// What is said of pods; `kind` and `export` say what the transfer is, `image` what copies.
    pub fn settings(&self, kind: &'static str, export: String, image: &str) -> Settings {
        let text = |value: &Value<String>| value.get().filter(|text| !text.is_empty()).cloned();
        let or =
            |value: &Value<String>, other: &str| text(value).unwrap_or_else(|| other.to_owned());
        let tolerations = self.tolerations.get().into_iter().flatten();
        Settings {
            export,
            kind,
            namespace: or(&self.namespace, "default"),
            image: or(&self.image, image),
            parallel: number(&self.parallel, PARALLEL),
            service_account: text(&self.service_account),
            pull_secret: text(&self.image_pull_secret),
            node_selector: self.node_selector.get().cloned().unwrap_or_default(),
            tolerations: tolerations
                .map(|one| Toleration {
                    key: text(&one.key).unwrap_or_default(),
                    value: text(&one.value),
                    effect: text(&one.effect),
                })
                .collect(),
            cpu: or(&self.cpu, "1"),
            memory: or(&self.memory, "1Gi"),
            kept_for: KEPT,
            authorities: Vec::new(),
        }
    }

    /// Shards at most.
    pub fn shards(&self) -> u32 {
        number(&self.shards, SHARDS)
    }

    /// Whether applying stays until the end.
    pub fn is_waiting(&self) -> bool {
        self.wait.get() != Some(&false)
    }

    /// The folder that objects are written to instead of being applied.
    pub fn manifests(&self) -> Option<&str> {
        let folder = self.manifests.get().map(String::as_str);
        folder.filter(|folder| !folder.is_empty())
    }

    /// Asks the configured cluster. `None` after an error; inside, `None` if only apply tells how it is reached.
    pub async fn runner(
        &self,
        platform: &Platform,
        diagnostics: &mut Diagnostics,
    ) -> Option<Option<Runner>> {
        let name = self.cluster.get().map(String::as_str);
        match platform.clusters().choose(name, diagnostics).await? {
            Choice::Known(cluster) => Some(Some(of(&cluster))),
            Choice::Unknown(_) => Some(None),
        }
    }
}

fn of(cluster: &Cluster) -> Runner {
    Runner::new(cluster, shown::line, Pace::default())
}

fn number(value: &Value<i64>, other: u32) -> u32 {
    let given = value.get().and_then(|number| u32::try_from(*number).ok());
    given.unwrap_or(other)
}

/// What a transfer is, in one line: the same in every run of an export.
pub fn export_of<O: terraform_plugin::Schema>(
    kind: &str,
    service: &str,
    model: &TransferModel<O>,
    selection: &Selection,
) -> String {
    format!(
        "{kind} of {service} to {}, selection {}",
        model.destination.as_deref().unwrap_or(""),
        selection.digest()
    )
}

/// How far a run came.
pub enum Ran {
    /// To its end.
    Ended(Box<Collected>),
    /// It was started and goes on, as this says.
    GoesOn(String),
}

/// Starts a transfer or takes it over; follows it, unless nobody waits; and removes what was made for it when it is over. `None` after
/// an error.
pub async fn run(
    runner: &Runner,
    objects: &Objects,
    is_waiting: bool,
    work: &Work,
    diagnostics: &mut Diagnostics,
) -> Option<Ran> {
    let begun = match runner.begin(objects).await {
        Ok(begun) => begun,
        Err(error) => {
            tell(&error, diagnostics);
            return None;
        }
    };
    match &begun {
        Begun::Adopted => tracing::info!(job = objects.name, "a Job of an earlier run is followed"),
        Begun::Created {
            failed_before: None,
        } => {
            tracing::info!(
                job = objects.name,
                shards = objects.shards,
                "a Job was created"
            );
        }
        Begun::Created {
            failed_before: Some(words),
        } => diagnostics.warning("An earlier run in the cluster had failed", words.clone()),
    }
    if !is_waiting {
        let look = runner.look(&objects.namespace, &objects.name).await;
        match look {
            Ok(Some(look)) if look.end.is_none() => {
                Seen::new(&work.progress).look(&look);
                return Some(Ran::GoesOn(look.line()));
            }
            Ok(_) => {}
            Err(error) => {
                tell(&error, diagnostics);
                return None;
            }
        }
    }
    let seen = Seen::new(&work.progress);
    let ended = runner.follow(objects, &seen).await;
    let is_over = !matches!(
        &ended,
        Err(Error::Unreachable { .. } | Error::Refused { .. })
    );
    if is_over && let Err(error) = runner.clean(&objects.namespace, &objects.name).await {
        diagnostics.warning(
            "The Job was left in the cluster",
            format!(
                "{error}. Remove it with kubectl -n {} delete job,configmap {}.",
                objects.namespace, objects.name
            ),
        );
    }
    match ended {
        Ok(collected) => Some(Ran::Ended(Box::new(collected))),
        Err(error) => {
            tell(&error, diagnostics);
            None
        }
    }
}

/// One error, with what pods said last.
pub fn tell(error: &Error, diagnostics: &mut Diagnostics) {
    diagnostics.error_at(
        Path::root("kubernetes"),
        "The transfer in the cluster did not come to its end",
        error.detail(),
    );
}

/// Counts for whoever looks.
struct Seen<'a> {
    progress: &'a Progress,
    told: Mutex<(u64, u64, Vec<String>)>,
}

impl<'a> Seen<'a> {
    fn new(progress: &'a Progress) -> Self {
        Self {
            progress,
            told: Mutex::default(),
        }
    }
}

impl Watcher for Seen<'_> {
    fn look(&self, look: &Look) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (objects, bytes) = look.moved();
        for _ in told.0..objects {
            self.progress.done();
        }
        self.progress.moved(bytes.saturating_sub(told.1));
        for name in &told.2 {
            self.progress.end(name);
        }
        let shards = look
            .running
            .iter()
            .map(|index| format!("shard {index} of {}", look.shards));
        let names: Vec<String> = shards.chain(look.waiting.iter().cloned()).collect();
        for name in &names {
            self.progress.begin(name);
        }
        *told = (objects.max(told.0), bytes.max(told.1), names);
    }
}
