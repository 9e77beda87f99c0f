//! Jobs.

use ovhai_model::{Address, Batch, Finding, Image, Kind, Outcome, RunState, Task, Workload};

use super::{
    Notes, ObserveOptions,
    reachable::client_address,
    source,
    workload::{Common, ssh_public_keys, stated, with_source, workload},
};
use crate::{
    documents::{Job, JobState, JobStatus, Place, Wire},
    urls,
};

/// Reads a job. Of the status only the run state, the addresses and, once it has ended, the end itself are looked at.
#[must_use]
pub fn job(document: &Job, options: &ObserveOptions) -> (Workload, Vec<Finding>) {
    let Job { spec, status, .. } = document;
    let address = Address::new(Kind::Job, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);

    let state = status.as_ref().and_then(|status| status.state.as_ref());
    let run = run_state(state, &mut notes);
    let outcome = status.as_ref().and_then(outcome);
    let mut surprises = Vec::new();
    document.unknown.surprises(Place::ROOT, &mut surprises);
    spec.surprises(Place::ROOT.step("spec"), &mut surprises);
    let unknown = notes.surprises(surprises);
    let source = source::of_job(document, &run, outcome.as_ref(), &redactor);
    // Its addresses exist only while it runs; before the status names them they follow from the documented form.
    let has_addresses = outcome.is_none();
    let region = notes.region(Some(&spec.region));
    let common = Common {
        name: spec.name.as_ref(),
        region: &region,
        env_vars: &spec.env_vars,
        labels: &spec.labels,
        resources: spec.resources.as_ref(),
        unsecure_http: spec.unsecure_http,
        volumes: &spec.volumes,
        url: status
            .as_ref()
            .and_then(|status| client_address(status.url.as_ref()))
            .or_else(|| urls::job_url(&document.id, &region))
            .filter(|_| has_addresses),
        grpc_address: status
            .as_ref()
            .and_then(|status| client_address(status.grpc_address.as_ref()))
            .or_else(|| {
                spec.grpc_port?;
                urls::job_grpc_address(&document.id, &region)
            })
            .filter(|_| has_addresses),
    };
    let workload = Workload {
        task: Task::Batch(Batch {
            timeout_seconds: spec.timeout,
            restarts_at_timeout: spec.timeout_auto_restart,
            shutdown: spec
                .shutdown
                .as_ref()
                .map(|strategy| notes.shown(strategy.as_str())),
            ssh_public_keys: ssh_public_keys(&spec.ssh_public_keys, &mut notes),
            read_user: stated(spec.read_user.as_ref()),
            outcome,
        }),
        image: Image {
            reference: spec.image.clone(),
            partner: stated(spec.partner_id.as_ref()),
        },
        command: spec.command.clone(),
        http_port: spec.default_http_port,
        grpc_port: spec.grpc_port,
        unknown,
        ..workload(common, run, options, &mut notes)
    };
    (with_source(workload, source), notes.finish())
}

/// Everything before the end counts as running: the final copying of data too, and the way to a kill, of which no more is
/// known than that it was asked for. A job without state is one that was just created (inferred).
fn run_state(state: Option<&JobState>, notes: &mut Notes<'_>) -> RunState {
    match state {
        None
        | Some(
            JobState::Queued
            | JobState::Initializing
            | JobState::Pending
            | JobState::Running
            | JobState::Finalizing
            | JobState::Interrupting
            | JobState::Restarting,
        ) => RunState::Running,
        Some(JobState::Done) => RunState::Finished,
        Some(JobState::Interrupted) => RunState::Stopped,
        Some(JobState::Failed | JobState::Error | JobState::SyncFailed | JobState::Timeout) => {
            RunState::Failed
        }
        Some(JobState::Other(name)) => notes.unknown_state(name),
    }
}

/// How it ended, in one of the states the vendor's panel waits for (platform-facts section 4).
fn outcome(status: &JobStatus) -> Option<Outcome> {
    let state = status.state.as_ref()?;
    matches!(
        state,
        JobState::Done
            | JobState::Failed
            | JobState::Error
            | JobState::Interrupted
            | JobState::SyncFailed
            | JobState::Timeout
    )
    .then(|| Outcome {
        state: state.to_string(),
        exit_code: status.exit_code,
    })
}
