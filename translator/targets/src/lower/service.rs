//! Services: a Deployment, and what scales and exposes it (mapping section 3).

use super::{Lowering, Made, exposure, image, network, prepare, rollout, scaling};
use crate::objects::{Deployment, disruption_budget};

pub(super) fn lower(lowering: &mut Lowering<'_>) -> Made {
    let profile = lowering.scope.profile;
    let image = image::choose(lowering);
    let has_placeholder_image = image.is_placeholder;
    let prepared = prepare::lower(lowering, image, true);
    let rollout = rollout::lower(lowering);
    let scaling = scaling::lower(lowering, &prepared.ports);
    let (ports, access) = (prepared.ports, prepared.access);
    let many = scaling.highest >= 2 && profile.spread;
    let mut pod = prepared.pod;
    pod.grace_seconds = rollout.grace_seconds;
    pod.spread = many.then(|| lowering.selector());
    let deployment = Deployment {
        metadata: prepared.metadata,
        replicas: scaling.replicas,
        selector: lowering.selector(),
        strategy: rollout.strategy,
        progress_deadline_seconds: rollout.progress_deadline_seconds,
        pod,
    };
    lowering.objects.push(deployment.into());
    let service = ports.service(lowering, access.port);
    lowering.objects.push(service);
    lowering.objects.extend(scaling.objects);
    if scaling.lowest >= 2 && profile.disruption_budget && !lowering.is_stopped() {
        let budget = disruption_budget(lowering.metadata(), lowering.selector());
        lowering.objects.push(budget);
    }
    exposure::lower(
        lowering,
        &ports,
        access.is_open_to_grpc,
        scaling.through_interceptor,
    );
    network::lower(
        lowering,
        &ports,
        &network::Peers {
            front: Some(access.port.unwrap_or(ports.http)),
            grpc: ports.grpc.filter(|_| access.is_open_to_grpc),
            through_interceptor: scaling.through_interceptor,
            reads_metrics: scaling.reads_metrics,
            calls_cluster: access.port.is_some(),
        },
    );
    Made {
        through_interceptor: scaling.through_interceptor,
        has_placeholder_image,
    }
}
