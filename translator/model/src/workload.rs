//! Workloads.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Address, Compute, Digest, Image, Kind, Probe, Rollout, Scaling, Task, Variable, Volume,
};

/// One workload as wanted, not as momentarily running: no replica counts, history or timestamps.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Kind and id.
    pub address: Address,
    /// Display name; may be empty, odd, and need not be unique.
    pub name: String,
    /// Region code, upper case.
    pub region: String,
    /// What it is for, with what only its kind has.
    pub task: Task,
    /// Whether it should run.
    pub run: RunState,
    /// Container image.
    pub image: Image,
    /// Replaces the image's default command; empty means the image decides.
    pub command: Vec<String>,
    /// Environment in the platform's order, duplicates included.
    pub environment: Vec<Variable>,
    /// Labels a person gave it.
    pub labels: BTreeMap<String, String>,
    /// Labels the platform sets itself, by which tokens may choose. Not part of source, digest or revision.
    pub platform_labels: BTreeMap<String, String>,
    /// Port behind the main URL; the platform's default is 8080.
    pub http_port: Option<i64>,
    /// Port behind the gRPC host name.
    pub grpc_port: Option<i64>,
    /// True: anyone may call it. False: a login or bearer token is needed.
    pub is_public: bool,
    /// Traffic is sent only while this passes.
    pub readiness: Option<Probe>,
    /// Restarted when this fails.
    pub liveness: Option<Probe>,
    /// Rolling update settings.
    pub rollout: Option<Rollout>,
    /// Replicas.
    pub scaling: Scaling,
    /// Resources of one replica.
    pub compute: Compute,
    /// Volumes in the platform's order.
    pub volumes: Vec<Volume>,
    /// The URL clients use today.
    pub url: Option<String>,
    /// The gRPC address clients use today.
    pub grpc_address: Option<String>,
    /// Members of the document this version does not know; also inside [`Workload::source`].
    pub unknown: Vec<UnknownMember>,
    /// The stable part of the platform's document as canonical JSON, unknown members included, secret values replaced.
    pub source: String,
    /// Digest of the stable part including keyed fingerprints of secrets where a key was given.
    pub digest: Digest,
}

impl Workload {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.address.kind()
    }

    /// The platform's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.address.id()
    }

    /// Whether it is a run that has ended, in whatever way. It will not run again by itself.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(&self.task, Task::Batch(batch) if batch.outcome.is_some())
    }
}

/// Whether a workload should run. Transitional states count as running, so that a rollout is no drift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Runs, or is on its way.
    Running,
    /// Stopped by a person; can be started again.
    Stopped,
    /// Stopped because the image, the configuration or the platform failed.
    Failed,
    /// Ran to its end; nothing is left to run.
    Finished,
    /// A state this version does not know, by the platform's name.
    Other(String),
}

impl RunState {
    /// The word used in revisions and reports.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Finished => "finished",
            Self::Other(name) => name,
        }
    }
}

/// A member of a source document that this version does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownMember {
    /// JSON pointer inside the document.
    pub pointer: String,
    /// Its value, secrets replaced.
    pub value: Value,
}
