//! Workload → Kubernetes objects, once, for every target that speaks Kubernetes.
//!
//! One file per part of a workload; each takes the [`Lowering`], returns its piece of the objects and raises its findings.
//! Nothing here panics on odd input: values Kubernetes refuses become allowed ones and a finding.

mod access;
mod command;
mod compute;
mod copies;
mod environment;
mod exposure;
pub(crate) mod findings;
mod hosts;
mod identity;
mod image;
mod labels;
mod network;
mod ports;
mod probes;
mod references;
mod rollout;
pub(crate) mod rules;
mod scaling;
#[cfg(test)]
pub(crate) mod testing;
mod triggers;
mod volumes;

use ovhai_model::{FindingKind, FindingSet, RunState, Workload};

pub(crate) use hosts::{PLACEHOLDER_DOMAIN, hosts_of_today};
pub(crate) use identity::{namespaced, shared_metadata};
pub(crate) use image::PLACEHOLDERS;

use crate::{
    RequiredSecret, Scope, UrlMove,
    objects::{
        Container, Deployment, Mapping, Metadata, Object, Pod, disruption_budget, service_account,
    },
};

/// Name of the workload's own container.
const MAIN: &str = "app";

/// What one workload becomes.
pub(crate) struct Lowered {
    pub objects: Vec<Object>,
    pub findings: FindingSet,
    pub required_secrets: Vec<RequiredSecret>,
    pub urls: Vec<UrlMove>,
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
}

impl Lowering<'_> {
    /// Raises `kind`; `detail` says which value of which member it is about and holds no secret.
    fn find(&mut self, kind: &FindingKind, detail: impl Into<String>) {
        let mut finding = kind.at(&self.workload.address, detail);
        finding.answer = self.answer(kind).map(str::to_owned);
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
    };
    identity::note(&mut lowering);
    let metadata = labels::deployment_metadata(&mut lowering);
    let image = image::choose(&mut lowering);
    lowering
        .objects
        .push(service_account(lowering.metadata(), image.pull_secrets));
    let mut environment = environment::lower(&mut lowering);
    let command = command::lower(&mut lowering, &mut environment);
    environment::write(&mut lowering, &mut environment);
    let ports = ports::choose(&mut lowering);
    let compute = compute::lower(&mut lowering);
    let (readiness, liveness) = probes::lower(&mut lowering, &ports);
    let rollout = rollout::lower(&mut lowering);
    let mut volumes = volumes::lower(&mut lowering);
    let scaling = scaling::lower(&mut lowering, &ports);
    let access = access::lower(&mut lowering, &ports);

    if let Some(limit) = compute.shared_memory {
        volumes.add_shared_memory(limit);
    }
    let mut resources = compute.resources;
    volumes.add_to_scratch(&mut lowering, &mut resources, compute.capped_from);
    volumes.share_resources(&resources);
    let main = Container {
        name: MAIN,
        image: image.reference,
        always_pull: true,
        command: command.command,
        args: command.args,
        environment: environment.entries,
        ports: ports.of_container(),
        resources,
        readiness,
        liveness,
        mounts: volumes.mounts,
        ..Container::default()
    };
    let mut containers = vec![main];
    containers.extend(access.sidecar);
    volumes.volumes.extend(access.volumes);
    let many = scaling.highest >= 2 && scope.profile.spread;
    let pod = Pod {
        metadata: labels::pod_metadata(&lowering, environment.digest.as_deref()),
        service_account: name.to_owned(),
        user: scope.profile.user,
        grace_seconds: rollout.grace_seconds,
        node_values: compute.node_values,
        tolerations: compute.tolerations,
        spread: many.then(|| lowering.selector()),
        init_containers: volumes.init_containers,
        containers,
        volumes: volumes.volumes,
    };
    let deployment = Deployment {
        metadata,
        replicas: scaling.replicas,
        selector: lowering.selector(),
        strategy: rollout.strategy,
        progress_deadline_seconds: rollout.progress_deadline_seconds,
        pod,
    };
    lowering.objects.push(deployment.into());
    let service = ports.service(&lowering, access.port);
    lowering.objects.push(service);
    lowering.objects.extend(scaling.objects);
    if scaling.lowest >= 2 && scope.profile.disruption_budget && !lowering.is_stopped() {
        let budget = disruption_budget(lowering.metadata(), lowering.selector());
        lowering.objects.push(budget);
    }
    exposure::lower(
        &mut lowering,
        &ports,
        access.is_open_to_grpc,
        scaling.through_interceptor,
    );
    network::lower(
        &mut lowering,
        &ports,
        &network::Peers {
            front: access.port.unwrap_or(ports.http),
            grpc: ports.grpc.filter(|_| access.is_open_to_grpc),
            through_interceptor: scaling.through_interceptor,
            reads_metrics: scaling.reads_metrics,
            calls_cluster: access.port.is_some(),
        },
    );
    lowering.required.sort_unstable();
    Lowered {
        objects: lowering.objects,
        findings: lowering.findings,
        required_secrets: lowering.required,
        urls: lowering.urls,
        through_interceptor: scaling.through_interceptor,
        has_placeholder_image: image.is_placeholder,
    }
}
