//! A transfer in its cluster: started or taken over, looked at, followed to its end, removed.

mod follow;
mod look;
mod wire;

use std::{collections::BTreeMap, time::Duration};

use ovhai_clusters::{Cluster, Redact};
use serde_json::Value;

pub use look::{End, Look, ShardResult};

use self::wire::{Answer, Wire};
use crate::{
    Error, FailedShard, Objects,
    render::{ASKED, EXPORT},
};

/// How often is asked, and how long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks.
    pub look: Duration,
    /// For a cluster that does not answer.
    pub patience: Duration,
    /// For pods of which none runs: an image may be large, and a node may have to come first.
    pub start: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            patience: Duration::from_secs(600),
            start: Duration::from_secs(900),
        }
    }
}

/// Sees a transfer go on.
pub trait Watcher: Send + Sync {
    /// It is like this now.
    fn look(&self, look: &Look);
}

/// What applying a transfer came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It was started.
    Created {
        /// What a run before it left as failed, in words; it was removed.
        failed_before: Option<String>,
    },
    /// One that was asked for the same was there, at work or done.
    Adopted,
}

/// What a whole transfer came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Number of shards, all of which were copied and compared.
    pub shards: u32,
    /// What they say. Some may be missing: their pods were gone before they were asked.
    pub results: BTreeMap<u32, ShardResult>,
    /// Objects and bytes that the pods said they moved, as far as they were asked.
    pub moved: (u64, u64),
}

/// Runs transfers in one cluster.
#[derive(Clone)]
pub struct Runner {
    wire: Wire,
    pace: Pace,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner")
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

impl Runner {
    /// Words of the cluster and its pods go through `redact`, line by line.
    #[must_use]
    pub fn new(cluster: &Cluster, redact: Redact, pace: Pace) -> Self {
        Self {
            wire: Wire::new(cluster, redact, pace.look, pace.patience),
            pace,
        }
    }

    /// Applies the objects, unless a Job that was asked for the same is there already.
    ///
    /// # Errors
    /// [`Error::Refused`], with nothing left behind; [`Error::Foreign`], [`Error::Unreachable`].
    pub async fn begin(&self, objects: &Objects) -> Result<Begun, Error> {
        let mut failed_before = None;
        if let Some(job) = self.job(&objects.namespace, &objects.name).await? {
            let said = |name: &str| job["metadata"]["annotations"][name].as_str();
            if said(EXPORT) != Some(objects.export.as_str()) {
                return Err(Error::Foreign {
                    name: objects.name.clone(),
                    namespace: objects.namespace.clone(),
                });
            }
            let look = self
                .looked(&objects.namespace, &job, &Look::default())
                .await?;
            let is_going = job["metadata"]["deletionTimestamp"].is_null();
            let is_same = said(ASKED) == Some(objects.asked.as_str());
            if is_going && is_same && !matches!(look.end, Some(End::Failed(_))) {
                return Ok(Begun::Adopted);
            }
            if let Some(End::Failed(words)) = &look.end {
                failed_before = Some(look.told(words));
            }
            self.clean(&objects.namespace, &objects.name).await?;
        }
        let applied = match self.apply("configmaps", &objects.config_map).await {
            Ok(()) => self.apply("jobs", &objects.job).await,
            refused => refused,
        };
        if let Err(error) = applied {
            if matches!(error, Error::Refused { .. }) {
                // What was refused once was not stored, but its companion may have been.
                self.clean(&objects.namespace, &objects.name).await.ok();
            }
            return Err(error);
        }
        Ok(Begun::Created { failed_before })
    }

    async fn apply(&self, plural: &str, object: &Value) -> Result<(), Error> {
        let path = path(
            plural,
            object["metadata"]["namespace"].as_str().unwrap_or(""),
            object["metadata"]["name"].as_str().unwrap_or(""),
        );
        match self.wire.apply(&path, object).await? {
            Answer::Done(_) => Ok(()),
            Answer::Missing(words) | Answer::Refused(words) => Err(Error::Refused {
                what: format!("create {plural}"),
                words,
            }),
        }
    }

    async fn job(&self, namespace: &str, name: &str) -> Result<Option<Value>, Error> {
        match self.wire.get(&path("jobs", namespace, name)).await? {
            Answer::Done(job) => Ok(Some(job)),
            Answer::Missing(_) => Ok(None),
            Answer::Refused(words) => Err(Error::Refused {
                what: "get jobs".to_owned(),
                words,
            }),
        }
    }

    /// How a transfer stands; `None` if there is none. Changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Unreachable`].
    pub async fn look(&self, namespace: &str, name: &str) -> Result<Option<Look>, Error> {
        match self.job(namespace, name).await? {
            Some(job) => self
                .looked(namespace, &job, &Look::default())
                .await
                .map(Some),
            None => Ok(None),
        }
    }

    /// Removes Job, pods and ConfigMap, and waits until the Job is gone. Nothing happens if there are none.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Unreachable`].
    pub async fn clean(&self, namespace: &str, name: &str) -> Result<(), Error> {
        for plural in ["jobs", "configmaps"] {
            if let Answer::Refused(words) = self.wire.delete(&path(plural, namespace, name)).await?
            {
                return Err(Error::Refused {
                    what: format!("delete {plural}"),
                    words,
                });
            }
        }
        let started = tokio::time::Instant::now();
        while self.job(namespace, name).await?.is_some() {
            if started.elapsed() > self.pace.patience {
                return Err(Error::Refused {
                    what: "delete jobs".to_owned(),
                    words: format!("the Job {name} does not go; something holds it by a finalizer"),
                });
            }
            tokio::time::sleep(self.pace.look).await;
        }
        Ok(())
    }
}

/// Where an object is.
fn path(plural: &str, namespace: &str, name: &str) -> String {
    let of = if plural == "jobs" {
        "/apis/batch/v1"
    } else {
        "/api/v1"
    };
    let (namespace, name) = (wire::segment(namespace), wire::segment(name));
    format!("{of}/namespaces/{namespace}/{plural}/{name}")
}

/// Shards that are told before a message says how many more there are.
const TOLD: usize = 5;

/// What failed, in words.
pub(crate) fn told(words: &str, failed: &[FailedShard]) -> String {
    let mut lines = vec![words.to_owned()];
    lines.extend(
        (failed.iter().take(TOLD)).map(|shard| format!("shard {}: {}", shard.index, shard.words)),
    );
    if failed.len() > TOLD {
        lines.push(format!("and {} more", failed.len() - TOLD));
    }
    lines.join("\n")
}

impl Error {
    /// The whole of it, with what pods said last.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Failed { failed, words, .. } => format!("{self}. {}", told(words, failed)),
            other => other.to_string(),
        }
    }
}
