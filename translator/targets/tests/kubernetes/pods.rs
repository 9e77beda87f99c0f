//! Rules of the API server about pods and what makes them, which no schema states.

use serde_json::Value;

use crate::acceptance::{is_label, list, number, unique};

pub fn deployment(place: &str, spec: &Value) {
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
    pod(place, &spec["template"]["spec"], &[]);
}

pub fn job(place: &str, spec: &Value) {
    let pod = &spec["template"]["spec"];
    // A pod failure policy is refused with any other.
    assert_eq!(pod["restartPolicy"], "Never", "{place}");
    let limit = &pod["activeDeadlineSeconds"];
    assert!(
        limit.is_null() || (1..=i64::from(i32::MAX)).contains(&number(limit)),
        "{place}: {limit}"
    );
    assert_eq!(
        list(&pod["containers"]).len(),
        1,
        "{place}: a second container would keep the job from ending"
    );
    self::pod(place, pod, &[]);
}

pub fn stateful_set(place: &str, spec: &Value) {
    assert!(number(&spec["replicas"]) >= 0, "{place}");
    assert!(is_label(spec["serviceName"].as_str().unwrap()), "{place}");
    let labels = spec["template"]["metadata"]["labels"].as_object().unwrap();
    for (key, value) in spec["selector"]["matchLabels"].as_object().unwrap() {
        assert_eq!(labels.get(key), Some(value), "{place}");
    }
    let templates: Vec<Value> = list(&spec["volumeClaimTemplates"])
        .iter()
        .map(|claim| claim["metadata"].clone())
        .collect();
    pod(place, &spec["template"]["spec"], &templates);
}

/// `claims` are volumes that the pod gets beside its own.
fn pod(place: &str, pod: &Value, claims: &[Value]) {
    assert!(
        pod["terminationGracePeriodSeconds"].is_null()
            || number(&pod["terminationGracePeriodSeconds"]) >= 0
    );
    let volumes = [list(&pod["volumes"]), claims].concat();
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
        self::container(place, container, &volumes);
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
