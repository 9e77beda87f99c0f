//! Custom resources that exports produce, by the rules of their published definitions that matter to them.
//!
//! Definitions grow with every version of an add-on, so a member that is not listed is a doubt, no refusal; a missing or
//! contradictory one is a refusal.

use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior;
use serde_json::Value;

use super::{
    definitions,
    pod::quantity,
    problems::{Problems, items, members},
    rules, syntax, typed,
};

/// A custom resource this version knows.
pub struct Known {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    /// Whether its objects live in namespaces.
    pub is_namespaced: bool,
    pub(super) shapes: &'static [Shape],
    pub(super) rules: fn(&Value, &mut Problems),
}

/// Members of one place of a spec: where, required ones, optional ones. `[]` stands for every item.
pub(super) type Shape = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// The custom resource, if this version knows it.
pub fn find(api_version: &str, kind: &str) -> Option<&'static Known> {
    definitions::KINDS
        .iter()
        .find(|known| known.kind == kind && known.api_version == api_version)
}

impl Known {
    /// Holds an object against the definition.
    pub fn check(&self, object: &Value, problems: &mut Problems, doubts: &mut Vec<String>) {
        for (member, _) in members(object) {
            if !["apiVersion", "kind", "metadata", "spec"].contains(&member) {
                doubts.push(format!(
                    "this version does not know {member} of {}",
                    self.kind
                ));
            }
        }
        let spec = &object["spec"];
        for (place, required, optional) in self.shapes {
            let steps: Vec<&str> = if place.is_empty() {
                Vec::new()
            } else {
                place.split('.').collect()
            };
            visit(spec, "spec".to_owned(), &steps, &mut |path, value| {
                for name in *required {
                    problems.require(
                        !value[*name].is_null(),
                        &format!("{path}.{name}"),
                        "is required",
                    );
                }
                if !value.is_object() && !value.is_null() {
                    problems.add(path, "must be an object");
                }
                for (name, _) in members(value) {
                    if !required.contains(&name) && !optional.contains(&name) {
                        doubts.push(format!(
                            "this version does not know {path}.{name} of {}",
                            self.kind
                        ));
                    }
                }
            });
        }
        if problems.is_empty() {
            (self.rules)(spec, problems);
        }
    }
}

/// Calls `judge` with everything `steps` lead to; what is absent on the way asks for nothing.
fn visit(value: &Value, path: String, steps: &[&str], judge: &mut dyn FnMut(&str, &Value)) {
    let Some((step, rest)) = steps.split_first() else {
        return judge(&path, value);
    };
    let name = step.trim_end_matches("[]");
    let (inner, path) = (&value[name], format!("{path}.{name}"));
    if inner.is_null() {
        return;
    }
    if !step.ends_with("[]") {
        return visit(inner, path, rest, judge);
    }
    let Some(list) = inner.as_array() else {
        // Not a list where one belongs: judged as an object it is not.
        return judge(&path, &Value::from("no list"));
    };
    for (index, item) in list.iter().enumerate() {
        visit(item, format!("{path}[{index}]"), rest, judge);
    }
}

pub(super) fn route(spec: &Value, problems: &mut Problems) {
    for (index, host) in items(&spec["hostnames"]).iter().enumerate() {
        problems.text(host, &format!("spec.hostnames[{index}]"), syntax::host);
    }
    for (index, rule) in items(&spec["rules"]).iter().enumerate() {
        let path = format!("spec.rules[{index}]");
        for (at, backend) in items(&rule["backendRefs"]).iter().enumerate() {
            let path = format!("{path}.backendRefs[{at}]");
            problems.text(&backend["name"], &path, syntax::subdomain);
            problems.number(&backend["port"], &path, 1..=65_535);
            let is_service = backend["kind"].as_str().unwrap_or("Service") == "Service";
            problems.require(
                !is_service || !backend["port"].is_null(),
                &path,
                "a Service needs its port",
            );
        }
        for name in ["request", "backendRequest"] {
            problems.text(
                &rule["timeouts"][name],
                &format!("{path}.timeouts.{name}"),
                gateway_duration,
            );
        }
    }
}

/// Durations of the Gateway API (GEP-2257): up to four numbers of at most five digits with `h`, `m`, `s`, `ms`.
fn gateway_duration(text: &str) -> syntax::Judged {
    let mut rest = text;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = &rest[digits..];
        let Some(unit) = ["ms", "h", "m", "s"]
            .into_iter()
            .find(|known| unit.starts_with(known))
        else {
            return Err("must be a duration such as 1h30m");
        };
        if !(1..=5).contains(&digits) {
            return Err("must have numbers of at most five digits");
        }
        rest = &rest[digits + unit.len()..];
        parts += 1;
    }
    if (1..=4).contains(&parts) {
        Ok(())
    } else {
        Err("must be a duration such as 1h30m")
    }
}

