//! A spec as `ovhai` command.

use serde_json::{Value, json};

use crate::client::{Client, settled, start};

#[tokio::test]
async fn the_sample_spec_gives_the_sample_command() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let body: Value = serde_json::from_str(include_str!("bodies/autoscale-volumes.json")).unwrap();
    let command = client.post("/app/command", body).await.ok()["command"].take();
    let expected = "ovhai app run registry.example.com/ml/text-classifier:1.4.2 --name text-classifier \
        --flavor ai1-1-cpu --cpu 2 --auto-min-replicas 2 --auto-max-replicas 6 --auto-resource-type CPU \
        --auto-resource-usage-threshold 75 --env MODEL_DIR=/workspace/model --env LOG_LEVEL=info --label env=prod \
        --label team=nlp --volume prod-models@models-s3/text-classifier/v3/:/workspace/model:ro:cache \
        --volume https://git.example.com/acme/rules.git:/workspace/rules:ro --probe-path /health --probe-port 8080 \
        -- uvicorn main:app --host 0.0.0.0 --port 8080";
    // Labels are a map without an order of its own; the sample has them the other way round.
    let swapped = expected.replace(
        "--label env=prod --label team=nlp",
        "--label team=nlp --label env=prod",
    );
    assert!(command == expected || command == swapped, "{command}");
    assert_eq!(
        sandbox.with_apps(|apps| apps.len()),
        13,
        "a command made an app"
    );
}

#[tokio::test]
async fn every_strategy_and_switch_has_its_flag_and_words_are_quoted() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let body = json!({
        "image": "a/b:1",
        "region": "GRA",
        "resources": {"flavor": "l4-1-gpu", "gpu": 2},
        "defaultHttpPort": 80,
        "grpcPort": 9000,
        "unsecureHttp": true,
        "command": ["sh", "-c", "echo 'hi' \"$X\""],
        "volumes": [{"mountPath": "/a", "permission": "RWD", "region": "GRA", "container": "c"}],
        "scalingStrategy": {"automatic": {
            "replicasMin": 0,
            "replicasMax": 4,
            "cooldownPeriodSeconds": 60,
            "scaleUpStabilizationWindowSeconds": 5,
            "customMetrics": {
                "apiUrl": "http://<SELF>:6000/m",
                "format": "PROMETHEUS",
                "valueLocation": "waiting",
                "targetValue": 8.5,
                "aggregationType": "MAX",
            },
        }},
    });
    let command = client.post("/app/command", body).await.ok()["command"]
        .as_str()
        .unwrap()
        .to_owned();
    for flag in [
        "--flavor l4-1-gpu --gpu 2",
        "--auto-min-replicas 0 --auto-max-replicas 4",
        "--auto-custom-api-url 'http://<SELF>:6000/m'",
        "--auto-custom-metric-format PROMETHEUS",
        "--auto-custom-value-location waiting",
        "--auto-custom-target-value 8.5",
        "--auto-custom-metric-aggregation-type MAX",
        "--auto-scale-up-stabilization-window-seconds 5",
        "--auto-cooldown-period-seconds 60",
        "--volume c@GRA:/a:rwd",
        "--default-http-port 80",
        "--grpc-port 9000",
        "--unsecure-http",
        r#"-- sh -c 'echo '\''hi'\'' "$X"'"#,
    ] {
        assert!(command.contains(flag), "{flag} is not in {command}");
    }
    assert!(
        !command.contains("--name") && !command.contains("--replicas"),
        "{command}"
    );
    let mut fixed =
        json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu"}});
    fixed["scalingStrategy"] = json!({"fixed": {"replicas": 3}});
    let command = client.post("/app/command", fixed).await.ok()["command"].take();
    assert_eq!(
        command,
        "ovhai app run a/b:1 --flavor ai1-1-cpu --cpu 1 --replicas 3"
    );
    client
        .post("/app/command", json!({"region": "GRA"}))
        .await
        .refused(400, "Client::BadRequest");
}

/// `examples/job.create-request.json` and `examples/notebook.create-request.json`, with more said.
#[tokio::test]
async fn jobs_and_notebooks_are_told_as_commands_too() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let job = json!({
        "name": "train-done", "region": "GRA", "image": "registry.example.com/ml/train:3.2",
        "command": ["bash", "-c", "python train.py --epochs 20"], "envVars": [{"name": "WANDB_MODE", "value": "offline"}],
        "resources": {"flavor": "ai1-1-gpu", "flavorCount": 1}, "timeout": 86400, "timeoutAutoRestart": true,
        "labels": {"experiment": "base line"}, "sshPublicKeys": ["ssh-ed25519 AAAAinvented"], "grpcPort": 9000, "readUser": "mia",
        "volumes": [{"mountPath": "/workspace/data", "permission": "RO", "cache": true,
            "volumeSource": {"dataStore": {"alias": "GRA", "container": "datasets", "prefix": "images/"}}}],
    });
    let expected = "ovhai job run registry.example.com/ml/train:3.2 --name train-done --flavor ai1-1-gpu --gpu 1 \
        --env WANDB_MODE=offline --label 'experiment=base line' \
        --volume datasets@GRA/images/:/workspace/data:ro:cache --grpc-port 9000 --timeout 86400s \
        --ssh-public-keys 'ssh-ed25519 AAAAinvented' --read-user mia -- bash -c 'python train.py --epochs 20'";
    let command = client.post("/job/command", job).await.ok();
    assert_eq!(command, json!({"command": expected}));
    let small = json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu"}});
    assert_eq!(
        client.post("/job/command", small).await.ok(),
        json!({"command": "ovhai job run a/b:1 --flavor ai1-1-cpu --cpu 1"})
    );
    let notebook = json!({
        "name": "exploration", "region": "GRA",
        "env": {"frameworkId": "pytorch", "editorId": "jupyterlab", "frameworkVersion": "pytorch2.4.0-py312-cuda12.4"},
        "envVars": [{"name": "HF_HOME", "value": "/workspace/.cache"}], "resources": {"flavor": "l4-1-gpu", "flavorCount": 1},
        "labels": {"team": "nlp"}, "timeoutAutoRestart": true, "unsecureHttp": true,
        "volumes": [{"mountPath": "/workspace/data", "permission": "RW", "cache": false,
            "volumeSource": {"dataStore": {"alias": "GRA", "container": "datasets"}}}],
    });
    let expected = "ovhai notebook run pytorch jupyterlab --framework-version pytorch2.4.0-py312-cuda12.4 --name exploration \
        --flavor l4-1-gpu --gpu 1 --envvar HF_HOME=/workspace/.cache --label team=nlp \
        --volume datasets@GRA:/workspace/data:rw --restart-on-timeout --unsecure-http";
    let command = client.post("/notebook/command", notebook).await.ok();
    assert_eq!(command, json!({"command": expected}));
    assert_eq!(sandbox.with_jobs(|jobs| jobs.len()), 5, "nothing was made");
}
