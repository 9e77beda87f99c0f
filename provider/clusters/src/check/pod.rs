//! Pods and their containers.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::Value;

use super::{
    problems::{Problems, count_of, items, members, present},
    quantity::Quantity,
    rules, syntax,
};

/// A pod's spec; `claims` are volumes that a StatefulSet adds.
pub fn check(spec: &Value, path: &str, claims: &[&str], problems: &mut Problems) {
    let mut volumes: BTreeSet<&str> = claims.iter().copied().collect();
    for (index, volume) in items(&spec["volumes"]).iter().enumerate() {
        let path = format!("{path}.volumes[{index}]");
        let name = volume["name"].as_str().unwrap_or_default();
        problems.text(&volume["name"], &path, syntax::label);
        // A claim template takes the place of a volume with its name.
        if !volumes.insert(name) && !claims.contains(&name) {
            problems.add(&path, format!("there is another volume {name:?}"));
        }
        check_volume(volume, &path, problems);
    }
    problems.require(
        !items(&spec["containers"]).is_empty(),
        &format!("{path}.containers"),
        "a pod needs a container",
    );
    let mut names = BTreeSet::new();
    for list in ["initContainers", "containers"] {
        for (index, container) in items(&spec[list]).iter().enumerate() {
            let path = format!("{path}.{list}[{index}]");
            problems.text(&container["name"], &path, syntax::label);
            if !names.insert(container["name"].as_str().unwrap_or_default()) {
                problems.add(&path, "there is another container of this name");
            }
            check_container(container, &path, &volumes, problems);
            if list == "initContainers" && container["restartPolicy"] != "Always" {
                for probe in [
                    "livenessProbe",
                    "readinessProbe",
                    "startupProbe",
                    "lifecycle",
                ] {
                    problems.require(
                        container[probe].is_null(),
                        &format!("{path}.{probe}"),
                        "is only for containers that keep running",
                    );
                }
            }
        }
    }
    for member in [
        "serviceAccountName",
        "priorityClassName",
        "runtimeClassName",
    ] {
        problems.text(
            &spec[member],
            &format!("{path}.{member}"),
            syntax::subdomain,
        );
    }
    problems.number(
        &spec["terminationGracePeriodSeconds"],
        &format!("{path}.terminationGracePeriodSeconds"),
        0..=i64::MAX,
    );
    problems.number(
        &spec["activeDeadlineSeconds"],
        &format!("{path}.activeDeadlineSeconds"),
        1..=i64::from(i32::MAX),
    );
    problems.one_of(
        &spec["dnsPolicy"],
        &format!("{path}.dnsPolicy"),
        &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
    );
    rules::labels(
        &spec["nodeSelector"],
        &format!("{path}.nodeSelector"),
        problems,
    );
    security(
        &spec["securityContext"],
        &format!("{path}.securityContext"),
        problems,
    );
    check_placing(spec, path, problems);
}

fn check_placing(spec: &Value, path: &str, problems: &mut Problems) {
    for (index, constraint) in items(&spec["topologySpreadConstraints"]).iter().enumerate() {
        let path = format!("{path}.topologySpreadConstraints[{index}]");
        problems.number(&constraint["maxSkew"], &path, 1..=i64::MAX);
        problems.one_of(
            &constraint["whenUnsatisfiable"],
            &path,
            &["DoNotSchedule", "ScheduleAnyway"],
        );
        rules::label_selector(&constraint["labelSelector"], &path, problems);
    }
    for (index, toleration) in items(&spec["tolerations"]).iter().enumerate() {
        let path = format!("{path}.tolerations[{index}]");
        problems.one_of(&toleration["operator"], &path, &["Exists", "Equal"]);
        problems.one_of(
            &toleration["effect"],
            &path,
            &["", "NoSchedule", "PreferNoSchedule", "NoExecute"],
        );
        if toleration["operator"] == "Exists" {
            problems.require(
                toleration["value"].as_str().unwrap_or_default().is_empty(),
                &path,
                "takes no value with Exists",
            );
        }
    }
    let away =
        &spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    for term in items(away) {
        let path = format!("{path}.affinity.podAntiAffinity");
        problems.text(&term["topologyKey"], &path, syntax::qualified_name);
    }
    let affinity = &spec["affinity"]["nodeAffinity"];
    let required = &affinity["requiredDuringSchedulingIgnoredDuringExecution"];
    if !required.is_null() {
        let path = format!("{path}.affinity.nodeAffinity");
        let terms = items(&required["nodeSelectorTerms"]);
        problems.require(!terms.is_empty(), &path, "needs nodeSelectorTerms");
        let preferred = items(&affinity["preferredDuringSchedulingIgnoredDuringExecution"]);
        let terms = terms
            .iter()
            .chain(preferred.iter().map(|term| &term["preference"]));
        for expression in terms.flat_map(|term| items(&term["matchExpressions"])) {
            problems.text(&expression["key"], &path, syntax::qualified_name);
            let values = items(&expression["values"]).len();
            match expression["operator"].as_str().unwrap_or_default() {
                "In" | "NotIn" => problems.require(values > 0, &path, "needs values"),
                "Exists" | "DoesNotExist" => {
                    problems.require(values == 0, &path, "takes no values")
                }
                "Gt" | "Lt" => problems.require(values == 1, &path, "takes one value"),
                other => problems.add(&path, format!("{other:?} is no operator of node selectors")),
            }
        }
    }
}

