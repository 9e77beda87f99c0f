//! Rules of Roles.

use crate::{Profile, objects::Rule, profile::Authentication};

use super::super::access::{VIRTUAL_GROUP, VIRTUAL_RESOURCE};

const READ: &[&str] = &["get", "list", "watch"];
const MANAGE: &[&str] = &["get", "list", "watch", "update", "patch", "delete"];
const EDIT: &[&str] = &[
    "get", "list", "watch", "create", "update", "patch", "delete",
];

/// What runs a workload.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Controller {
    Deployment,
    StatefulSet,
    Job,
}

/// Calling the workloads `names` through the bearer proxy; all of the namespace if there are no names.
pub(in crate::lower) fn call(names: Vec<String>) -> Rule {
    Rule {
        groups: vec![VIRTUAL_GROUP],
        resources: vec![VIRTUAL_RESOURCE],
        names,
        // The proxy asks for the verb of each request's method.
        verbs: vec!["*"],
    }
}

fn rule(groups: &[&'static str], resources: &[&'static str], verbs: &[&'static str]) -> Rule {
    Rule {
        groups: groups.to_vec(),
        resources: resources.to_vec(),
        names: Vec::new(),
        verbs: verbs.to_vec(),
    }
}

/// Managing the workloads `names`, which are not none, and what scales them.
pub(super) fn manage(profile: &Profile, controller: Controller, names: Vec<String>) -> Rule {
    let (mut groups, mut resources) = match controller {
        Controller::Deployment => (
            vec!["apps", "autoscaling"],
            vec![
                "deployments",
                "deployments/scale",
                "horizontalpodautoscalers",
            ],
        ),
        Controller::StatefulSet => (vec!["apps"], vec!["statefulsets", "statefulsets/scale"]),
        Controller::Job => (vec!["batch"], vec!["jobs"]),
    };
    if matches!(controller, Controller::Deployment) && profile.keda.available {
        groups.push("keda.sh");
        resources.push("scaledobjects");
        if profile.keda.http_add_on {
            groups.push("http.keda.sh");
            resources.push("httpscaledobjects");
        }
    }
    Rule {
        groups,
        resources,
        names,
        verbs: MANAGE.to_vec(),
    }
}

/// What cannot be limited by name: making workloads, and their pods, whose names are not known before.
pub(super) fn unlimited() -> Vec<Rule> {
    vec![
        rule(
            &["apps", "batch"],
            &["deployments", "jobs", "statefulsets"],
            &["create"],
        ),
        rule(&[""], &["pods", "pods/log"], READ),
    ]
}

/// Reading the job `name`; its pods are found by label, so all pods of the namespace can be read.
pub(in crate::lower) fn read_job(name: String) -> Vec<Rule> {
    vec![
        Rule {
            names: vec![name],
            ..rule(&["batch"], &["jobs"], READ)
        },
        rule(&[""], &["pods", "pods/log"], READ),
    ]
}

fn call_all(profile: &Profile) -> Option<Rule> {
    (profile.authentication == Authentication::BearerProxy).then(|| call(Vec::new()))
}

/// People who use workloads: call them and see them.
pub(super) fn people_read(profile: &Profile) -> Vec<Rule> {
    let mut rules: Vec<Rule> = call_all(profile).into_iter().collect();
    rules.push(rule(
        &[""],
        &["events", "pods", "pods/log", "services"],
        READ,
    ));
    rules.push(rule(
        &["apps", "batch"],
        &["deployments", "jobs", "statefulsets"],
        READ,
    ));
    rules
}

/// People who manage workloads. Secrets are left out: the platform shows no values either.
pub(super) fn people_manage(profile: &Profile) -> Vec<Rule> {
    let mut rules: Vec<Rule> = call_all(profile).into_iter().collect();
    let (mut groups, mut resources) = (
        vec!["apps", "autoscaling", "batch"],
        vec![
            "cronjobs",
            "deployments",
            "deployments/scale",
            "horizontalpodautoscalers",
            "jobs",
            "statefulsets",
            "statefulsets/scale",
        ],
    );
    if profile.keda.available {
        groups.extend(["http.keda.sh", "keda.sh"]);
        resources.extend(["httpscaledobjects", "scaledobjects"]);
    }
    rules.push(rule(&groups, &resources, EDIT));
    rules.push(rule(
        &[""],
        &["configmaps", "persistentvolumeclaims", "services"],
        EDIT,
    ));
    rules.push(rule(
        &[""],
        &["events", "pods", "pods/log"],
        &["get", "list", "watch", "delete"],
    ));
    rules.push(rule(&[""], &["pods/exec"], &["create"]));
    rules
}
