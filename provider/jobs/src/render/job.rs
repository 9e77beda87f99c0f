//! The two objects of every transfer.

use serde_json::{Map, Value, json};

use ovhai_model::Digest;

use super::{ASKED, EXPORT, Objects, Pods, Settings, TRANSFER};

/// Where pods find what they read.
const READ: &str = "/transfer";
/// Where they write what nobody keeps.
const SCRATCH: &str = "/scratch";
const AUTHORITIES: &str = "/authorities";
/// Where they say what came of it; Kubernetes keeps 4 KiB of it.
const RESULT: &str = "/dev/termination-log";
/// Nobody in particular, and not root.
const USER: u32 = 65532;
/// Tries of a shard after the first.
const RETRIES: u32 = 2;

pub(super) fn objects(settings: &Settings, mut pods: Pods) -> Objects {
    let name = settings.name();
    let labels = json!({
        "app.kubernetes.io/managed-by": "ovhai-exit",
        "app.kubernetes.io/component": format!("{}-transfer", settings.kind),
        TRANSFER: name,
    });
    pods.asked.push_str(&format!("\nimage {}", settings.image));
    let asked = Digest::of(pods.asked.as_bytes()).to_string();
    let metadata = json!({
        "name": name,
        "namespace": settings.namespace,
        "labels": labels,
        "annotations": { EXPORT: settings.export, ASKED: asked },
    });
    if !settings.authorities.is_empty() {
        let all = settings.authorities.join("\n");
        pods.files.insert("authorities.pem".to_owned(), all);
    }
    let mut config_metadata = metadata.clone();
    config_metadata["annotations"] = json!({ EXPORT: settings.export });
    Objects {
        config_map: json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": config_metadata,
            "data": pods.files,
        }),
        job: json!({
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": metadata,
            "spec": {
                "completionMode": "Indexed",
                "completions": pods.shards,
                "parallelism": settings.parallel.clamp(1, pods.shards.max(1)),
                "backoffLimitPerIndex": RETRIES,
                // One shard's end is not the others'.
                "maxFailedIndexes": pods.shards,
                "ttlSecondsAfterFinished": settings.kept_for,
                "podFailurePolicy": { "rules": failures(&pods.hopeless) },
                "template": {
                    "metadata": { "labels": labels },
                    "spec": pod(settings, &name, &pods),
                },
            },
        }),
        shards: pods.shards,
        namespace: settings.namespace.clone(),
        export: settings.export.clone(),
        asked,
        name,
    }
}

fn failures(hopeless: &[i32]) -> Value {
    // What a drained node or a preempting pod ends has not failed.
    let mut rules = vec![json!({
        "action": "Ignore",
        "onPodConditions": [{ "type": "DisruptionTarget", "status": "True" }],
    })];
    if !hopeless.is_empty() {
        rules.push(json!({
            "action": "FailIndex",
            "onExitCodes": { "containerName": "copy", "operator": "In", "values": hopeless },
        }));
    }
    Value::Array(rules)
}

fn pod(settings: &Settings, name: &str, pods: &Pods) -> Value {
    let mut volumes = vec![
        json!({ "name": "transfer", "configMap": { "name": name } }),
        json!({ "name": "scratch", "emptyDir": {} }),
    ];
    let mut mounts = vec![
        json!({ "name": "transfer", "mountPath": READ, "readOnly": true }),
        json!({ "name": "scratch", "mountPath": SCRATCH }),
    ];
    let mut environment = vec![
        json!({ "name": "HOME", "value": SCRATCH }),
        json!({ "name": "RESULT", "value": RESULT }),
        json!({ "name": "SCRATCH", "value": SCRATCH }),
    ];
    if !settings.authorities.is_empty() {
        let items = json!([{ "key": "authorities.pem", "path": "authorities.pem" }]);
        volumes
            .push(json!({ "name": "authorities", "configMap": { "name": name, "items": items } }));
        mounts.push(json!({ "name": "authorities", "mountPath": AUTHORITIES, "readOnly": true }));
        // Both copiers are written in Go, which reads this folder beside the system's file.
        environment.push(json!({ "name": "SSL_CERT_DIR", "value": AUTHORITIES }));
    }
    environment.extend(pods.environment.iter().cloned());
    for (volume, path, is_read_only) in &pods.volumes {
        volumes.push(volume.clone());
        let mut mount = json!({ "name": volume["name"], "mountPath": path });
        if *is_read_only {
            mount["readOnly"] = json!(true);
        }
        mounts.push(mount);
    }
    let resources = json!({ "cpu": settings.cpu, "memory": settings.memory });
    let mut security = json!({
        "runAsNonRoot": true,
        "runAsUser": USER,
        "runAsGroup": USER,
        "seccompProfile": { "type": "RuntimeDefault" },
    });
    if pods.is_on_one_node {
        security["fsGroup"] = json!(USER);
        // A large volume's files would be walked through at each start otherwise.
        security["fsGroupChangePolicy"] = json!("OnRootMismatch");
    }
    let mut spec = Map::new();
    let mut set = |name: &str, value: Value| spec.insert(name.to_owned(), value);
    set("restartPolicy", json!("Never"));
    set("automountServiceAccountToken", json!(false));
    set("enableServiceLinks", json!(false));
    set("securityContext", security);
    set("volumes", Value::Array(volumes));
    set(
        "containers",
        json!([{
            "name": "copy",
            "image": settings.image,
            "command": ["/bin/sh", pods.script],
            "workingDir": READ,
            "env": environment,
            "volumeMounts": mounts,
            "resources": { "requests": resources, "limits": resources },
            "terminationMessagePath": RESULT,
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "securityContext": {
                "allowPrivilegeEscalation": false,
                "readOnlyRootFilesystem": true,
                "capabilities": { "drop": ["ALL"] },
            },
        }]),
    );
    if let Some(account) = &settings.service_account {
        set("serviceAccountName", json!(account));
    }
    if let Some(secret) = &settings.pull_secret {
        set("imagePullSecrets", json!([{ "name": secret }]));
    }
    if !settings.node_selector.is_empty() {
        set("nodeSelector", json!(settings.node_selector));
    }
    if !settings.tolerations.is_empty() {
        set("tolerations", tolerations(settings));
    }
    if pods.is_on_one_node {
        set(
            "affinity",
            json!({ "podAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": [{
                "labelSelector": { "matchLabels": { TRANSFER: name } },
                "topologyKey": "kubernetes.io/hostname",
            }] } }),
        );
    }
    Value::Object(spec)
}

fn tolerations(settings: &Settings) -> Value {
    let all = settings.tolerations.iter().map(|one| {
        let mut toleration = json!({
            "operator": if one.value.is_some() { "Equal" } else { "Exists" },
        });
        let members = [
            ("key", Some(&one.key).filter(|key| !key.is_empty())),
            ("value", one.value.as_ref()),
            ("effect", one.effect.as_ref()),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                toleration[name] = json!(value);
            }
        }
        toleration
    });
    all.collect()
}
