//! Rules of the API server that no schema states: uniqueness, ranges, references between parts of one object.

use std::collections::BTreeSet;

use ovhai_targets::Format;
use serde_json::Value;

use crate::{
    load::{self, objects},
    pods::{deployment, job, stateful_set},
};

#[test]
fn every_case_keeps_the_rules_no_schema_states() {
    for (case, input) in load::all() {
        for (key, object) in objects(&input.export(Format::Json).tree) {
            check(&format!("{}/{key}", case.name), &object);
        }
    }
}

/// Panics with `place` if the API server would refuse `object`.
pub fn check(place: &str, object: &Value) {
    metadata(place, object);
    let spec = &object["spec"];
    match object["kind"].as_str().unwrap() {
        "Deployment" => deployment(place, spec),
        "Job" => job(place, spec),
        "CronJob" => {
            assert!(
                object["metadata"]["name"].as_str().unwrap().len() <= 52,
                "{place}"
            );
            job(place, &spec["jobTemplate"]["spec"]);
        }
        "StatefulSet" => stateful_set(place, spec),
        "Service" => service(place, spec),
        "ConfigMap" => config_map(place, object),
        "HorizontalPodAutoscaler" => autoscaler(place, spec),
        "NetworkPolicy" => network_policy(place, spec),
        "HTTPRoute" | "GRPCRoute" => {
            for host in texts(&spec["hostnames"]) {
                assert!(is_host(host), "{place}: host {host:?}");
            }
        }
        "Ingress" => {
            for rule in list(&spec["rules"]) {
                let host = rule["host"].as_str().unwrap();
                assert!(is_host(host), "{place}: host {host:?}");
            }
        }
        _ => {}
    }
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<&str> {
    list(value)
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect()
}

pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

pub fn is_label(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().last())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_host(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_word(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().last())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

pub fn unique<'a>(place: &str, what: &str, items: impl IntoIterator<Item = &'a Value>) {
    let mut seen = BTreeSet::new();
    for item in items {
        assert!(
            seen.insert(item.to_string()),
            "{place}: {what} {item} twice"
        );
    }
}

fn metadata(place: &str, object: &Value) {
    let metadata = &object["metadata"];
    let name = metadata["name"].as_str().unwrap();
    match object["kind"].as_str().unwrap() {
        // Names of rights are path segments.
        "ClusterRoleBinding" => assert!(!name.contains(['/', '%']) && name.len() <= 253, "{place}"),
        "Service" => assert!(
            is_label(name) && name.starts_with(|c: char| c.is_ascii_lowercase()),
            "{place}"
        ),
        _ => assert!(is_host(name), "{place}: name {name:?}"),
    }
    let labels = metadata["labels"].as_object().unwrap();
    for (key, value) in labels {
        check_key(place, key);
        let value = value.as_str().unwrap();
        assert!(
            value.is_empty() || is_word(value),
            "{place}: label {key}={value:?}"
        );
    }
    let mut size = 0;
    for (key, value) in metadata["annotations"].as_object().into_iter().flatten() {
        check_key(place, &key.to_ascii_lowercase());
        size += key.len() + value.as_str().unwrap().len();
    }
    assert!(size <= 256 << 10, "{place}: annotations are too large");
}

fn check_key(place: &str, key: &str) {
    let (prefix, word) = key
        .split_once('/')
        .map_or((None, key), |(prefix, word)| (Some(prefix), word));
    assert!(
        prefix.is_none_or(is_host) && is_word(word),
        "{place}: key {key:?}"
    );
}

fn service(place: &str, spec: &Value) {
    let ports = list(&spec["ports"]);
    // A headless Service only names pods.
    assert!(!ports.is_empty() || spec["clusterIP"] == "None", "{place}");
    unique(
        place,
        "Service port",
        ports.iter().map(|port| &port["port"]),
    );
    unique(
        place,
        "Service port name",
        ports.iter().map(|port| &port["name"]),
    );
    for port in ports {
        assert!((1..=65535).contains(&number(&port["port"])), "{place}");
        assert!(
            port["targetPort"].is_null() || (1..=65535).contains(&number(&port["targetPort"])),
            "{place}"
        );
    }
}

fn config_map(place: &str, object: &Value) {
    let mut size = 0;
    for (key, value) in object["data"].as_object().unwrap() {
        let is_key = key.len() <= 253
            && !key.is_empty()
            && key != "."
            && !key.starts_with("..")
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        assert!(is_key, "{place}: key {key:?}");
        size += key.len() + value.as_str().unwrap().len();
    }
    assert!(size <= 1 << 20, "{place}: {size} bytes");
}

fn autoscaler(place: &str, spec: &Value) {
    let (min, max) = (number(&spec["minReplicas"]), number(&spec["maxReplicas"]));
    assert!(min >= 1 && max >= min, "{place}: {min} to {max}");
    for direction in ["scaleUp", "scaleDown"] {
        let window = number(&spec["behavior"][direction]["stabilizationWindowSeconds"]);
        assert!(
            (0..=3600).contains(&window),
            "{place}: {direction} {window}"
        );
    }
    for metric in list(&spec["metrics"]) {
        let source = if metric["resource"].is_null() {
            &metric["containerResource"]
        } else {
            &metric["resource"]
        };
        assert!(
            number(&source["target"]["averageUtilization"]) >= 1,
            "{place}"
        );
    }
}

fn network_policy(place: &str, spec: &Value) {
    for rule in list(&spec["egress"]) {
        let has_to = rule["to"].is_array();
        let is_dns =
            list(&rule["ports"]).iter().all(|port| port["port"] == 53) && rule["ports"].is_array();
        assert!(
            has_to || is_dns,
            "{place}: a rule without destinations allows all"
        );
        for peer in list(&rule["to"]) {
            let block = &peer["ipBlock"];
            let is_v6 = block["cidr"]
                .as_str()
                .is_some_and(|cidr| cidr.contains(':'));
            for except in texts(&block["except"]) {
                assert_eq!(
                    except.contains(':'),
                    is_v6,
                    "{place}: {except} lies outside its block"
                );
                assert!(
                    !except.ends_with("/0"),
                    "{place}: {except} is no part of its block"
                );
            }
        }
    }
}
