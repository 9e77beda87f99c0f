//! Checking without a cluster: what an API server refuses is found, and what it takes is let through.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovhai_clusters::{Checker, Object, Outcome, Verdict};
use serde_json::{Value, json};

fn check(tree: Value) -> Verdict {
    let object = Object {
        path: "x.yaml".to_owned(),
        source: None,
        tree,
    };
    Checker::new(str::to_owned).check(&object)
}

/// `tree` with the member at `pointer` set, or with null taken out.
fn with(mut tree: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = tree
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("no {parent}"));
    match (parent, value) {
        (Value::Object(members), Value::Null) => {
            members.remove(name).unwrap();
        }
        (Value::Object(members), value) => {
            members.insert(name.to_owned(), value);
        }
        (Value::Array(items), value) => items[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other} has no members"),
    }
    tree
}

fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": "shop", "namespace": "ai", "labels": { "app.kubernetes.io/name": "shop" } },
        "spec": {
            "replicas": 1,
            "selector": { "matchLabels": { "app": "shop" } },
            "template": {
                "metadata": { "labels": { "app": "shop" } },
                "spec": {
                    "securityContext": { "runAsUser": 42420 },
                    "containers": [{
                        "name": "main", "image": "example.com/shop:1",
                        "ports": [{ "name": "http", "containerPort": 8080 }],
                        "env": [{ "name": "A", "value": "b" }, { "name": "B", "valueFrom": { "secretKeyRef": { "name": "s", "key": "k" } } }],
                        "volumeMounts": [{ "name": "data", "mountPath": "/data" }],
                        "resources": { "limits": { "cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1" }, "requests": { "cpu": "500m", "memory": "1Gi", "nvidia.com/gpu": "1" } },
                        "readinessProbe": { "httpGet": { "path": "/", "port": "http" }, "periodSeconds": 5 }
                    }],
                    "volumes": [{ "name": "data", "emptyDir": { "sizeLimit": "1Gi" } }]
                }
            }
        }
    })
}

fn service() -> Value {
    json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "shop" },
        "spec": { "selector": { "app": "shop" }, "ports": [{ "name": "http", "port": 80, "targetPort": "http" }] } })
}

fn ingress() -> Value {
    json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": "shop" }, "spec": { "rules": [
        { "host": "shop.example.com", "http": { "paths": [{ "path": "/", "pathType": "Prefix", "backend": { "service": { "name": "shop", "port": { "name": "http" } } } }] } }] } })
}

fn policy() -> Value {
    json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "shop" }, "spec": {
        "podSelector": {}, "policyTypes": ["Egress"],
        "egress": [{ "to": [{ "ipBlock": { "cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"] } }], "ports": [{ "port": 443, "protocol": "TCP" }] }] } })
}

fn autoscaler() -> Value {
    json!({ "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": { "name": "shop" }, "spec": {
        "minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "shop" },
        "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } } }] } })
}

fn cron_job() -> Value {
    json!({ "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": "nightly" }, "spec": { "schedule": "0 3 * * *", "jobTemplate": { "spec": {
        "template": { "spec": { "restartPolicy": "Never", "containers": [{ "name": "main", "image": "x" }] } } } } } })
}

fn claim() -> Value {
    json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": { "name": "data" },
        "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } } })
}

fn binding() -> Value {
    json!({ "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": { "name": "shop:callers" },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "shop:callers" },
        "subjects": [{ "kind": "ServiceAccount", "name": "shop", "namespace": "ai" }] })
}

fn scaled_object() -> Value {
    json!({ "apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": { "name": "shop" }, "spec": {
        "scaleTargetRef": { "name": "shop" }, "minReplicaCount": 0, "maxReplicaCount": 2,
        "advanced": { "horizontalPodAutoscalerConfig": { "behavior": { "scaleDown": { "stabilizationWindowSeconds": 60 } } } },
        "triggers": [{ "type": "prometheus", "metadata": { "query": "up" } }] } })
}

fn route() -> Value {
    json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": "shop" }, "spec": {
        "parentRefs": [{ "name": "public" }], "hostnames": ["shop.example.com"],
        "rules": [{ "backendRefs": [{ "name": "shop", "port": 80 }], "timeouts": { "request": "0s" } }] } })
}

