//! What apps, jobs and notebooks have in common.

use std::collections::BTreeMap;

use ovhai_model::{Digest, Image, RunState, Scaling, Task, Text, Variable, Workload};

use super::{Notes, ObserveOptions, compute, findings, source::PLATFORM_LABELS, volume};
use crate::{
    documents::{EnvVar, Resources, Volume},
    redaction::is_ssh_public_key,
};

/// The members every specification has, and the addresses every status has.
pub(super) struct Common<'a> {
    pub(super) name: Option<&'a String>,
    /// Upper case.
    pub(super) region: &'a str,
    pub(super) env_vars: &'a [EnvVar],
    pub(super) labels: &'a BTreeMap<String, String>,
    pub(super) resources: Option<&'a Resources>,
    pub(super) unsecure_http: Option<bool>,
    pub(super) volumes: &'a [Volume],
    pub(super) url: Option<String>,
    pub(super) grpc_address: Option<String>,
}

/// The workload of `common`. Members of one kind are as if they had not been given, and `source` is still empty.
pub(super) fn workload(
    common: Common<'_>,
    run: RunState,
    options: &ObserveOptions,
    notes: &mut Notes<'_>,
) -> Workload {
    let compute = compute::compute(common.resources, common.region, &options.flavors, notes);
    let volumes = common
        .volumes
        .iter()
        .enumerate()
        .map(|(index, attached)| volume::volume(index, attached, common.region, notes))
        .collect();
    let (platform_labels, labels) = labels(common.labels, notes);
    Workload {
        address: notes.address.clone(),
        name: notes.name(common.name),
        region: common.region.to_owned(),
        task: Task::default(),
        run,
        image: Image {
            reference: String::new(),
            partner: None,
        },
        command: Vec::new(),
        environment: common.env_vars.iter().map(variable).collect(),
        labels,
        platform_labels,
        http_port: None,
        grpc_port: None,
        is_public: common.unsecure_http.unwrap_or(false),
        readiness: None,
        liveness: None,
        rollout: None,
        scaling: Scaling::Fixed { replicas: 1 },
        compute,
        volumes,
        url: common.url,
        grpc_address: common.grpc_address,
        unknown: Vec::new(),
        source: String::new(),
        digest: Digest::of(b""),
    }
}

/// `workload` with its stable part.
pub(super) fn with_source(mut workload: Workload, source: String) -> Workload {
    workload.digest = Digest::of(source.as_bytes());
    workload.source = source;
    workload
}

/// A text, if it says anything.
pub(super) fn stated(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// Keys that may log in. What is no public key may be a private one and is left to a person.
pub(super) fn ssh_public_keys(keys: &[String], notes: &mut Notes<'_>) -> Vec<String> {
    let mut public = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        if is_ssh_public_key(key) {
            public.push(key.clone());
        } else {
            let place = format!("/spec/sshPublicKeys/{index}");
            notes.add(&findings::SSH_KEY_UNREADABLE, place);
        }
    }
    public
}

/// The platform's labels, among them those it sets on every workload even where a document does not show them, and a
/// person's.
fn labels(
    labels: &BTreeMap<String, String>,
    notes: &Notes<'_>,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let (mut platform, own): (BTreeMap<_, _>, BTreeMap<_, _>) = labels
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .partition(|(name, _)| name.starts_with(PLATFORM_LABELS));
    platform.insert("ovh/id".to_owned(), notes.address.id().to_owned());
    platform.insert("ovh/type".to_owned(), notes.address.kind().to_string());
    (platform, own)
}

fn variable(variable: &EnvVar) -> Variable {
    Variable {
        name: variable.name.clone(),
        value: variable
            .value
            .as_ref()
            .map_or_else(Text::default, Text::from),
    }
}
