//! Every object of every case in the published types of Kubernetes: a misspelt or misplaced field is lost there and so found.

use std::collections::BTreeSet;

use k8s_openapi::api::{
    apps::v1::{Deployment, StatefulSet},
    autoscaling::v2::HorizontalPodAutoscaler,
    batch::v1::{CronJob, Job},
    core::v1::{
        ConfigMap, Namespace, PersistentVolumeClaim, ResourceQuota, Secret, Service, ServiceAccount,
    },
    networking::v1::{Ingress, NetworkPolicy},
    policy::v1::PodDisruptionBudget,
    rbac::v1::{ClusterRoleBinding, Role, RoleBinding},
};
use ovhai_targets::Format;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::load::{self, objects};

#[test]
fn objects_fit_the_published_types() {
    let mut kinds = BTreeSet::new();
    for (case, input) in load::all() {
        for (key, object) in objects(&input.export(Format::Json).tree) {
            kinds.insert(check(&format!("{}/{key}", case.name), &object));
        }
    }
    assert_eq!(kinds.len(), 32, "a builder is not exercised: {kinds:#?}");
}

/// Checks one object against its published type, and returns `apiVersion kind`.
pub fn check(place: &str, object: &Value) -> String {
    let kind = format!(
        "{} {}",
        object["apiVersion"].as_str().unwrap(),
        object["kind"].as_str().unwrap()
    );
    match kind.as_str() {
        "apps/v1 Deployment" => fits::<Deployment>(place, object),
        "apps/v1 StatefulSet" => fits::<StatefulSet>(place, object),
        "batch/v1 CronJob" => fits::<CronJob>(place, object),
        "batch/v1 Job" => fits::<Job>(place, object),
        "autoscaling/v2 HorizontalPodAutoscaler" => {
            fits::<HorizontalPodAutoscaler>(place, object);
        }
        "v1 ConfigMap" => fits::<ConfigMap>(place, object),
        "v1 PersistentVolumeClaim" => fits::<PersistentVolumeClaim>(place, object),
        "v1 ResourceQuota" => fits::<ResourceQuota>(place, object),
        "v1 Secret" => fits::<Secret>(place, object),
        "v1 Namespace" => fits::<Namespace>(place, object),
        "v1 Service" => fits::<Service>(place, object),
        "v1 ServiceAccount" => fits::<ServiceAccount>(place, object),
        "networking.k8s.io/v1 Ingress" => fits::<Ingress>(place, object),
        "networking.k8s.io/v1 NetworkPolicy" => fits::<NetworkPolicy>(place, object),
        "policy/v1 PodDisruptionBudget" => fits::<PodDisruptionBudget>(place, object),
        "rbac.authorization.k8s.io/v1 ClusterRoleBinding" => {
            fits::<ClusterRoleBinding>(place, object);
        }
        "rbac.authorization.k8s.io/v1 RoleBinding" => fits::<RoleBinding>(place, object),
        "rbac.authorization.k8s.io/v1 Role" => fits::<Role>(place, object),
        // Custom resources have no published Rust types; their shapes are checked below.
        "gateway.networking.k8s.io/v1 HTTPRoute" | "gateway.networking.k8s.io/v1 GRPCRoute" => {
            shape(
                place,
                &object["spec"],
                &["parentRefs", "hostnames", "rules"],
                &[],
            );
            let rule = &object["spec"]["rules"][0];
            shape(place, rule, &["backendRefs"], &["timeouts"]);
            shape(
                place,
                &rule["backendRefs"][0],
                &["name", "port"],
                &["namespace"],
            );
            shape(
                place,
                &object["spec"]["parentRefs"][0],
                &["name", "namespace"],
                &["sectionName"],
            );
        }
        "gateway.networking.k8s.io/v1beta1 ReferenceGrant" => {
            shape(place, &object["spec"], &["from", "to"], &[]);
            shape(
                place,
                &object["spec"]["from"][0],
                &["group", "kind", "namespace"],
                &[],
            );
            shape(
                place,
                &object["spec"]["to"][0],
                &["group", "kind", "name"],
                &[],
            );
        }
        "keda.sh/v1alpha1 ScaledObject" => scaled_object(place, &object["spec"]),
        "http.keda.sh/v1alpha1 HTTPScaledObject" => {
            let spec = &object["spec"];
            shape(
                place,
                spec,
                &[
                    "hosts",
                    "scaleTargetRef",
                    "replicas",
                    "scaledownPeriod",
                    "scalingMetric",
                ],
                &[],
            );
            shape(
                place,
                &spec["scaleTargetRef"],
                &["name", "kind", "apiVersion", "service", "port"],
                &[],
            );
            shape(place, &spec["replicas"], &["min", "max"], &[]);
            shape(place, &spec["scalingMetric"], &["concurrency"], &[]);
            let concurrency = &spec["scalingMetric"]["concurrency"];
            shape(place, concurrency, &["targetValue"], &[]);
        }
        "monitoring.coreos.com/v1 PrometheusRule" => {
            shape(place, &object["spec"], &["groups"], &[]);
            let group = &object["spec"]["groups"][0];
            shape(place, group, &["name", "rules"], &[]);
            for rule in group["rules"].as_array().into_iter().flatten() {
                let members = ["alert", "expr", "for", "labels", "annotations"];
                shape(place, rule, &members, &[]);
            }
        }
        "monitoring.coreos.com/v1 PodMonitor" => {
            shape(
                place,
                &object["spec"],
                &["selector", "podMetricsEndpoints"],
                &[],
            );
            fits::<k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector>(
                place,
                &object["spec"]["selector"],
            );
            let endpoint = &object["spec"]["podMetricsEndpoints"][0];
            shape(place, endpoint, &["port", "path", "scheme"], &[]);
        }
        "external-secrets.io/v1 ExternalSecret" => external_secret(place, object),
        "kueue.x-k8s.io/v1beta1 ResourceFlavor" | "kueue.x-k8s.io/v1beta2 ResourceFlavor" => {
            assert!(object["spec"].is_null(), "{place}")
        }
        "kueue.x-k8s.io/v1beta1 LocalQueue" | "kueue.x-k8s.io/v1beta2 LocalQueue" => {
            shape(place, &object["spec"], &["clusterQueue"], &[]);
        }
        "kueue.x-k8s.io/v1beta1 ClusterQueue" | "kueue.x-k8s.io/v1beta2 ClusterQueue" => {
            cluster_queue(place, &object["spec"])
        }
        other => panic!("{place}: no check for {other}"),
    }
    kind
}

