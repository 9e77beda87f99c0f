//! Old and new shapes of the same model: members that older apps lack, members and enum values that nobody has seen
//! yet.

use serde_json::{Value, json};

use super::prng::Prng;

/// Members that only the newer schema has, and some that older apps never had (JSON pointers).
const NEWER: &[&str] = &[
    "/spec/resources/flavorCount",
    "/spec/scalingStrategy/automatic/cooldownPeriodSeconds",
    "/spec/scalingStrategy/automatic/scaleDownStabilizationWindowSeconds",
    "/spec/scalingStrategy/automatic/scaleUpStabilizationWindowSeconds",
    "/spec/deploymentStrategy",
    "/spec/grpcPort",
    "/spec/livenessProbe",
    "/spec/probe",
    "/status/grpcAddress",
    "/status/infoUrl",
];

/// Members that may be null and otherwise never are (JSON pointers). Their number is odd, so that in 200
/// apps each of them meets every kind of strategy.
const NULLABLE: [&str; 23] = [
    "/spec/command",
    "/spec/defaultHttpPort",
    "/spec/envVars",
    "/spec/labels",
    "/spec/unsecureHttp",
    "/spec/volumes",
    "/status/lastTransitionDate",
    "/status/monitoringUrl",
    "/status/state",
    "/status/url",
    "/status/volumes",
    "/spec/probe/failureThreshold",
    "/spec/probe/initialDelaySeconds",
    "/spec/probe/path",
    "/spec/probe/periodSeconds",
    "/spec/probe/port",
    "/spec/probe/successThreshold",
    "/spec/probe/timeoutSeconds",
    "/spec/deploymentStrategy/maxSurge",
    "/spec/deploymentStrategy/maxUnavailable",
    "/spec/deploymentStrategy/progressDeadlineSeconds",
    "/spec/deploymentStrategy/terminationGracePeriodSeconds",
    "/spec/scalingStrategy/automatic/replicasMin",
];

/// Gives a document of the newest shape an older or a newer one, at times.
pub(super) fn shape(prng: &Prng, document: &mut Value) {
    // One app takes one of the two: what is to be null must not have been taken away.
    if prng.is_turn(7, 3) && !prng.is_turn(4, 2) {
        for pointer in NEWER {
            remove(document, pointer);
        }
    }
    if prng.is_turn(4, 2)
        && let Some(member) = document.pointer_mut(prng.turn::<&str>(&NULLABLE, 4))
    {
        *member = Value::Null;
    }
    if prng.is_turn(5, 1) {
        drop_nulls(document);
    }
    if prng.is_turn(19, 7) {
        unknown_member(prng, document);
    }
    // Not where the info codes take their turns: each must appear.
    if prng.is_turn(23, 11) && !prng.is_turn(3, 2) {
        unknown_value(prng, document);
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(parent) = document.pointer_mut(parent).and_then(Value::as_object_mut) {
        parent.remove(name);
    }
}

/// A server that leaves null members out instead of writing them.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, member| !member.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn unknown_member(prng: &Prng, document: &mut Value) {
    let places = [
        "",
        "/spec",
        "/spec/resources",
        "/spec/scalingStrategy/automatic",
        "/spec/volumes/0",
        "/status",
    ];
    let value = json!({"enabled": true, "limit": 12.5, "note": null, "list": ["no", "~"]});
    let place = prng.turn::<&str>(&places, 19);
    if let Some(Value::Object(parent)) = document.pointer_mut(place) {
        parent.insert("memberOfTomorrow".into(), value);
    } else {
        document["spec"]["memberOfTomorrow"] = value;
    }
}

fn unknown_value(prng: &Prng, document: &mut Value) {
    let places = [
        ("/status/state", "HIBERNATING"),
        ("/status/info/code", "APP_OF_TOMORROW"),
        ("/spec/volumes/0/permission", "APPEND"),
        ("/spec/scalingStrategy/automatic/resourceType", "GPU"),
        (
            "/spec/scalingStrategy/automatic/customMetrics/format",
            "CBOR",
        ),
    ];
    let (pointer, value) = *prng.turn(&places, 23);
    match document.pointer_mut(pointer) {
        Some(place) if place.is_string() => *place = value.into(),
        _ => document["status"]["info"]["code"] = "APP_OF_TOMORROW".into(),
    }
}