#[test]
fn what_is_right_is_proven() {
    for object in [
        deployment(),
        service(),
        ingress(),
        policy(),
        autoscaler(),
        cron_job(),
        claim(),
        binding(),
        scaled_object(),
        route(),
        // Servers take numbers for quantities, and null for what is absent.
        with(
            deployment(),
            "/spec/template/spec/containers/0/resources/limits/cpu",
            json!(2),
        ),
        with(
            deployment(),
            "/spec/template/spec/containers/0/tty",
            json!(false),
        ),
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "deny" }, "spec": { "policyTypes": ["Ingress"] } }),
        json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "other" }, "spec": { "type": "ExternalName", "externalName": "a.example.com" } }),
    ] {
        let verdict = check(object.clone());
        assert_eq!(
            verdict.outcome,
            Outcome::Proven,
            "{}: {:?}",
            verdict.object,
            verdict.reasons
        );
    }
}

#[test]
fn what_an_api_server_refuses_is_refused() {
    const CONTAINER: &str = "/spec/template/spec/containers/0";
    let inside = |member: &str| format!("{CONTAINER}/{member}");
    let rows: Vec<(Value, String, Value, &str)> = vec![
        (
            deployment(),
            "/spec/replica".into(),
            json!(1),
            "spec.replica: there is no such field",
        ),
        (
            deployment(),
            "/spec/replicas".into(),
            json!("1"),
            "spec.replicas",
        ),
        (
            deployment(),
            "/spec/replicas".into(),
            json!(-1),
            "spec.replicas: -1 must be at least 0",
        ),
        (
            deployment(),
            "/spec/template/spec/affinity".into(),
            json!({ "podAntiAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": [{ "topologyKey": "a b" }] } }),
            "podAntiAffinity: \"a b\"",
        ),
        (
            deployment(),
            "/spec/selector".into(),
            Value::Null,
            "spec.selector: is required",
        ),
        (
            deployment(),
            "/spec/template/metadata/labels/app".into(),
            json!("other"),
            "does not match the labels",
        ),
        (
            deployment(),
            "/metadata/name".into(),
            json!("Shop"),
            "metadata.name: \"Shop\" must",
        ),
        (
            deployment(),
            "/metadata/name".into(),
            Value::Null,
            "metadata.name: is required",
        ),
        (
            deployment(),
            "/metadata/namespace".into(),
            json!("a.b"),
            "metadata.namespace",
        ),
        (
            deployment(),
            "/metadata/labels/x".into(),
            json!("no spaces"),
            "metadata.labels[x]",
        ),
        (
            deployment(),
            "/metadata/labels/-x".into(),
            json!("y"),
            "metadata.labels[-x]",
        ),
        (
            deployment(),
            "/metadata/resourceVersion".into(),
            json!("1"),
            "is the server's",
        ),
        (
            deployment(),
            "/spec/template/spec/restartPolicy".into(),
            json!("Never"),
            "restartPolicy",
        ),
        (
            deployment(),
            "/spec/strategy".into(),
            json!({ "type": "Recreate", "rollingUpdate": { "maxSurge": 1 } }),
            "rollingUpdate",
        ),
        (
            deployment(),
            "/spec/strategy".into(),
            json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 0, "maxUnavailable": "0%" } }),
            "cannot both be 0",
        ),
        (deployment(), inside("name"), json!("Main"), "containers[0]"),
        (deployment(), inside("image"), json!(""), "image"),
        (
            deployment(),
            inside("ports/0/containerPort"),
            json!(70_000),
            "between 1 and 65535",
        ),
        (
            deployment(),
            inside("ports/0/containerPort"),
            Value::Null,
            "containerPort: is required",
        ),
        (
            deployment(),
            inside("ports/0/name"),
            json!("much-too-long-a-name"),
            "at most 15",
        ),
        (deployment(), inside("env/0/name"), json!("A=B"), "env[0]"),
        (
            deployment(),
            inside("env/1/value"),
            json!("x"),
            "has a value and a source",
        ),
        (
            deployment(),
            inside("env/1/valueFrom/secretKeyRef/key"),
            json!("a/b"),
            "env[1]",
        ),
        (
            deployment(),
            inside("volumeMounts/0/name"),
            json!("gone"),
            "there is no volume \"gone\"",
        ),
        (
            deployment(),
            inside("resources/limits/memory"),
            json!("1GB"),
            "is no quantity",
        ),
        (
            deployment(),
            inside("resources/requests/memory"),
            json!("2Gi"),
            "more than the limit",
        ),
        (
            deployment(),
            inside("resources/limits/nvidia.com~1gpu"),
            json!("2"),
            "",
        ),
        (
            deployment(),
            inside("resources/limits/gpus"),
            json!("1"),
            "no resource of containers",
        ),
        (
            deployment(),
            inside("readinessProbe/tcpSocket"),
            json!({ "port": 1 }),
            "exactly one handler",
        ),
        (
            deployment(),
            inside("livenessProbe"),
            json!({ "tcpSocket": { "port": 1 }, "successThreshold": 2 }),
            "successThreshold",
        ),
        (
            deployment(),
            "/spec/template/spec/volumes/0/configMap".into(),
            json!({ "name": "x" }),
            "several sources",
        ),
        (
            deployment(),
            "/spec/template/spec/containers".into(),
            json!([]),
            "needs a container",
        ),
        (service(), "/spec/ports".into(), json!([]), "needs a port"),
        (
            service(),
            "/spec/ports/0/port".into(),
            json!(0),
            "between 1 and 65535",
        ),
        (
            service(),
            "/spec/ports".into(),
            json!([{ "port": 80 }, { "port": 81 }]),
            "needs a name",
        ),
        (
            service(),
            "/metadata/name".into(),
            json!("1shop"),
            "beginning with a letter",
        ),
        (
            ingress(),
            "/spec/rules/0/host".into(),
            json!("shop_1.example.com"),
            "spec.rules[0]",
        ),
        (
            ingress(),
            "/spec/rules/0/http/paths/0/path".into(),
            json!("x"),
            "begin with /",
        ),
        (
            ingress(),
            "/spec/rules/0/http/paths/0/backend/service/port/number".into(),
            json!(80),
            "one of port.name",
        ),
        (
            policy(),
            "/spec/egress/0/to/0/ipBlock/except".into(),
            json!(["fd00::/8"]),
            "must lie within",
        ),
        (
            policy(),
            "/spec/egress/0/to/0/ipBlock/cidr".into(),
            json!("10.0.0.0"),
            "IP range",
        ),
        (
            policy(),
            "/spec/egress/0/to/0/podSelector".into(),
            json!({}),
            "selectors or an ipBlock",
        ),
        (
            autoscaler(),
            "/spec/minReplicas".into(),
            json!(4),
            "less than minReplicas",
        ),
        (
            autoscaler(),
            "/spec/minReplicas".into(),
            json!(0),
            "Object or External",
        ),
        (
            autoscaler(),
            "/spec/metrics/0/type".into(),
            json!("Pods"),
            "just the member",
        ),
        (
            cron_job(),
            "/spec/schedule".into(),
            json!("daily"),
            "five fields",
        ),
        (
            cron_job(),
            "/spec/jobTemplate/spec/template/spec/restartPolicy".into(),
            json!("Always"),
            "restartPolicy",
        ),
        (claim(), "/spec/accessModes".into(), json!([]), "needs one"),
        (
            claim(),
            "/spec/resources/requests/storage".into(),
            json!("0"),
            "more than 0",
        ),
        (
            binding(),
            "/roleRef/kind".into(),
            json!("Rolle"),
            "roleRef.kind",
        ),
        (
            binding(),
            "/subjects/0/namespace".into(),
            Value::Null,
            "needs its namespace",
        ),
        (
            scaled_object(),
            "/spec/triggers/0/type".into(),
            json!("cpu"),
            "cannot scale from zero",
        ),
        (
            scaled_object(),
            "/spec/triggers/0/metadata/query".into(),
            json!(1),
            "must be a text",
        ),
        (
            scaled_object(),
            "/spec/scaleTargetRef/name".into(),
            Value::Null,
            "is required",
        ),
        (
            scaled_object(),
            "/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDwn".into(),
            json!({}),
            "there is no such field",
        ),
        (
            route(),
            "/spec/rules/0/backendRefs/0/port".into(),
            Value::Null,
            "needs its port",
        ),
        (
            route(),
            "/spec/rules/0/timeouts/request".into(),
            json!("1 hour"),
            "duration",
        ),
    ];
    for (object, pointer, value, wanted) in rows {
        let pointer = pointer.replace("~1", "\u{1}");
        let changed = if pointer.contains('\u{1}') {
            let mut object = object;
            object["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] =
                value.clone();
            object
        } else {
            with(object, &pointer, value.clone())
        };
        let verdict = check(changed);
        let found: Vec<&str> = verdict
            .reasons
            .iter()
            .map(|reason| reason.detail.as_str())
            .collect();
        assert_eq!(verdict.outcome, Outcome::Refused, "{pointer} = {value}");
        assert!(
            found.iter().any(|detail| detail.contains(wanted)),
            "{pointer} = {value}: {found:?}"
        );
    }
}

