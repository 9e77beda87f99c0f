//! Notebooks, their kept copies and how long these are kept.

use std::borrow::Cow;

use ovhai_model::{
    Address, Backup, Digest, Finding, Kind, Retention, RunState, Task, Workbench, Workload,
    canonical_json,
};
use serde_json::{Value, json};

use super::{
    Notes, ObserveOptions, findings,
    reachable::client_address,
    source,
    workload::{Common, ssh_public_keys, stated, with_source, workload},
};
use crate::{
    documents::{
        self, Notebook, NotebookSpec, NotebookState, Nulls, Place, Resources, Wire,
        WorkspaceBackupRetentionPolicy,
    },
    urls,
};

/// Reads a notebook. Of the status only the run state, the addresses and the size of the workspace are looked at.
#[must_use]
pub fn notebook(document: &Notebook, options: &ObserveOptions) -> (Workload, Vec<Finding>) {
    let Notebook { spec, status, .. } = document;
    let address = Address::new(Kind::Notebook, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);

    let state = status.as_ref().and_then(|status| status.state.as_ref());
    let run = run_state(state, &mut notes);
    let mut surprises = Vec::new();
    document.unknown.surprises(Place::ROOT, &mut surprises);
    spec.surprises(Place::ROOT.step("spec"), &mut surprises);
    let unknown = notes.surprises(surprises);
    let source = source::of_notebook(document, &run, &redactor);
    let resources = resources(spec, &mut notes);
    let region = notes.region(Some(&spec.region));
    let common = Common {
        name: spec.name.as_ref(),
        region: &region,
        env_vars: &spec.env_vars,
        labels: &spec.labels,
        resources: resources.as_deref(),
        unsecure_http: spec.unsecure_http,
        volumes: &spec.volumes,
        url: status
            .as_ref()
            .and_then(|status| client_address(status.url.as_ref()))
            .or_else(|| urls::notebook_url(&document.id, &region)),
        grpc_address: status
            .as_ref()
            .and_then(|status| client_address(status.grpc_address.as_ref())),
    };
    let mut bench = workbench(spec, &mut notes);
    bench.workspace_used = status
        .as_ref()
        .and_then(|status| status.workspace.as_ref())
        .and_then(|workspace| workspace.storage_used);
    let workload = Workload {
        task: Task::Workbench(bench),
        unknown,
        ..workload(common, run, options, &mut notes)
    };
    (with_source(workload, source), notes.finish())
}

fn workbench(spec: &NotebookSpec, notes: &mut Notes<'_>) -> Workbench {
    let env = spec.env.as_ref();
    let framework = env.and_then(|env| stated(env.framework_id.as_ref()));
    let editor = env.and_then(|env| stated(env.editor_id.as_ref()));
    for (member, text) in [("frameworkId", &framework), ("editorId", &editor)] {
        if text.is_none() {
            let place = format!("/spec/env/{member}");
            notes.add(&findings::NOTEBOOK_INCOMPLETE, place);
        }
    }
    let quantum_flavor = spec
        .quantum_resources
        .as_ref()
        .and_then(|quantum| stated(quantum.qpu_flavor_id.as_ref()));
    if let Some(flavor) = &quantum_flavor {
        let flavor = notes.shown(flavor);
        notes.add(
            &findings::QUANTUM,
            format!("/spec/quantumResources/qpuFlavorId is `{flavor}`"),
        );
    }
    Workbench {
        framework,
        framework_version: env.and_then(|env| stated(env.framework_version.as_ref())),
        editor,
        quantum_flavor,
        ssh_public_keys: ssh_public_keys(&spec.ssh_public_keys, notes),
        restarts_at_timeout: spec.timeout_auto_restart,
        shutdown: spec
            .shutdown
            .as_ref()
            .map(|strategy| notes.shown(strategy.as_str())),
        workspace_used: None,
        workspace_container: urls::workspace_container(&spec.region),
        retention: None,
    }
}

