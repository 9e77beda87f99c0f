//! What API validation asks of every object, and which rules a kind has beside its type.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    network, pod,
    problems::{Problems, items, members, present},
    scaling, storage, syntax, workload,
};

/// Kind, name and metadata: what every object has.
pub fn check_identity(object: &Value, problems: &mut Problems) {
    for member in ["apiVersion", "kind"] {
        problems.require(
            object[member].as_str().is_some_and(|text| !text.is_empty()),
            member,
            "is required",
        );
    }
    let metadata = &object["metadata"];
    let name_rule = match object["kind"].as_str().unwrap_or_default() {
        "Namespace" => syntax::label,
        "Service" => syntax::service_name,
        "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding" => syntax::path_segment,
        _ => syntax::subdomain,
    };
    match metadata["name"].as_str() {
        Some(_) => problems.text(&metadata["name"], "metadata.name", name_rule),
        None => problems.add("metadata.name", "is required"),
    }
    problems.text(&metadata["namespace"], "metadata.namespace", syntax::label);
    labels(&metadata["labels"], "metadata.labels", problems);
    annotations(&metadata["annotations"], "metadata.annotations", problems);
    for member in present(metadata) {
        const SERVERS: &[&str] = &["uid", "resourceVersion", "managedFields", "selfLink"];
        if SERVERS.contains(&member) {
            problems.add(
                &format!("metadata.{member}"),
                "is the server's, and refused in an apply",
            );
        }
    }
}

/// Whether a namespace belongs there.
pub fn check_scope(object: &Value, is_namespaced: bool, problems: &mut Problems) {
    if !is_namespaced && !object["metadata"]["namespace"].is_null() {
        problems.add(
            "metadata.namespace",
            "objects of this kind live outside of namespaces",
        );
    }
}

/// Labels of anything.
pub fn labels(labels: &Value, path: &str, problems: &mut Problems) {
    for (key, value) in members(labels) {
        let path = format!("{path}[{key}]");
        problems.text(&Value::from(key), &path, syntax::qualified_name);
        problems.text(value, &path, syntax::label_value);
    }
}

fn annotations(annotations: &Value, path: &str, problems: &mut Problems) {
    const LARGEST: usize = 256 * 1024;
    let mut size = 0;
    for (key, value) in members(annotations) {
        // Keys of annotations may have capitals in their prefix.
        problems.text(
            &Value::from(key.to_ascii_lowercase()),
            &format!("{path}[{key}]"),
            syntax::qualified_name,
        );
        size += key.len() + value.as_str().map_or(0, str::len);
    }
    problems.require(size <= LARGEST, path, "are more than 256 KiB");
}

/// A label selector that must select something, and what it must match.
pub fn selector(selector: &Value, own_labels: &Value, path: &str, problems: &mut Problems) {
    label_selector(selector, path, problems);
    let wanted: BTreeMap<&str, &Value> = members(&selector["matchLabels"]).collect();
    if wanted.is_empty() && items(&selector["matchExpressions"]).is_empty() {
        problems.add(path, "must select something");
    }
    for (key, value) in wanted {
        if own_labels[key] != *value {
            problems.add(
                &format!("{path}.matchLabels[{key}]"),
                "does not match the labels of the pod template",
            );
        }
    }
}

/// A label selector of any kind.
pub fn label_selector(selector: &Value, path: &str, problems: &mut Problems) {
    labels(
        &selector["matchLabels"],
        &format!("{path}.matchLabels"),
        problems,
    );
    for (index, expression) in items(&selector["matchExpressions"]).iter().enumerate() {
        let path = format!("{path}.matchExpressions[{index}]");
        problems.text(&expression["key"], &path, syntax::qualified_name);
        let has_values = !items(&expression["values"]).is_empty();
        match expression["operator"].as_str().unwrap_or_default() {
            "In" | "NotIn" => problems.require(has_values, &path, "needs values"),
            "Exists" | "DoesNotExist" => problems.require(!has_values, &path, "takes no values"),
            other => problems.add(
                &path,
                format!("{other:?} is no operator of label selectors"),
            ),
        }
    }
}

/// The rules of one kind; its type has been checked.
pub fn check(kind: &str, object: &Value, problems: &mut Problems) {
    let spec = &object["spec"];
    match kind {
        "Deployment" => workload::deployment(spec, problems),
        "StatefulSet" => workload::stateful_set(spec, problems),
        "DaemonSet" | "ReplicaSet" => workload::replicated(spec, problems),
        "Job" => workload::job(spec, "spec", problems),
        "CronJob" => workload::cron_job(object, problems),
        "Pod" => pod::check(spec, "spec", &[], problems),
        "Service" => network::service(spec, problems),
        "Ingress" => network::ingress(spec, problems),
        "NetworkPolicy" => network::policy(spec, problems),
        "HorizontalPodAutoscaler" => scaling::autoscaler(spec, problems),
        "PodDisruptionBudget" => scaling::disruption_budget(spec, problems),
        "ConfigMap" | "Secret" => storage::configuration(object, problems),
        "PersistentVolumeClaim" => storage::claim(spec, "spec", problems),
        "Role" | "ClusterRole" => access_rules(object, problems),
        "RoleBinding" | "ClusterRoleBinding" => binding(object, problems),
        _ => {}
    }
}

fn access_rules(role: &Value, problems: &mut Problems) {
    for (index, rule) in items(&role["rules"]).iter().enumerate() {
        let path = format!("rules[{index}]");
        problems.require(!items(&rule["verbs"]).is_empty(), &path, "needs verbs");
        let has = |member: &str| !items(&rule[member]).is_empty();
        if has("nonResourceURLs") {
            problems.require(
                !has("resources") && !has("apiGroups"),
                &path,
                "is about URLs or about resources, not both",
            );
            problems.require(
                role["kind"] == "ClusterRole",
                &path,
                "a Role cannot be about URLs",
            );
        } else {
            problems.require(has("apiGroups"), &path, "needs apiGroups");
            problems.require(has("resources"), &path, "needs resources");
        }
    }
}

fn binding(binding: &Value, problems: &mut Problems) {
    let role = &binding["roleRef"];
    problems.require(
        role["apiGroup"] == "rbac.authorization.k8s.io",
        "roleRef.apiGroup",
        "must be rbac.authorization.k8s.io",
    );
    let kinds: &[&str] = if binding["kind"] == "RoleBinding" {
        &["Role", "ClusterRole"]
    } else {
        &["ClusterRole"]
    };
    problems.one_of(&role["kind"], "roleRef.kind", kinds);
    problems.require(
        role["name"].as_str().is_some_and(|name| !name.is_empty()),
        "roleRef.name",
        "is required",
    );
    for (index, subject) in items(&binding["subjects"]).iter().enumerate() {
        let path = format!("subjects[{index}]");
        problems.one_of(
            &subject["kind"],
            &format!("{path}.kind"),
            &["ServiceAccount", "User", "Group"],
        );
        problems.require(
            subject["name"]
                .as_str()
                .is_some_and(|name| !name.is_empty()),
            &path,
            "needs a name",
        );
        if subject["kind"] == "ServiceAccount" {
            problems.require(
                subject["namespace"].is_string(),
                &path,
                "a ServiceAccount needs its namespace",
            );
        }
    }
}
