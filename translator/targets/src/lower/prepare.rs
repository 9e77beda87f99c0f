//! What services, runs and workbenches share: the pod, and the objects it refers to.

use ovhai_model::Task;

use super::{
    Lowering,
    access::{self, Access},
    command, compute, environment,
    image::ImageChoice,
    labels, monitoring,
    ports::{self, Ports},
    probes, volumes,
};
use crate::objects::{Claim, Container, Metadata, Pod, service_account};

/// Seconds between the stop signal and the kill where nothing else is wanted: the platform's default for apps.
const GRACE: i64 = 30;

/// A pod that its controller finishes, and what goes with it.
pub(super) struct Prepared {
    /// Metadata of the controller.
    pub metadata: Metadata,
    pub pod: Pod,
    pub ports: Ports,
    pub access: Access,
    /// Claims the pod mounts under their names.
    pub claims: Vec<Claim>,
    /// Whether the pod pushes data when it is stopped.
    pub pushes: bool,
}

/// Makes the pod around `image`. Nothing stands in front of one that does not serve anybody.
pub(super) fn lower(lowering: &mut Lowering<'_>, image: ImageChoice, serves: bool) -> Prepared {
    let metadata = labels::own_metadata(lowering);
    lowering
        .objects
        .push(service_account(lowering.metadata(), image.pull_secrets));
    let mut environment = environment::lower(lowering);
    let command = command::lower(lowering, &mut environment);
    environment::write(lowering, &mut environment);
    let ports = ports::choose(lowering);
    let compute = compute::lower(lowering);
    let checks = probes::lower(lowering, &ports);
    let mut volumes = volumes::lower(lowering);
    let mut access = if serves {
        access::lower(lowering, &ports)
    } else {
        Access::open()
    };

    if let Some(limit) = compute.shared_memory {
        volumes.add_shared_memory(limit);
    }
    let mut resources = compute.resources;
    volumes.add_to_scratch(lowering, &mut resources, compute.capped_from);
    volumes.share_resources(&resources);
    let main = Container {
        name: lowering.workload.kind().as_str(),
        image: image.reference,
        always_pull: true,
        command: command.command,
        args: command.args,
        environment: environment.entries,
        ports: ports.of_container(),
        resources,
        readiness: checks.readiness,
        liveness: checks.liveness,
        startup: checks.startup,
        mounts: volumes.mounts,
        ..Container::default()
    };
    let mut containers = vec![main];
    let mut init_containers = volumes.init_containers;
    let pushes = !volumes.pushers.is_empty();
    // After everything that fills volumes, so that nothing half filled is pushed.
    init_containers.extend(volumes.pushers);
    if let Some(mut sidecar) = access.sidecar.take() {
        // A container that never ends would keep a run from ending.
        sidecar.restart_always = matches!(lowering.workload.task, Task::Batch(_));
        if sidecar.restart_always {
            init_containers.push(sidecar);
        } else {
            containers.push(sidecar);
        }
    }
    volumes.volumes.append(&mut access.volumes);
    let mut annotations = compute::bandwidth(lowering);
    annotations.extend(monitoring::lower(lowering, &ports));
    let pod = Pod {
        metadata: labels::pod_metadata(lowering, environment.digest.as_deref(), annotations),
        service_account: lowering.name.to_owned(),
        user: lowering.scope.profile.user,
        grace_seconds: if pushes {
            i64::from(lowering.scope.profile.volumes.push_grace_seconds)
        } else {
            GRACE
        },
        node_values: compute.node_values,
        tolerations: compute.tolerations,
        init_containers,
        containers,
        volumes: volumes.volumes,
        ..Pod::default()
    };
    Prepared {
        metadata,
        pod,
        ports,
        access,
        claims: volumes.claims,
        pushes,
    }
}