fn check_volume(volume: &Value, path: &str, problems: &mut Problems) {
    let sources: Vec<&str> = present(volume).filter(|name| *name != "name").collect();
    match sources.as_slice() {
        // A volume without source is an emptyDir to the API.
        [] | [_] => {}
        several => problems.add(path, format!("has several sources: {}", several.join(", "))),
    }
    quantity(
        &volume["emptyDir"]["sizeLimit"],
        &format!("{path}.emptyDir.sizeLimit"),
        problems,
    );
    for source in ["configMap", "secret"] {
        let source_path = format!("{path}.{source}");
        problems.number(&volume[source]["defaultMode"], &source_path, 0..=0o777);
        for item in items(&volume[source]["items"]) {
            problems.text(&item["key"], &source_path, syntax::config_key);
            let target = item["path"].as_str().unwrap_or_default();
            problems.require(
                !target.is_empty()
                    && !target.starts_with('/')
                    && !target.split('/').any(|part| part == ".."),
                &source_path,
                "paths of items must be relative and without ..",
            );
        }
    }
    let claim = &volume["ephemeral"]["volumeClaimTemplate"]["spec"];
    if !claim.is_null() {
        super::storage::claim(
            claim,
            &format!("{path}.ephemeral.volumeClaimTemplate.spec"),
            problems,
        );
    }
}

fn check_container(
    container: &Value,
    path: &str,
    volumes: &BTreeSet<&str>,
    problems: &mut Problems,
) {
    match container["image"].as_str() {
        Some(_) => problems.text(&container["image"], &format!("{path}.image"), syntax::image),
        None => problems.add(&format!("{path}.image"), "is required"),
    }
    problems.one_of(
        &container["imagePullPolicy"],
        &format!("{path}.imagePullPolicy"),
        &["Always", "IfNotPresent", "Never"],
    );
    let mut names = BTreeSet::new();
    for (index, port) in items(&container["ports"]).iter().enumerate() {
        let path = format!("{path}.ports[{index}]");
        problems.number(&port["containerPort"], &path, 1..=65_535);
        problems.one_of(&port["protocol"], &path, &["TCP", "UDP", "SCTP"]);
        problems.text(&port["name"], &path, syntax::port_name);
        if let Some(name) = port["name"].as_str()
            && !names.insert(name)
        {
            problems.add(&path, format!("there is another port {name:?}"));
        }
    }
    check_environment(container, path, problems);
    let mut mounted = BTreeSet::new();
    for (index, mount) in items(&container["volumeMounts"]).iter().enumerate() {
        let path = format!("{path}.volumeMounts[{index}]");
        let (name, place) = (
            mount["name"].as_str().unwrap_or_default(),
            mount["mountPath"].as_str().unwrap_or_default(),
        );
        if !volumes.contains(name) {
            problems.add(&path, format!("there is no volume {name:?}"));
        }
        problems.require(!place.is_empty(), &path, "needs mountPath");
        if !mounted.insert(place) {
            problems.add(&path, format!("{place} is mounted twice"));
        }
        let inner = mount["subPath"].as_str().unwrap_or_default();
        problems.require(
            !inner.starts_with('/') && !inner.split('/').any(|part| part == ".."),
            &path,
            "subPath must be relative and without ..",
        );
    }
    resources(
        &container["resources"],
        &format!("{path}.resources"),
        problems,
    );
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        check_probe(
            &container[probe],
            probe,
            &format!("{path}.{probe}"),
            problems,
        );
    }
    security(
        &container["securityContext"],
        &format!("{path}.securityContext"),
        problems,
    );
}

