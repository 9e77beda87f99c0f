//! What each changing call changes, and what it leaves alone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, settled, start, stepwise};

#[tokio::test]
async fn an_update_is_a_patch_and_its_variables_are_a_patch_too() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("text-classifier"))
        .unwrap();
    let before = sandbox.app(&id).unwrap();
    let body = json!({
        "url": "registry.example.com/ml/text-classifier:1.5.0",
        "envVars": [{"name": "LOG_LEVEL", "value": null}, {"name": "NEW", "value": "1"}, {"name": "OLD_FLAG", "value": ""}],
        "command": [],
        "cpu": 3,
        "flavor": "ai1-1-cpu",
        "probe": {"path": "/ready", "port": 8080, "timeoutSeconds": 2},
        "deploymentStrategy": {"maxSurge": "1", "maxUnavailable": "0", "terminationGracePeriodSeconds": 60},
        "grpcPort": 9000,
        "livenessProbe": null,
    });
    let answer = client.put(&format!("/app/{id}"), body).await.ok();
    let after = sandbox.app(&id).unwrap();
    assert_eq!(answer["spec"], after["spec"]);
    let spec = &after["spec"];
    assert_eq!(
        spec["image"],
        "registry.example.com/ml/text-classifier:1.5.0"
    );
    assert_eq!(spec["command"], json!([]));
    let variables =
        json!([{"name": "MODEL_DIR", "value": "/workspace/model"}, {"name": "NEW", "value": "1"}]);
    assert_eq!(spec["envVars"], variables);
    assert_eq!(
        (&spec["resources"]["cpu"], &spec["resources"]["flavorCount"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(spec["resources"]["memory"], 3_i64 * 4_294_967_296);
    assert_eq!(spec["probe"]["timeoutSeconds"], 2);
    assert_eq!(spec["probe"]["failureThreshold"], 3);
    assert_eq!(spec["deploymentStrategy"]["progressDeadlineSeconds"], 600);
    for kept in [
        "livenessProbe",
        "volumes",
        "labels",
        "scalingStrategy",
        "unsecureHttp",
        "name",
        "region",
    ] {
        assert_eq!(spec[kept], before["spec"][kept], "{kept}");
    }
    assert_eq!(
        after["status"]["grpcAddress"],
        format!("{id}.app-grpc.gra.ai.cloud.ovh.net:443")
    );
    assert_eq!(after["status"]["state"], "RUNNING");
}

#[tokio::test]
async fn an_update_rolls_a_running_app_and_leaves_a_stopped_one_stopped() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let running = sandbox.with_apps(|apps| apps.id_of("orders-api")).unwrap();
    let answer = client
        .put(&format!("/app/{running}"), json!({"defaultHttpPort": 9090}))
        .await
        .ok();
    assert_eq!(answer["status"]["state"], "SCALING");
    assert_eq!(
        answer["status"]["availableReplicas"], 3,
        "the old replicas serve while the new ones start"
    );
    sandbox.advance(Duration::from_secs(600));
    assert_eq!(sandbox.app(&running).unwrap()["status"]["state"], "RUNNING");

    let stopped = sandbox.with_apps(|apps| apps.id_of("brave-otter")).unwrap();
    let answer = client
        .put(&format!("/app/{stopped}"), json!({"defaultHttpPort": 9090}))
        .await
        .ok();
    assert_eq!(
        (
            &answer["status"]["state"],
            &answer["spec"]["defaultHttpPort"]
        ),
        (&json!("STOPPED"), &json!(9090))
    );
}

#[tokio::test]
async fn updates_that_break_a_rule_change_nothing() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("text-classifier"))
        .unwrap();
    let before = sandbox.app(&id).unwrap();
    for (body, member) in [
        (json!({"cpu": 99}), "resources"),
        (json!({"gpu": 1}), "resources"),
        (json!({"cpu": 1, "gpu": 1}), "resources"),
        (json!({"flavor": "ai9"}), "resources"),
        (json!({"flavorCount": 2}), "flavorCount"),
        (json!({"name": "other"}), "name"),
        (json!({"volumes": []}), "volumes"),
        (json!({"unsecureHttp": true}), "unsecureHttp"),
        (json!({"url": ""}), "url"),
        (json!({"probe": {"path": "x"}}), "probe.path"),
        (
            json!({"livenessProbe": {"successThreshold": 2}}),
            "livenessProbe.successThreshold",
        ),
        (json!({"envVars": [{"value": "x"}]}), "envVars[0].name"),
        (json!({"defaultHttpPort": 0}), "defaultHttpPort"),
    ] {
        let message = client
            .put(&format!("/app/{id}"), body.clone())
            .await
            .refused(400, "Client::BadRequest");
        assert!(
            message.starts_with(&format!("[{member}]")),
            "{body}: {message}"
        );
    }
    assert_eq!(sandbox.app(&id).unwrap(), before);
    client
        .put("/app/nobody", json!({"cpu": 1}))
        .await
        .refused(404, "Client::NotFound");
}

