//! Specs: every member, every strategy, every flavor of the region.

use serde_json::{Map, Value, json};

use super::prng::Prng;
use super::{volumes, words};
use crate::capabilities::{Capabilities, Region};
use crate::spec::totals;

/// The spec of app `id`, in the newest shape.
pub(super) fn spec(prng: &mut Prng, id: &str, project: &str) -> Value {
    let regions = &Capabilities::built_in().regions;
    let region = prng.turn(regions, 1);
    let (image, partner) = image(prng, region, project);
    let mut labels: Map<String, Value> = words::labels(prng)
        .into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    labels.insert("ovh/id".into(), id.into());
    labels.insert("ovh/type".into(), "app".into());
    let variables = prng.below(6);
    let variables: Vec<Value> = (0..variables)
        .map(|at| {
            let (name, value) = words::variable(prng, at);
            json!({"name": name, "value": value})
        })
        .collect();
    let port = *prng.pick(&[8080, 80, 443, 3000, 8501, 65535, 1]);
    json!({
        "command": words::command(prng),
        "defaultHttpPort": port,
        "deploymentStrategy": rollout(prng),
        "envVars": variables,
        "grpcPort": prng.is_turn(4, 2).then_some(9000),
        "image": image,
        "labels": labels,
        "livenessProbe": prng.is_turn(3, 1).then(|| probe(prng, port, true)),
        "name": words::name(prng),
        "partnerId": partner,
        "probe": prng.is_turn(2, 0).then(|| probe(prng, port, false)),
        "region": region.id,
        "resources": resources(prng, region),
        "scalingStrategy": scaling(prng),
        "unsecureHttp": prng.one_in(3),
        "volumes": volumes::volumes(prng),
    })
}

fn image(prng: &mut Prng, region: &Region, project: &str) -> (String, Value) {
    if prng.is_turn(9, 4) && !region.app_images.is_empty() {
        let entry = prng.pick(&region.app_images);
        let version = entry["versions"]
            .as_array()
            .and_then(|versions| versions.first());
        let (id, version) = (entry["id"].as_str(), version.and_then(Value::as_str));
        let image = format!("{}:{}", id.unwrap_or_default(), version.unwrap_or_default());
        return (image, entry["partnerId"].clone());
    }
    (words::image(prng, &region.id, project), Value::Null)
}

/// Any flavor of the region, any count it allows.
pub(super) fn resources(prng: &mut Prng, region: &Region) -> Value {
    let flavor = prng.turn(&region.flavors, 2);
    let count = prng.between(1, flavor.max);
    totals(flavor, count)
}

fn rollout(prng: &mut Prng) -> Value {
    if prng.is_turn(4, 1) {
        return Value::Null;
    }
    let amounts = ["25%", "1", "100%", "0", "3"];
    let surge = *prng.pick(&amounts);
    let unavailable = if surge == "0" {
        "1"
    } else {
        *prng.pick(&amounts)
    };
    json!({
        "maxSurge": surge,
        "maxUnavailable": unavailable,
        "progressDeadlineSeconds": prng.pick(&[600, 60, 3600]),
        "terminationGracePeriodSeconds": prng.pick(&[30, 0, 900]),
    })
}

fn probe(prng: &mut Prng, port: i64, liveness: bool) -> Value {
    json!({
        "failureThreshold": prng.between(1, 9),
        "initialDelaySeconds": prng.between(0, 120),
        "path": prng.pick(&["/", "/health", "/a%20b?full=1&x=#y", "/é", "/{{ x }}"]),
        "periodSeconds": prng.between(1, 60),
        "port": prng.pick(&[port, 9090]),
        "successThreshold": if liveness { 1 } else { prng.between(1, 3) },
        "timeoutSeconds": prng.between(1, 30),
    })
}

fn scaling(prng: &mut Prng) -> Value {
    let (low, high) = (prng.between(1, 3), prng.between(3, 10));
    match prng.turn(&[0, 1, 2, 3, 4, 5, 6, 7], 1) {
        0 | 5 => json!({"automatic": null, "fixed": {"replicas": prng.between(1, 10)}}),
        1 => json!({"automatic": automatic(prng, low, high, None), "fixed": null}),
        2 => json!({"automatic": automatic(prng, low, high, Some("CPU")), "fixed": null}),
        3 => json!({"automatic": automatic(prng, low, high, Some("RAM")), "fixed": null}),
        4 => json!({"automatic": automatic(prng, 0, high, Some("CPU")), "fixed": null}),
        6 => Value::Null,
        _ => json!({"automatic": automatic(prng, 0, 100, None), "fixed": null}),
    }
}

fn automatic(prng: &mut Prng, min: i64, max: i64, resource: Option<&str>) -> Value {
    let custom = resource.is_none().then(|| {
        json!({
            "aggregationType": prng.turn(&["AVERAGE", "MAX", "MIN", "SUM"], 4),
            "apiUrl": prng.pick(&[
                "http://<SELF>:6000/metrics",
                "https://metrics.example.com/q?x=1&y={{z}}",
                "https://user:invented-Tr0ub4dor-3@metrics.example.com/",
            ]),
            "format": prng.turn(&["JSON", "PROMETHEUS", "XML", "YAML"], 8),
            "targetValue": prng.pick(&[8.5, 0.5, 100.0, 0.001]),
            "valueLocation": prng.pick(&["requests_waiting", "queues.#(name==\"a\").depth", "a.b.c"]),
        })
    });
    let targeted = resource.is_some();
    json!({
        "averageUsageTarget": targeted.then(|| prng.between(1, 100)),
        "cooldownPeriodSeconds": (min == 0).then(|| prng.between(0, 3600)),
        "customMetrics": custom,
        "replicasMax": max,
        "replicasMin": min,
        "resourceType": resource,
        "scaleDownStabilizationWindowSeconds": prng.pick(&[300, 0, 3600]),
        "scaleUpStabilizationWindowSeconds": prng.pick(&[0, 30, 3600]),
    })
}