#[test]
fn what_is_not_known_is_not_proven() {
    for object in [
        json!({ "apiVersion": "example.com/v1", "kind": "Thing", "metadata": { "name": "x" } }),
        json!({ "apiVersion": "apps/v2", "kind": "Deployment", "metadata": { "name": "x" }, "spec": {} }),
        with(route(), "/spec/useDefaultGateways", json!("All")),
    ] {
        let verdict = check(object);
        assert_eq!(verdict.outcome, Outcome::NotProven, "{verdict:?}");
        assert_eq!(verdict.reasons[0].kind.slug, "validation/not-proven");
    }
}

#[test]
fn an_object_that_is_there_twice_is_refused() {
    let mut checker = Checker::new(str::to_owned);
    let mut check = |tree: Value| {
        let object = Object {
            path: "x.yaml".to_owned(),
            source: None,
            tree,
        };
        checker.check(&object).outcome
    };
    assert_eq!(check(deployment()), Outcome::Proven);
    assert_eq!(
        check(with(deployment(), "/metadata/namespace", json!("other"))),
        Outcome::Proven
    );
    assert_eq!(check(deployment()), Outcome::Refused);
}

#[test]
fn anything_can_be_checked_without_a_panic() {
    let odd = [
        json!(null),
        json!([]),
        json!("x"),
        json!(-1),
        json!({ "x": [1, {}] }),
        json!(1e300),
    ];
    for object in [
        deployment(),
        service(),
        ingress(),
        policy(),
        autoscaler(),
        cron_job(),
        claim(),
        binding(),
        scaled_object(),
        route(),
    ] {
        let mut pointers = vec![String::new()];
        while let Some(pointer) = pointers.pop() {
            let here = object.pointer(&pointer).unwrap();
            match here {
                Value::Object(members) => pointers.extend(
                    members
                        .keys()
                        .map(|name| format!("{pointer}/{}", name.replace('/', "~1"))),
                ),
                Value::Array(items) => {
                    pointers.extend((0..items.len()).map(|index| format!("{pointer}/{index}")))
                }
                _ => {}
            }
            for value in &odd {
                let mut changed = object.clone();
                *changed.pointer_mut(&pointer).unwrap() = value.clone();
                check(changed);
            }
        }
    }
}