#[tokio::test]
async fn a_flavor_can_change_and_keeps_the_count() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("fraud-scorer"))
        .unwrap();
    let spec = client
        .put(&format!("/app/{id}"), json!({"flavor": "h100-1-gpu"}))
        .await
        .ok()["spec"]
        .take();
    let resources = &spec["resources"];
    assert_eq!(
        (&resources["gpu"], &resources["gpuModel"], &resources["cpu"]),
        (&json!(2), &json!("H100"), &json!(56))
    );
}

#[tokio::test]
async fn the_image_call_changes_the_image_only() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("text-classifier"))
        .unwrap();
    let before = sandbox.app(&id).unwrap();
    let path = format!("/app/{id}/image");
    let answer = client
        .put(
            &path,
            json!({"url": "registry.example.com/ml/text-classifier:1.5.1"}),
        )
        .await
        .ok();
    assert_eq!(answer, json!({"message": "Image updated"}));
    let mut expected = before["spec"].clone();
    expected["image"] = "registry.example.com/ml/text-classifier:1.5.1".into();
    assert_eq!(sandbox.app(&id).unwrap()["spec"], expected);
    client
        .put(&path, json!({}))
        .await
        .refused(400, "Client::BadRequest");
    client
        .put(&path, json!({"url": "two words"}))
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn labels_are_set_and_deleted_one_by_one_and_the_platforms_own_stay() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("text-classifier"))
        .unwrap();
    let path = format!("/app/{id}/label");
    assert_eq!(
        client
            .put(&path, json!({"name": "env", "value": "staging"}))
            .await
            .ok(),
        Value::Null
    );
    assert_eq!(
        client
            .put(&path, json!({"name": "empty", "value": ""}))
            .await
            .ok(),
        Value::Null
    );
    assert_eq!(
        client
            .put(&path, json!({"name": "team", "value": null}))
            .await
            .ok(),
        Value::Null
    );
    assert_eq!(
        client.put(&path, json!({"name": "never-there"})).await.ok(),
        Value::Null
    );
    let expected = json!({"env": "staging", "empty": "", "ovh/id": id, "ovh/type": "app"});
    let app = sandbox.app(&id).unwrap();
    assert_eq!(app["spec"]["labels"], expected);
    assert_eq!(app["status"]["state"], "RUNNING", "labels roll nothing");
    for body in [
        json!({"name": "ovh/id", "value": "x"}),
        json!({"name": "ovh/type"}),
        json!({"value": "x"}),
    ] {
        client
            .put(&path, body)
            .await
            .refused(400, "Client::BadRequest");
    }
    assert_eq!(sandbox.app(&id).unwrap()["spec"]["labels"], expected);
}

#[tokio::test]
async fn a_scaling_strategy_is_replaced_as_a_whole() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("text-classifier"))
        .unwrap();
    let path = format!("/app/{id}/scalingstrategy");
    assert_eq!(
        client
            .put(&path, json!({"fixed": {"replicas": 3}}))
            .await
            .ok(),
        Value::Null
    );
    let app = sandbox.app(&id).unwrap();
    assert_eq!(
        app["spec"]["scalingStrategy"],
        json!({"automatic": null, "fixed": {"replicas": 3}})
    );
    assert_eq!(app["status"]["availableReplicas"], 3);

    client
        .put(
            &path,
            json!({"automatic": {"replicasMin": 0, "replicasMax": 2, "resourceType": "RAM"}}),
        )
        .await
        .ok();
    let strategy = sandbox.app(&id).unwrap()["spec"]["scalingStrategy"].take();
    assert_eq!(strategy["fixed"], Value::Null);
    let automatic = &strategy["automatic"];
    assert_eq!(
        (
            &automatic["averageUsageTarget"],
            &automatic["cooldownPeriodSeconds"]
        ),
        (&json!(75), &json!(300))
    );
    client
        .put(&path, json!({}))
        .await
        .refused(400, "Client::BadRequest");
    client
        .put(&path, json!({"fixed": {"replicas": 0}}))
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn a_sleeping_app_wakes_when_it_may_not_sleep_any_more() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let id = sandbox.with_apps(|apps| apps.id_of("nightly-ocr")).unwrap();
    client
        .put(&format!("/app/{id}"), json!({"defaultHttpPort": 81}))
        .await
        .ok();
    assert_eq!(sandbox.app(&id).unwrap()["status"]["state"], "STANDBY");
    client
        .put(
            &format!("/app/{id}/scalingstrategy"),
            json!({"fixed": {"replicas": 2}}),
        )
        .await
        .ok();
    assert_eq!(sandbox.app(&id).unwrap()["status"]["state"], "SCALING");
    sandbox.advance(Duration::from_secs(600));
    let app = sandbox.app(&id).unwrap();
    assert_eq!(
        (&app["status"]["state"], &app["status"]["availableReplicas"]),
        (&json!("RUNNING"), &json!(2))
    );
}
