//! Old and new shapes of the same model: members that older apps lack, members and enum values that nobody has seen
//! yet.

use serde_json::{Value, json};

use super::prng::Prng;

/// How the documents of a kind vary (JSON pointers).
pub(super) struct Shapes {
    /// Members that only the newer schema has, and some that older objects never had.
    newer: &'static [&'static str],
    /// Members that may be null and otherwise never are.
    nullable: &'static [&'static str],
    /// Objects in which a member nobody has seen may turn up.
    places: &'static [&'static str],
    /// Enum values that nobody has seen.
    values: &'static [(&'static str, &'static str)],
}

/// Apps. The number of nullable members is odd, so that in 200 apps each of them meets every kind of strategy.
pub(super) const APP: Shapes = Shapes {
    newer: &[
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
    ],
    nullable: &[
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
    ],
    places: &[
        "",
        "/spec",
        "/spec/resources",
        "/spec/scalingStrategy/automatic",
        "/spec/volumes/0",
        "/status",
    ],
    values: &[
        ("/status/state", "HIBERNATING"),
        ("/status/info/code", "APP_OF_TOMORROW"),
        ("/spec/volumes/0/permission", "APPEND"),
        ("/spec/scalingStrategy/automatic/resourceType", "GPU"),
        (
            "/spec/scalingStrategy/automatic/customMetrics/format",
            "CBOR",
        ),
    ],
};

/// Jobs.
pub(super) const JOB: Shapes = Shapes {
    newer: &[
        "/spec/resources/flavorCount",
        "/spec/grpcPort",
        "/spec/readUser",
        "/spec/shutdown",
        "/spec/timeoutAutoRestart",
        "/status/grpcAddress",
        "/status/infoUrl",
    ],
    nullable: &[
        "/spec/command",
        "/spec/defaultHttpPort",
        "/spec/envVars",
        "/spec/labels",
        "/spec/sshPublicKeys",
        "/spec/timeout",
        "/spec/timeoutAutoRestart",
        "/spec/unsecureHttp",
        "/spec/volumes",
        "/status/lastTransitionDate",
        "/status/monitoringUrl",
        "/status/queuedAt",
        "/status/state",
        "/status/url",
        "/status/volumes",
    ],
    places: &["", "/spec", "/spec/resources", "/spec/volumes/0", "/status"],
    values: &[
        ("/status/state", "HIBERNATING"),
        ("/status/info/code", "JOB_OF_TOMORROW"),
        ("/spec/volumes/0/permission", "APPEND"),
        ("/spec/shutdown", "Hibernate"),
    ],
};

/// Notebooks.
pub(super) const NOTEBOOK: Shapes = Shapes {
    newer: &[
        "/spec/resources/flavorCount",
        "/spec/quantumResources",
        "/spec/shutdown",
        "/spec/flavor",
        "/status/grpcAddress",
        "/status/workspace",
        "/status/lastJobStatus/infoUrl",
    ],
    nullable: &[
        "/spec/env/frameworkVersion",
        "/spec/labels",
        "/spec/shutdown",
        "/spec/sshPublicKeys",
        "/spec/timeoutAutoRestart",
        "/spec/unsecureHttp",
        "/spec/volumes",
        "/status/duration",
        "/status/state",
        "/status/url",
        "/status/volumes",
        "/status/workspace",
        "/status/lastJobStatus/state",
    ],
    places: &["", "/spec", "/spec/env", "/spec/volumes/0", "/status"],
    values: &[
        ("/status/state", "HIBERNATING"),
        ("/status/info/code", "NOTEBOOK_OF_TOMORROW"),
        ("/spec/volumes/0/permission", "APPEND"),
    ],
};

/// Gives a document of the newest shape an older or a newer one, at times.
pub(super) fn shape(prng: &Prng, document: &mut Value, shapes: &Shapes) {
    // One object takes one of the two: what is to be null must not have been taken away.
    if prng.is_turn(7, 3) && !prng.is_turn(4, 2) {
        for pointer in shapes.newer {
            remove(document, pointer);
        }
    }
    if prng.is_turn(4, 2)
        && let Some(member) = document.pointer_mut(prng.turn::<&str>(shapes.nullable, 4))
    {
        *member = Value::Null;
    }
    if prng.is_turn(5, 1) {
        drop_nulls(document);
    }
    if prng.is_turn(19, 7) {
        unknown_member(prng, document, shapes);
    }
    // Not where the info codes take their turns: each must appear.
    if prng.is_turn(23, 11) && !prng.is_turn(3, 2) {
        unknown_value(prng, document, shapes);
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

fn unknown_member(prng: &Prng, document: &mut Value, shapes: &Shapes) {
    let value = json!({"enabled": true, "limit": 12.5, "note": null, "list": ["no", "~"]});
    let place = prng.turn::<&str>(shapes.places, 19);
    if let Some(Value::Object(parent)) = document.pointer_mut(place) {
        parent.insert("memberOfTomorrow".into(), value);
    } else {
        document["spec"]["memberOfTomorrow"] = value;
    }
}

fn unknown_value(prng: &Prng, document: &mut Value, shapes: &Shapes) {
    let (pointer, value) = *prng.turn(shapes.values, 23);
    match document.pointer_mut(pointer) {
        Some(place) if place.is_string() => *place = value.into(),
        _ => {
            if let Some((_, code)) = shapes.values.get(1) {
                document["status"]["info"]["code"] = (*code).into();
            }
        }
    }
}
