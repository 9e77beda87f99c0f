//! Runs with an end: a Job that waits to be started (mapping section 8).

use ovhai_model::{Batch, Outcome, RunState, secrecy};

use super::{
    Lowering, Made, access::Access, exposure, findings, holdings, hosts, identity::PREFIX, image,
    network, prepare, sessions,
};
use crate::{
    objects::{Job, PersistentClaim, QUEUE_NAME, VolumeKind, people_binding, role},
    profile::JobStart,
};

/// How runs end that did not do what they were for; the platform's names.
const FAILURES: &[&str] = &["ERROR", "FAILED", "SYNC_FAILED", "TIMEOUT"];

pub(super) fn lower(lowering: &mut Lowering<'_>, batch: &Batch) -> Made {
    let serves = hosts::serves(lowering.scope, lowering.workload);
    let image = image::choose(lowering);
    let has_placeholder_image = image.is_placeholder;
    let prepared = prepare::lower(lowering, image, serves);
    let (ports, access) = (prepared.ports, prepared.access);
    let mut metadata = prepared.metadata;
    if let Some(outcome) = &batch.outcome {
        metadata
            .annotations
            .insert(format!("{PREFIX}/outcome").into(), told(outcome));
    }
    let mut pod = prepared.pod;
    pod.restart_policy = Some("Never");
    pod.active_deadline_seconds = time_limit(lowering, batch, prepared.pushes);
    // A pod of a deleted run may take its grace period to end, and must not write into what a further run has taken over.
    pod.alone = (!prepared.claims.is_empty()).then(|| lowering.selector());
    for mut claim in prepared.claims {
        let name = format!("{}-{}", lowering.name, claim.name);
        if let Some(volume) = pod
            .volumes
            .iter_mut()
            .find(|known| known.name == claim.name)
        {
            volume.kind = VolumeKind::ExistingClaim { name: name.clone() };
        }
        claim.name = name;
        let metadata = lowering.metadata();
        lowering
            .objects
            .push(PersistentClaim { metadata, claim }.into());
    }
    let queue = holdings::queue(lowering.scope, &pod);
    let mut suspend = Some(start(lowering, batch, queue));
    if let (Some(queue), Some(false)) = (queue, suspend) {
        // From here on the queue says when it starts: a `suspend` of ours would stop or start it at the next apply.
        metadata.labels.insert(QUEUE_NAME.into(), queue.to_owned());
        suspend = None;
    }
    let job = Job {
        metadata,
        suspend,
        pod,
    };
    lowering.objects.push(job.into());
    sessions::ssh(lowering, batch.ssh_public_keys.len());
    if let Some(user) = batch.read_user.as_deref().filter(|user| !user.is_empty()) {
        reader(lowering, user, &access);
    }
    reach(lowering, serves, &ports, &access);
    Made {
        through_interceptor: false,
        has_placeholder_image,
    }
}

/// A Role for whoever may read it, and a binding if a person said who that is in the cluster.
fn reader(lowering: &mut Lowering<'_>, user: &str, access: &Access) {
    let user = secrecy::redacted("user", user);
    lowering.find(&findings::READ_USER, format!("{user} may read it"));
    lowering.find(
        &findings::USER_LOGS,
        format!("whoever is bound to the Role {}.readers", lowering.name),
    );
    let name = format!("{}.readers", lowering.name);
    let mut rules = holdings::read_job(lowering.name.to_owned());
    if access.port.is_some() {
        rules.push(holdings::call(vec![lowering.name.to_owned()]));
    }
    let subjects = lowering
        .answer(&findings::READ_USER)
        .and_then(holdings::subjects)
        .unwrap_or_default();
    let role = role(lowering.metadata_named(name.clone()), rules);
    lowering.objects.push(role);
    if !subjects.is_empty() {
        let binding = people_binding(lowering.metadata_named(name.clone()), name, subjects);
        lowering.objects.push(binding);
    }
}