fn check_environment(container: &Value, path: &str, problems: &mut Problems) {
    for (index, variable) in items(&container["env"]).iter().enumerate() {
        let path = format!("{path}.env[{index}]");
        problems.text(&variable["name"], &path, syntax::environment_name);
        let source = &variable["valueFrom"];
        if source.is_null() {
            continue;
        }
        problems.require(
            variable["value"].as_str().unwrap_or_default().is_empty(),
            &path,
            "has a value and a source",
        );
        problems.require(
            present(source).count() == 1,
            &path,
            "must have exactly one source",
        );
        for kind in ["configMapKeyRef", "secretKeyRef"] {
            problems.text(&source[kind]["key"], &path, syntax::config_key);
            problems.text(&source[kind]["name"], &path, syntax::subdomain);
        }
    }
    for (index, source) in items(&container["envFrom"]).iter().enumerate() {
        problems.require(
            count_of(source, &["configMapRef", "secretRef"]) == 1,
            &format!("{path}.envFrom[{index}]"),
            "must have exactly one source",
        );
    }
}

fn check_probe(probe: &Value, name: &str, path: &str, problems: &mut Problems) {
    if probe.is_null() {
        return;
    }
    problems.require(
        count_of(probe, &["exec", "grpc", "httpGet", "tcpSocket"]) == 1,
        path,
        "must have exactly one handler",
    );
    for handler in ["grpc", "httpGet", "tcpSocket"] {
        problems.number(&probe[handler]["port"], path, 1..=65_535);
        problems.text(&probe[handler]["port"], path, syntax::port_name);
    }
    problems.one_of(&probe["httpGet"]["scheme"], path, &["HTTP", "HTTPS"]);
    problems.number(&probe["initialDelaySeconds"], path, 0..=i64::MAX);
    for member in ["timeoutSeconds", "periodSeconds", "failureThreshold"] {
        problems.number(&probe[member], &format!("{path}.{member}"), 0..=i64::MAX);
    }
    if name != "readinessProbe" {
        let path = format!("{path}.successThreshold");
        problems.number(&probe["successThreshold"], &path, 0..=1);
    }
}

fn security(context: &Value, path: &str, problems: &mut Problems) {
    for member in ["runAsUser", "runAsGroup", "fsGroup"] {
        problems.number(
            &context[member],
            &format!("{path}.{member}"),
            0..=i64::from(i32::MAX),
        );
    }
    if context["runAsNonRoot"] == true && context["runAsUser"] == 0 {
        // The API takes it, and the node refuses to start the container.
        problems.add(path, "user 0 is root, and runAsNonRoot is set");
    }
    if context["allowPrivilegeEscalation"] == false && context["privileged"] == true {
        problems.add(path, "privileged containers always may escalate");
    }
    problems.one_of(
        &context["seccompProfile"]["type"],
        path,
        &["RuntimeDefault", "Localhost", "Unconfined"],
    );
}

/// A member that must be a quantity, and not negative.
pub fn quantity(value: &Value, path: &str, problems: &mut Problems) -> Option<Quantity> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let Some(quantity) = Quantity::parse(&text) else {
        problems.add(path, format!("{text:?} is no quantity"));
        return None;
    };
    problems.require(!quantity.is_negative(), path, "must not be negative");
    Some(quantity)
}

fn resources(resources: &Value, path: &str, problems: &mut Problems) {
    let is_extended = |name: &str| name.contains('/') && !name.starts_with("kubernetes.io/");
    let known = ["cpu", "memory", "ephemeral-storage"];
    for list in ["limits", "requests"] {
        for (name, value) in members(&resources[list]) {
            let path = format!("{path}.{list}[{name}]");
            problems.text(&Value::from(name), &path, syntax::qualified_name);
            problems.require(
                known.contains(&name) || name.starts_with("hugepages-") || name.contains('/'),
                &path,
                "is no resource of containers",
            );
            quantity(value, &path, problems);
        }
    }
    for (name, request) in members(&resources["requests"]) {
        let limit = &resources["limits"][name];
        let path = format!("{path}.requests[{name}]");
        if limit.is_null() {
            problems.require(
                !is_extended(name),
                &path,
                "an extended resource needs a limit too",
            );
            continue;
        }
        let mut ignored = Problems::default();
        let (request, limit) = (
            quantity(request, &path, &mut ignored),
            quantity(limit, &path, &mut ignored),
        );
        let order = request
            .zip(limit)
            .and_then(|(request, limit)| request.compare(limit));
        match order {
            Some(Ordering::Greater) => problems.add(&path, "must not be more than the limit"),
            Some(Ordering::Less) if is_extended(name) => {
                problems.add(&path, "an extended resource's request must equal its limit");
            }
            _ => {}
        }
    }
}