/// The resources, with the deprecated `flavor` beside them where they name none.
fn resources<'a>(spec: &'a NotebookSpec, notes: &mut Notes<'_>) -> Option<Cow<'a, Resources>> {
    let resources = spec.resources.as_ref();
    let Some(old) = stated(spec.flavor.as_ref()) else {
        return resources.map(Cow::Borrowed);
    };
    match resources.and_then(|resources| stated(resources.flavor.as_ref())) {
        Some(flavor) => {
            if flavor != old {
                let (flavor, old) = (notes.shown(&flavor), notes.shown(&old));
                notes.add(
                    &findings::FLAVOR_AMBIGUOUS,
                    format!("/spec/resources/flavor is `{flavor}`, /spec/flavor is `{old}`"),
                );
            }
            resources.map(Cow::Borrowed)
        }
        None => Some(Cow::Owned(Resources {
            flavor: Some(old),
            ..resources.cloned().unwrap_or_default()
        })),
    }
}

/// Transitional states count as what they lead to. A notebook without state is one that was just created (inferred).
fn run_state(state: Option<&NotebookState>, notes: &mut Notes<'_>) -> RunState {
    match state {
        None
        | Some(NotebookState::Starting | NotebookState::Running | NotebookState::Restarting) => {
            RunState::Running
        }
        Some(NotebookState::Stopping | NotebookState::Stopped) => RunState::Stopped,
        Some(state @ NotebookState::Deleting) => {
            notes.add(&findings::BEING_DELETED, state.as_str());
            RunState::Stopped
        }
        Some(NotebookState::Failed | NotebookState::Error | NotebookState::SyncFailed) => {
            RunState::Failed
        }
        Some(NotebookState::Other(name)) => notes.unknown_state(name),
    }
}

/// Reads a kept copy of the workspace of the notebook `notebook`.
#[must_use]
pub fn backup(
    notebook: &str,
    document: &documents::Backup,
    options: &ObserveOptions,
) -> (Backup, Vec<Finding>) {
    let address = Address::new(Kind::Backup, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    notes.surprises(surprises);
    let source = source::of_members(
        &document.id,
        &document.write(Nulls::AsRead),
        &["createdAt", "evictionDate", "updatedAt"],
        // The platform chooses ids.
        &[("notebook", json!(notebook))],
        &document.unknown,
        &redactor,
    );
    let findings = notes.finish();
    let backup = Backup {
        notebook: Address::new(Kind::Notebook, notebook),
        created_at: document.created_at.clone(),
        evicted_at: document.eviction_date.clone(),
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (backup, findings)
}

/// Adds to an observed notebook how its workspace's copies are kept: in its task, and as member `retention` of its source
/// and so of its digest. Does nothing to other workloads.
pub(super) fn keep(
    workload: &mut Workload,
    policy: &WorkspaceBackupRetentionPolicy,
    options: &ObserveOptions,
) -> Vec<Finding> {
    let Task::Workbench(bench) = &mut workload.task else {
        return Vec::new();
    };
    bench.retention = Some(Retention {
        retained_number: policy.retained_number,
        lifetime_in_days: policy.lifetime_in_days,
        lifetime_eviction_threshold: policy.lifetime_eviction_threshold,
    });
    let redactor = options.redactor();
    let mut notes = Notes::new(&workload.address, &redactor);
    let mut surprises = Vec::new();
    policy.surprises(Place::ROOT.step("retention"), &mut surprises);
    workload.unknown.extend(notes.surprises(surprises));
    let findings = notes.finish();
    if let Ok(Value::Object(mut source)) = serde_json::from_str(&workload.source) {
        let policy = source::without_nulls(policy.write(Nulls::AsRead));
        source.insert("retention".to_owned(), redactor.redact(&policy));
        workload.source = canonical_json(&Value::Object(source));
        workload.digest = Digest::of(workload.source.as_bytes());
    }
    findings
}