pub(super) fn scaled_object(spec: &Value, problems: &mut Problems) {
    let (min, max) = (
        spec["minReplicaCount"].as_i64().unwrap_or(0),
        spec["maxReplicaCount"].as_i64().unwrap_or(100),
    );
    problems.require(
        min >= 0 && max >= min,
        "spec.maxReplicaCount",
        "must not be less than minReplicaCount",
    );
    let behavior = &spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"];
    if !behavior.is_null() {
        let path = "spec.advanced.horizontalPodAutoscalerConfig.behavior";
        typed::fits_part::<HorizontalPodAutoscalerBehavior>(path, behavior, problems);
    }
    let triggers = items(&spec["triggers"]);
    problems.require(!triggers.is_empty(), "spec.triggers", "needs a trigger");
    let wakes = triggers
        .iter()
        .any(|trigger| !matches!(trigger["type"].as_str(), Some("cpu" | "memory")));
    problems.require(
        min > 0 || wakes,
        "spec.triggers",
        "cpu and memory alone cannot scale from zero, which KEDA refuses",
    );
    for (index, trigger) in triggers.iter().enumerate() {
        let path = format!("spec.triggers[{index}]");
        for (name, value) in members(&trigger["metadata"]) {
            problems.require(
                value.is_string(),
                &format!("{path}.metadata.{name}"),
                "must be a text",
            );
        }
        problems.one_of(
            &trigger["metricType"],
            &format!("{path}.metricType"),
            &["AverageValue", "Value", "Utilization"],
        );
    }
}

pub(super) fn http_scaled_object(spec: &Value, problems: &mut Problems) {
    let target = &spec["scaleTargetRef"];
    problems.require(
        target["port"].is_null() != target["portName"].is_null(),
        "spec.scaleTargetRef",
        "must have one of port and portName",
    );
    problems.number(&target["port"], "spec.scaleTargetRef.port", 1..=65_535);
    problems.number(&spec["replicas"]["min"], "spec.replicas.min", 0..=i64::MAX);
    problems.number(&spec["replicas"]["max"], "spec.replicas.max", 0..=i64::MAX);
}

pub(super) fn pod_monitor(spec: &Value, problems: &mut Problems) {
    rules::label_selector(&spec["selector"], "spec.selector", problems);
    for (index, endpoint) in items(&spec["podMetricsEndpoints"]).iter().enumerate() {
        let path = format!("spec.podMetricsEndpoints[{index}]");
        problems.one_of(&endpoint["scheme"], &path, &["http", "https"]);
        problems.number(&endpoint["portNumber"], &path, 1..=65_535);
    }
}

pub(super) fn prometheus_rule(spec: &Value, problems: &mut Problems) {
    for (index, group) in items(&spec["groups"]).iter().enumerate() {
        for (number, rule) in items(&group["rules"]).iter().enumerate() {
            problems.require(
                rule["alert"].is_string() != rule["record"].is_string(),
                &format!("spec.groups[{index}].rules[{number}]"),
                "needs alert or record, and not both",
            );
        }
    }
}

pub(super) fn external_secret(spec: &Value, problems: &mut Problems) {
    problems.one_of(
        &spec["secretStoreRef"]["kind"],
        "spec.secretStoreRef.kind",
        &["SecretStore", "ClusterSecretStore"],
    );
    problems.require(
        !items(&spec["data"]).is_empty() || !items(&spec["dataFrom"]).is_empty(),
        "spec",
        "needs data or dataFrom",
    );
    for (index, row) in items(&spec["data"]).iter().enumerate() {
        problems.text(
            &row["secretKey"],
            &format!("spec.data[{index}].secretKey"),
            syntax::config_key,
        );
    }
}

pub(super) fn cluster_queue(spec: &Value, problems: &mut Problems) {
    rules::label_selector(
        &spec["namespaceSelector"],
        "spec.namespaceSelector",
        problems,
    );
    for (index, group) in items(&spec["resourceGroups"]).iter().enumerate() {
        let path = format!("spec.resourceGroups[{index}]");
        let covered = items(&group["coveredResources"]);
        for flavor in items(&group["flavors"]) {
            let resources = items(&flavor["resources"]);
            let named = resources.iter().map(|resource| &resource["name"]);
            problems.require(
                named.eq(covered.iter()),
                &path,
                "every flavor must name the covered resources in their order",
            );
            for resource in resources {
                quantity(&resource["nominalQuota"], &path, problems);
            }
        }
    }
}
