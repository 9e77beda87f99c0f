//! Rules of the API server that no schema states: uniqueness, ranges, references between parts of one object.

use std::collections::BTreeSet;

use ovhai_targets::Format;
use serde_json::Value;

use crate::load::{self, objects};

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

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<&str> {
    list(value)
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn is_label(text: &str) -> bool {
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

fn unique<'a>(place: &str, what: &str, items: impl IntoIterator<Item = &'a Value>) {
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

fn deployment(place: &str, spec: &Value) {
    assert!(
        spec["replicas"].is_null() || number(&spec["replicas"]) >= 0,
        "{place}"
    );
    assert!(number(&spec["progressDeadlineSeconds"]) > 0, "{place}");
    let rolling = &spec["strategy"]["rollingUpdate"];
    let amount = |name: &str| -> i64 {
        match rolling[name].as_str() {
            None => number(&rolling[name]),
            Some(percent) => percent.strip_suffix('%').unwrap().parse().unwrap(),
        }
    };
    let (surge, unavailable) = (amount("maxSurge"), amount("maxUnavailable"));
    assert!(
        surge >= 0 && unavailable >= 0 && (surge > 0 || unavailable > 0),
        "{place}"
    );
    assert!(
        !rolling["maxUnavailable"].is_string() || unavailable <= 100,
        "{place}"
    );
    let labels = spec["template"]["metadata"]["labels"].as_object().unwrap();
    for (key, value) in spec["selector"]["matchLabels"].as_object().unwrap() {
        assert_eq!(
            labels.get(key),
            Some(value),
            "{place}: the selector finds other pods"
        );
    }
    pod(place, &spec["template"]["spec"]);
}

fn pod(place: &str, pod: &Value) {
    assert!(
        pod["terminationGracePeriodSeconds"].is_null()
            || number(&pod["terminationGracePeriodSeconds"]) >= 0
    );
    let volumes = list(&pod["volumes"]);
    unique(
        place,
        "volume",
        volumes.iter().map(|volume| &volume["name"]),
    );
    let containers: Vec<&Value> = list(&pod["initContainers"])
        .iter()
        .chain(list(&pod["containers"]))
        .collect();
    unique(
        place,
        "container",
        containers.iter().map(|container| &container["name"]),
    );
    let ports: Vec<&Value> = list(&pod["containers"])
        .iter()
        .flat_map(|container| list(&container["ports"]))
        .map(|port| &port["containerPort"])
        .collect();
    unique(place, "port of the pod", ports);
    for container in containers {
        self::container(place, container, volumes);
    }
}

fn container(place: &str, container: &Value, volumes: &[Value]) {
    assert!(is_label(container["name"].as_str().unwrap()), "{place}");
    assert!(
        !container["image"].as_str().unwrap().trim().is_empty(),
        "{place}"
    );
    let ports = list(&container["ports"]);
    unique(place, "port name", ports.iter().map(|port| &port["name"]));
    for port in ports {
        assert!(
            (1..=65535).contains(&number(&port["containerPort"])),
            "{place}"
        );
        assert!(port["name"].as_str().unwrap().len() <= 15, "{place}");
    }
    unique(
        place,
        "variable",
        list(&container["env"]).iter().map(|entry| &entry["name"]),
    );
    let mounts = list(&container["volumeMounts"]);
    unique(
        place,
        "mount path",
        mounts.iter().map(|mount| &mount["mountPath"]),
    );
    for mount in mounts {
        let path = mount["mountPath"].as_str().unwrap();
        assert!(
            path.starts_with('/') && path.len() > 1 && !path.contains([':', '\0']),
            "{place}: {path:?}"
        );
        assert!(
            volumes.iter().any(|volume| volume["name"] == mount["name"]),
            "{place}: {mount}"
        );
    }
    let resources = &container["resources"];
    for (name, request) in resources["requests"].as_object().into_iter().flatten() {
        let limit = &resources["limits"][name];
        assert!(
            limit.is_null() || limit == request,
            "{place}: {name} is no Guaranteed request"
        );
        assert!(
            !request.as_str().unwrap().starts_with(['-', '0']),
            "{place}: {name}={request}"
        );
    }
    for (role, successes) in [("readinessProbe", i64::MAX), ("livenessProbe", 1)] {
        let probe = &container[role];
        if probe.is_null() {
            continue;
        }
        assert!(number(&probe["initialDelaySeconds"]) >= 0, "{place}");
        for field in [
            "periodSeconds",
            "timeoutSeconds",
            "failureThreshold",
            "successThreshold",
        ] {
            assert!(number(&probe[field]) >= 1, "{place}: {role} {field}");
        }
        assert!(
            number(&probe["successThreshold"]) <= successes,
            "{place}: {role}"
        );
        let check = if probe["httpGet"].is_null() {
            &probe["tcpSocket"]
        } else {
            &probe["httpGet"]
        };
        assert!(
            (1..=65535).contains(&number(&check["port"])),
            "{place}: {role}"
        );
    }
}

fn service(place: &str, spec: &Value) {
    let ports = list(&spec["ports"]);
    assert!(!ports.is_empty(), "{place}");
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
