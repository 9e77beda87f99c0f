//! Workload → Kubernetes objects, once, for every target that speaks Kubernetes.
//!
//! One file per part of a workload; each takes the [`Lowering`], returns its piece of the objects and raises its findings. All
//! kinds share the [`prepare`]d pod; `service`, `batch` and `workbench` put their controller around it.
//! Nothing here panics on odd input: values Kubernetes refuses become allowed ones and a finding.

mod access;
mod batch;
mod command;
mod compute;
mod data;
mod environment;
mod exposure;
pub(crate) mod external_secrets;
pub(crate) mod findings;
pub(crate) mod holdings;
mod hosts;
mod identity;
mod image;
mod labels;
mod monitoring;
mod network;
mod ports;
mod prepare;
mod probes;
mod references;
mod rollout;
pub(crate) mod rules;
mod scaling;
mod service;
mod sessions;
#[cfg(test)]
pub(crate) mod testing;
mod workbench;

use ovhai_model::{FindingKind, FindingSet, RunState, Task, Workload};

use data::{backups, caches, copies, git, push, stores, volumes};
use scaling::triggers;

pub(crate) use data::{caches::Cache, sizes::Sizes};
pub(crate) use hosts::{PLACEHOLDER_DOMAIN, hosts_of_today, shared_hosts};
pub(crate) use identity::{namespaced, shared_metadata};
pub(crate) use image::PLACEHOLDERS;
pub(crate) use references::hosts_of_ports;
pub(crate) use workbench::WORKSPACE_CLAIM;

use crate::{
    RequiredSecret, Scope, UrlMove,
    objects::{Mapping, Metadata, Object},
};

/// What one workload becomes.
pub(crate) struct Lowered {
    pub objects: Vec<Object>,
    pub findings: FindingSet,
    pub required_secrets: Vec<RequiredSecret>,
    pub urls: Vec<UrlMove>,
    pub caches: Vec<Cache>,
    pub through_interceptor: bool,
    pub has_placeholder_image: bool,
}

/// A workload on its way.
struct Lowering<'a> {
    scope: &'a Scope<'a>,
    workload: &'a Workload,
    name: &'a str,
    objects: Vec<Object>,
    findings: FindingSet,
    required: Vec<RequiredSecret>,
    urls: Vec<UrlMove>,
    caches: Vec<Cache>,
}

impl Lowering<'_> {
    /// Raises `kind`; `detail` says which value of which member it is about and holds no secret.
    fn find(&mut self, kind: &FindingKind, detail: impl Into<String>) {
        let answer = self.answer(kind).map(str::to_owned);
        self.find_answered(kind, detail, answer);
    }

    /// The same with the `answer` as far as it decides it.
    fn find_answered(
        &mut self,
        kind: &FindingKind,
        detail: impl Into<String>,
        answer: Option<String>,
    ) {
        let mut finding = kind.at(&self.workload.address, detail);
        finding.answer = answer;
        self.findings.add(finding);
    }

    /// A person's answer to `kind`.
    fn answer(&self, kind: &FindingKind) -> Option<&str> {
        self.scope.decisions.answer(kind, &self.workload.address)
    }

    /// Metadata of an object with this workload's name.
    fn metadata(&self) -> Metadata {
        self.metadata_named(self.name.to_owned())
    }

    /// Metadata of another object of this workload.
    fn metadata_named(&self, name: String) -> Metadata {
        identity::metadata(self, name)
    }

    /// Labels that find this workload's pods; never user labels, which can change while selectors cannot.
    fn selector(&self) -> Mapping {
        Mapping::new().with("app.kubernetes.io/instance", self.name.to_owned())
    }

    fn is_stopped(&self) -> bool {
        self.workload.run == RunState::Stopped
    }
}

/// Lowers `workload`, which is one of the scope's.
pub(crate) fn lower(scope: &Scope<'_>, workload: &Workload) -> Lowered {
    let name = scope
        .name(&workload.address)
        .unwrap_or(workload.kind().as_str());
    let mut lowering = Lowering {
        scope,
        workload,
        name,
        objects: Vec::with_capacity(10),
        findings: FindingSet::default(),
        required: Vec::new(),
        urls: Vec::new(),
        caches: Vec::new(),
    };
    identity::note(&mut lowering);
    let made = match &workload.task {
        Task::Service => service::lower(&mut lowering),
        Task::Batch(batch) => batch::lower(&mut lowering, batch),
        Task::Workbench(workbench) => workbench::lower(&mut lowering, workbench),
    };
    lowering.required.sort_unstable();
    external_secrets::note(&mut lowering);
    Lowered {
        objects: lowering.objects,
        findings: lowering.findings,
        required_secrets: lowering.required,
        urls: lowering.urls,
        caches: lowering.caches,
        through_interceptor: made.through_interceptor,
        has_placeholder_image: made.has_placeholder_image,
    }
}

/// What the rest of the export must know of a lowered workload.
struct Made {
    through_interceptor: bool,
    has_placeholder_image: bool,
}