fn scaled_object(place: &str, spec: &Value) {
    shape(
        place,
        spec,
        &[
            "scaleTargetRef",
            "minReplicaCount",
            "maxReplicaCount",
            "advanced",
            "triggers",
        ],
        &["cooldownPeriod"],
    );
    shape(place, &spec["scaleTargetRef"], &["name"], &[]);
    // The behaviour of the autoscaler KEDA makes is Kubernetes' own.
    let config = &spec["advanced"]["horizontalPodAutoscalerConfig"];
    shape(place, config, &["behavior"], &[]);
    fits::<k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior>(
        place,
        &config["behavior"],
    );
    let (min, max) = (&spec["minReplicaCount"], &spec["maxReplicaCount"]);
    assert!(
        min.as_i64() >= Some(0) && max.as_i64() >= min.as_i64(),
        "{place}"
    );
    for trigger in spec["triggers"].as_array().unwrap() {
        shape(
            place,
            trigger,
            &["type", "metadata"],
            &["metricType", "authenticationRef"],
        );
        for (name, value) in trigger["metadata"].as_object().unwrap() {
            assert!(value.is_string(), "{place}: {name} is no text");
        }
    }
    let wakes = spec["triggers"]
        .as_array()
        .unwrap()
        .iter()
        .any(|trigger| !matches!(trigger["type"].as_str(), Some("cpu" | "memory")));
    assert!(
        wakes,
        "{place}: KEDA refuses to scale to zero by cpu or memory alone"
    );
}

fn external_secret(place: &str, object: &Value) {
    let spec = &object["spec"];
    shape(
        place,
        spec,
        &["refreshInterval", "secretStoreRef", "target"],
        &["data", "dataFrom"],
    );
    shape(place, &spec["secretStoreRef"], &["name", "kind"], &[]);
    shape(
        place,
        &spec["target"],
        &["name", "creationPolicy"],
        &["template"],
    );
    assert_eq!(
        spec["target"]["name"], object["metadata"]["name"],
        "{place}"
    );
    assert!(
        spec["data"].is_array() != spec["dataFrom"].is_array(),
        "{place}"
    );
    for entry in spec["data"].as_array().into_iter().flatten() {
        shape(place, entry, &["secretKey", "remoteRef"], &[]);
        shape(place, &entry["remoteRef"], &["key", "property"], &[]);
    }
    for entry in spec["dataFrom"].as_array().into_iter().flatten() {
        shape(place, entry, &["extract"], &[]);
        shape(place, &entry["extract"], &["key"], &[]);
    }
}

/// Kueue wants the covered resources in the order of each flavor's.
fn cluster_queue(place: &str, spec: &Value) {
    shape(place, spec, &["namespaceSelector", "resourceGroups"], &[]);
    fits::<k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector>(
        place,
        &spec["namespaceSelector"],
    );
    for group in spec["resourceGroups"].as_array().unwrap() {
        shape(place, group, &["coveredResources", "flavors"], &[]);
        for flavor in group["flavors"].as_array().unwrap() {
            shape(place, flavor, &["name", "resources"], &[]);
            let mut names = Vec::new();
            for resource in flavor["resources"].as_array().unwrap() {
                shape(place, resource, &["name", "nominalQuota"], &[]);
                assert!(resource["nominalQuota"].is_string(), "{place}");
                names.push(resource["name"].clone());
            }
            assert_eq!(group["coveredResources"], Value::Array(names), "{place}");
        }
    }
}

fn fits<T: DeserializeOwned + Serialize>(place: &str, object: &Value) {
    let typed: T = serde_json::from_value(object.clone())
        .unwrap_or_else(|error| panic!("{place}: {error}\n{object:#}"));
    let again = serde_json::to_value(&typed).unwrap();
    assert_eq!(&again, object, "{place}");
}

fn shape(place: &str, value: &Value, required: &[&str], optional: &[&str]) {
    let members: BTreeSet<&str> = value
        .as_object()
        .unwrap_or_else(|| panic!("{place}: {value} is no object"))
        .keys()
        .map(String::as_str)
        .collect();
    for name in required {
        assert!(
            members.contains(name),
            "{place}: {name} is missing in {value}"
        );
    }
    for name in members {
        assert!(
            required.contains(&name) || optional.contains(&name),
            "{place}: {name} does not belong there"
        );
    }
}