/// Whether the Job waits, and why.
fn start(lowering: &mut Lowering<'_>, batch: &Batch, queue: Option<&str>) -> bool {
    if let Some(outcome) = &batch.outcome {
        let told = told(outcome);
        lowering.find(&findings::JOB_ENDED, format!("it ended as {told}"));
        let failed = FAILURES.contains(&outcome.state.as_str())
            || outcome.exit_code.is_some_and(|code| code != 0);
        if failed && lowering.workload.run != RunState::Failed {
            lowering.find(&findings::FAILED, format!("it ended as {told}"));
        }
        return true;
    }
    let run = &lowering.workload.run;
    let runs = *run == RunState::Running;
    let starts = runs && lowering.scope.profile.jobs.start == JobStart::AsOnPlatform;
    match queue {
        None => lowering.find(
            &findings::JOB_QUEUE,
            "on the platform it would wait in a queue",
        ),
        Some(queue) if starts => {
            lowering.find(&findings::JOB_QUEUED, format!("it waits in {queue}"));
        }
        Some(queue) => lowering.find(
            &findings::JOB_QUEUED,
            format!("it is in no queue until it gets the label {QUEUE_NAME}={queue}, which starts it when there is room"),
        ),
    }
    let run = &lowering.workload.run;
    if starts {
        lowering.find(
            &findings::JOB_STARTS,
            "it has not ended on the platform, and the profile starts such jobs",
        );
        return false;
    }
    let detail = match run {
        RunState::Other(state) => {
            let state: String = secrecy::redacted("", state).chars().take(40).collect();
            format!("its state on the platform is {state:?}, which this version does not know")
        }
        _ => "it has not ended on the platform".to_owned(),
    };
    lowering.find(&findings::JOB_SUSPENDED, detail);
    true
}

fn told(outcome: &Outcome) -> String {
    let state: String = secrecy::redacted("", &outcome.state)
        .chars()
        .take(40)
        .collect();
    match outcome.exit_code {
        Some(code) => format!("{state} with exit code {code}"),
        None => state,
    }
}

/// Seconds a pod may run. Its own deadline and not the Job's: that one would count the time a pod waits for a node.
fn time_limit(lowering: &mut Lowering<'_>, batch: &Batch, pushes: bool) -> Option<i32> {
    if batch.restarts_at_timeout == Some(true) {
        let limit = batch
            .timeout_seconds
            .map_or_else(|| "seven days".to_owned(), |seconds| format!("{seconds} s"));
        lowering.find(
            &findings::RESTART_AT_LIMIT,
            format!("the platform starts it again after {limit}"),
        );
        return None;
    }
    let Some(seconds) = batch.timeout_seconds else {
        let default = lowering.scope.profile.jobs.default_timeout_seconds;
        let detail = match default {
            None => "it has no limit of its own".to_owned(),
            Some(seconds) => format!("it has no limit of its own; the profile's {seconds} s hold"),
        };
        sessions::time_limit_gone(lowering, batch.shutdown.as_deref(), detail);
        return default.and_then(|seconds| i32::try_from(seconds).ok());
    };
    let Some(used) = i32::try_from(seconds.max(0)).ok().filter(|used| *used > 0) else {
        lowering.find(
            &findings::TIMEOUT_REFUSED,
            format!("the limit is {seconds} s"),
        );
        return None;
    };
    let mut detail = format!("{used} s, which begin when the pod starts on a node");
    if pushes {
        let grace = lowering.scope.profile.volumes.push_grace_seconds;
        detail.push_str(&format!(
            "; then the program is told to stop, and what it leaves of {grace} s is for the push"
        ));
    }
    lowering.find(&findings::TIMEOUT_COUNTED, detail);
    Some(used)
}

/// The way to what it serves while it runs.
fn reach(lowering: &mut Lowering<'_>, serves: bool, ports: &super::ports::Ports, access: &Access) {
    let peers = network::Peers {
        front: serves.then(|| access.port.unwrap_or(ports.http)),
        grpc: ports.grpc.filter(|_| serves && access.is_open_to_grpc),
        through_interceptor: false,
        reads_metrics: false,
        calls_cluster: access.port.is_some(),
    };
    if serves {
        let service = ports.service(lowering, access.port);
        lowering.objects.push(service);
        exposure::lower(lowering, ports, access.is_open_to_grpc, false);
        lowering.find(
            &findings::JOB_URL,
            format!("port {} of its pod is routed", ports.http),
        );
    } else {
        exposure::closed(lowering);
    }
    network::lower(lowering, ports, &peers);
}
