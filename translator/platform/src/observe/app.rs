//! Apps.

use ovhai_model::{Address, Finding, Image, Kind, Probe, Rollout, RunState, Workload};

use super::{
    Notes, ObserveOptions, findings,
    reachable::client_address,
    scaling, source,
    workload::{Common, stated, with_source, workload},
};
use crate::{
    documents::{self, App, AppState, DeploymentStrategy, Place, Wire},
    urls,
};

/// Reads an app. Status is looked at for the wanted run state and the addresses clients use; unknown members of the status
/// itself say nothing about what is wanted and are not reported.
#[must_use]
pub fn app(document: &App, options: &ObserveOptions) -> (Workload, Vec<Finding>) {
    let App { spec, status, .. } = document;
    let address = Address::new(Kind::App, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);

    let state = status.as_ref().and_then(|status| status.state.as_ref());
    let run = run_state(state, &mut notes);
    let mut surprises = Vec::new();
    document.unknown.surprises(Place::ROOT, &mut surprises);
    spec.surprises(Place::ROOT.step("spec"), &mut surprises);
    let unknown = notes.surprises(surprises);
    let scaling = scaling::scaling(spec.scaling_strategy.as_ref(), &mut notes);
    let source = source::of_app(document, &run, &redactor);
    let region = notes.region(Some(&spec.region));
    let common = Common {
        name: spec.name.as_ref(),
        region: &region,
        env_vars: &spec.env_vars,
        labels: &spec.labels,
        resources: spec.resources.as_ref(),
        unsecure_http: spec.unsecure_http,
        volumes: &spec.volumes,
        // An app has its addresses from the start; where the status does not name them yet they follow from the
        // documented form.
        url: status
            .as_ref()
            .and_then(|status| client_address(status.url.as_ref()))
            .or_else(|| urls::app_url(&document.id, &region)),
        grpc_address: status
            .as_ref()
            .and_then(|status| client_address(status.grpc_address.as_ref()))
            .or_else(|| {
                spec.grpc_port?;
                urls::app_grpc_address(&document.id, &region)
            }),
    };
    let workload = Workload {
        image: Image {
            reference: spec.image.clone(),
            partner: stated(spec.partner_id.as_ref()),
        },
        command: spec.command.clone(),
        http_port: spec.default_http_port,
        grpc_port: spec.grpc_port,
        readiness: spec.probe.as_ref().map(probe),
        liveness: spec.liveness_probe.as_ref().map(probe),
        rollout: spec.deployment_strategy.as_ref().map(rollout),
        scaling,
        unknown,
        ..workload(common, run, options, &mut notes)
    };
    (with_source(workload, source), notes.finish())
}

/// Transitional states count as what they lead to, so that a rollout is no drift. An app without state is one that was
/// just created (inferred).
fn run_state(state: Option<&AppState>, notes: &mut Notes<'_>) -> RunState {
    match state {
        None
        | Some(
            AppState::Queued
            | AppState::Initializing
            | AppState::Scaling
            | AppState::Running
            | AppState::Standby,
        ) => RunState::Running,
        Some(AppState::Stopping | AppState::Stopped) => RunState::Stopped,
        Some(state @ (AppState::Deleting | AppState::Deleted)) => {
            notes.add(&findings::BEING_DELETED, state.as_str());
            RunState::Stopped
        }
        Some(AppState::Failed | AppState::Error) => RunState::Failed,
        Some(AppState::Other(name)) => notes.unknown_state(name),
    }
}

fn probe(probe: &documents::Probe) -> Probe {
    Probe {
        path: probe.path.clone(),
        port: probe.port,
        initial_delay_seconds: probe.initial_delay_seconds,
        period_seconds: probe.period_seconds,
        timeout_seconds: probe.timeout_seconds,
        failure_threshold: probe.failure_threshold,
        success_threshold: probe.success_threshold,
    }
}

fn rollout(strategy: &DeploymentStrategy) -> Rollout {
    Rollout {
        max_surge: strategy.max_surge.clone(),
        max_unavailable: strategy.max_unavailable.clone(),
        progress_deadline_seconds: strategy.progress_deadline_seconds,
        termination_grace_period_seconds: strategy.termination_grace_period_seconds,
    }
}
