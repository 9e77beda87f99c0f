//! States over time: create, stop, start, delete, sleep, fail.

use std::time::Duration;

use ovh_sandbox::Running;
use serde_json::{Value, json};

use crate::client::{Client, settled, start, stepwise};

fn body() -> Value {
    json!({"image": "ovhcom/ai-examples-hello:1.0", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}})
}

fn step(sandbox: &Running) {
    sandbox.advance(Duration::from_secs(600));
}

async fn states_from(client: &Client, sandbox: &Running, id: &str, steps: usize) -> Vec<String> {
    let mut states = Vec::new();
    for _ in 0..steps {
        let answer = client.get(&format!("/app/{id}")).await;
        if answer.status == 404 {
            states.push("404".into());
        } else {
            states.push(answer.ok()["status"]["state"].as_str().unwrap().to_owned());
        }
        step(sandbox);
    }
    states
}

#[tokio::test]
async fn a_new_app_goes_through_every_state_to_running() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let created = client.post("/app", body()).await.ok();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["status"]["state"], "QUEUED");
    assert_eq!(
        created["status"]["info"],
        json!({"code": "APP_QUEUED", "message": "App is queued"})
    );
    assert_eq!(created["status"]["infoUrl"], Value::Null);
    let states = states_from(&client, &sandbox, id, 5).await;
    assert_eq!(
        states,
        ["QUEUED", "INITIALIZING", "SCALING", "RUNNING", "RUNNING"]
    );
    let app = sandbox.app(id).unwrap();
    let history: Vec<&str> = app["status"]["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["state"].as_str().unwrap())
        .collect();
    assert_eq!(history, ["QUEUED", "INITIALIZING", "SCALING", "RUNNING"]);
    let last = app["status"]["history"].as_array().unwrap().last().unwrap();
    assert_eq!(app["status"]["lastTransitionDate"], last["date"]);
    assert_eq!(app["updatedAt"], last["date"]);
    assert!(app["createdAt"].as_str().unwrap() < app["updatedAt"].as_str().unwrap());
    assert_eq!(app["status"]["availableReplicas"], 1);
    assert_eq!(
        app["status"]["url"],
        format!("https://{id}.app.gra.ai.cloud.ovh.net")
    );
    assert_eq!(
        app["status"]["infoUrl"],
        format!("https://ui.gra.ai.cloud.ovh.net/app/{id}")
    );
    assert!(
        app["status"]["internalServiceIp"]
            .as_str()
            .unwrap()
            .starts_with("10.42.")
    );
}

#[tokio::test]
async fn stop_and_start_keep_id_url_and_spec() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let id = sandbox.with_apps(|apps| apps.id_of("orders-api")).unwrap();
    let before = sandbox.app(&id).unwrap();
    let path = |verb: &str| format!("/app/{id}/{verb}");
    client
        .put(&path("start"), json!({}))
        .await
        .refused(409, "Client::Conflict");
    assert_eq!(client.put(&path("stop"), json!({})).await.ok(), Value::Null);
    client
        .put(&path("stop"), json!({}))
        .await
        .refused(409, "Client::Conflict");
    assert_eq!(
        states_from(&client, &sandbox, &id, 2).await,
        ["STOPPING", "STOPPED"]
    );
    let stopped = sandbox.app(&id).unwrap();
    assert_eq!(stopped["status"]["availableReplicas"], 0);
    assert_eq!(stopped["status"]["internalServiceIp"], Value::Null);
    assert_eq!(stopped["status"]["info"]["code"], "APP_STOPPED");
    client
        .put(&path("stop"), json!({}))
        .await
        .refused(409, "Client::Conflict");
    assert_eq!(
        client.put(&path("start"), json!({})).await.ok(),
        Value::Null
    );
    let states = states_from(&client, &sandbox, &id, 4).await;
    assert_eq!(states, ["QUEUED", "INITIALIZING", "SCALING", "RUNNING"]);
    let after = sandbox.app(&id).unwrap();
    assert_eq!(
        (&after["id"], &after["status"]["url"], &after["spec"]),
        (&before["id"], &before["status"]["url"], &before["spec"])
    );
    assert_eq!(after["status"]["availableReplicas"], 3);
}

#[tokio::test]
async fn delete_wants_a_stopped_app_or_force() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_apps(|apps| apps.id_of("demo-dashboard"))
        .unwrap();
    let path = format!("/app/{id}");
    client.delete(&path).await.refused(409, "Client::Conflict");
    client
        .delete(&format!("{path}?force=false"))
        .await
        .refused(409, "Client::Conflict");
    client
        .delete(&format!("{path}?force=maybe"))
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(
        client.delete(&format!("{path}?force=true")).await.ok(),
        Value::Null
    );
    assert_eq!(client.delete(&path).await.ok(), Value::Null);
    client
        .put(&format!("{path}/label"), json!({"name": "a", "value": "b"}))
        .await
        .refused(409, "Client::Conflict");
    assert_eq!(
        states_from(&client, &sandbox, &id, 3).await,
        ["DELETING", "DELETED", "404"]
    );
    client.delete(&path).await.refused(404, "Client::NotFound");

    let stopped = sandbox.with_apps(|apps| apps.id_of("brave-otter")).unwrap();
    client.delete(&format!("/app/{stopped}")).await.ok();
    let failed = sandbox
        .with_apps(|apps| apps.id_of("image-resizer"))
        .unwrap();
    client.delete(&format!("/app/{failed}")).await.ok();
    step(&sandbox);
    step(&sandbox);
    assert_eq!(sandbox.with_apps(|apps| apps.len()), 10);
}

#[tokio::test]
async fn an_app_that_may_scale_to_zero_falls_asleep_and_wakes() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let mut body = body();
    body["scalingStrategy"] = json!({"automatic": {"replicasMin": 0, "replicasMax": 2}});
    let id = client.post("/app", body).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let states = states_from(&client, &sandbox, &id, 10).await;
    assert_eq!(states[3], "RUNNING");
    assert_eq!(states[9], "STANDBY", "{states:?}");
    let app = sandbox.app(&id).unwrap();
    assert_eq!(app["status"]["availableReplicas"], 0);
    assert_eq!(app["status"]["info"]["message"], "App has no replica");
    assert!(sandbox.wake(&id));
    assert!(!sandbox.wake(&id));
    assert_eq!(
        states_from(&client, &sandbox, &id, 2).await,
        ["SCALING", "RUNNING"]
    );
    assert_eq!(sandbox.app(&id).unwrap()["status"]["state"], "RUNNING");
    for _ in 0..5 {
        step(&sandbox);
    }
    assert_eq!(sandbox.app(&id).unwrap()["status"]["state"], "STANDBY");
    // A sleeping app can be stopped.
    client.put(&format!("/app/{id}/stop"), json!({})).await.ok();
    assert_eq!(
        states_from(&client, &sandbox, &id, 2).await,
        ["STOPPING", "STOPPED"]
    );
}

#[tokio::test]
async fn a_spec_that_changes_while_the_app_starts_decides_whether_it_sleeps() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let zero = json!({"automatic": {"replicasMin": 0, "replicasMax": 2}});
    let mut sleeper = body();
    sleeper["scalingStrategy"] = zero.clone();
    for (body, strategy, end) in [
        (sleeper, json!({"fixed": {"replicas": 2}}), "RUNNING"),
        (body(), zero, "STANDBY"),
    ] {
        let id = client.post("/app", body).await.ok()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        step(&sandbox);
        client
            .put(&format!("/app/{id}/scalingstrategy"), strategy)
            .await
            .ok();
        let states = states_from(&client, &sandbox, &id, 12).await;
        assert_eq!(states[..3], ["INITIALIZING", "SCALING", "RUNNING"]);
        assert_eq!(states[11], end);
    }
}

#[tokio::test]
async fn an_app_an_estate_holds_half_deleted_goes_when_deleted_again() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let id = sandbox.with_apps(|apps| apps.id_of("brave-otter")).unwrap();
    sandbox.with_apps(|apps| apps.edit(&id, |app| app["status"]["state"] = "DELETING".into()));
    step(&sandbox);
    client.delete(&format!("/app/{id}")).await.ok();
    assert_eq!(
        states_from(&client, &sandbox, &id, 3).await,
        ["DELETING", "DELETED", "404"]
    );
}

#[tokio::test]
async fn images_and_data_that_cannot_be_had_fail_the_app() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let mut bad_image = body();
    bad_image["image"] = "registry.example.invalid/x:1".into();
    let id = client.post("/app", bad_image).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        states_from(&client, &sandbox, &id, 4).await,
        ["QUEUED", "INITIALIZING", "SCALING", "FAILED"]
    );
    assert_eq!(
        sandbox.app(&id).unwrap()["status"]["info"]["code"],
        "APP_FAILED"
    );

    let mut bad_data = body();
    bad_data["volumes"] = json!([{
        "mountPath": "/data",
        "permission": "RO",
        "volumeSource": {"dataStore": {"alias": "nowhere", "container": "x"}},
    }]);
    let id = client.post("/app", bad_data).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        states_from(&client, &sandbox, &id, 3).await,
        ["QUEUED", "INITIALIZING", "FAILED"]
    );
    let app = sandbox.app(&id).unwrap();
    assert_eq!(
        app["status"]["info"]["code"],
        "DATASYNC_DATA_STORE_NOT_FOUND"
    );
    assert_eq!(app["status"]["dataSync"][0]["status"]["state"], "FAILED");
    // Failed apps can be started again.
    client
        .put(&format!("/app/{id}/start"), json!({}))
        .await
        .ok();
    assert_eq!(sandbox.app(&id).unwrap()["status"]["state"], "QUEUED");
}

#[tokio::test]
async fn volumes_are_pulled_before_the_start_and_on_request() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let mut body = body();
    body["volumes"] = json!([{
        "mountPath": "/data",
        "permission": "RW",
        "volumeSource": {"dataStore": {"alias": "GRA", "container": "x"}},
    }]);
    let created = client.post("/app", body).await.ok();
    let id = created["id"].as_str().unwrap();
    let volume = &created["status"]["volumes"][0];
    assert_eq!(volume["mountPath"], "/data");
    let pull = &created["status"]["dataSync"][0];
    assert_eq!(
        (&pull["spec"]["manual"], &pull["status"]["state"]),
        (&json!(false), &json!("QUEUED"))
    );
    let path = format!("/app/{id}/datasync");
    client
        .post(&path, json!({"direction": "pull"}))
        .await
        .refused(409, "Client::Conflict");
    for _ in 0..3 {
        step(&sandbox);
    }
    let app = sandbox.app(id).unwrap();
    let done = &app["status"]["dataSync"][0]["status"];
    assert_eq!(
        (&done["state"], &done["info"]["code"]),
        (&json!("DONE"), &json!("DATASYNC_DONE"))
    );
    assert_eq!(
        done["progress"][0]["completed"],
        done["progress"][0]["total"]
    );

    client
        .post(&path, json!({"direction": "sideways"}))
        .await
        .refused(400, "Client::BadRequest");
    client
        .post(&path, json!({"direction": "push", "volume": "nobody"}))
        .await
        .refused(400, "Client::BadRequest");
    let sync = client
        .post(
            &path,
            json!({"direction": "push", "volume": volume["userVolumeId"]}),
        )
        .await
        .ok();
    assert_eq!(sync["status"]["state"], "QUEUED");
    assert_eq!(sync["spec"]["manual"], true);
    step(&sandbox);
    assert_eq!(
        sandbox.app(id).unwrap()["status"]["dataSync"][1]["status"]["state"],
        "RUNNING"
    );
    step(&sandbox);
    let app = sandbox.app(id).unwrap();
    assert_eq!(app["status"]["dataSync"][1]["status"]["state"], "DONE");
    assert!(app["status"]["dataSync"][1]["status"]["endedAt"].is_string());
    assert_eq!(app["status"]["state"], "RUNNING");
}

#[tokio::test]
async fn states_move_by_themselves_and_with_no_interval_at_once() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let created = client.post("/app", body()).await.ok();
    assert_eq!(created["status"]["state"], "QUEUED");
    let path = format!("/app/{}", created["id"].as_str().unwrap());
    assert_eq!(client.get(&path).await.ok()["status"]["state"], "RUNNING");

    let sandbox = start(ovh_sandbox::Options::default());
    let client = Client::new(&sandbox);
    let id = client.post("/app", body()).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let started = std::time::Instant::now();
    while client.get(&format!("/app/{id}")).await.ok()["status"]["state"] != "RUNNING" {
        assert!(started.elapsed() < Duration::from_secs(10), "never runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(
        started.elapsed() >= Duration::from_millis(500),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn logs_follow_the_history() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox.with_apps(|apps| apps.id_of("orders-api")).unwrap();
    let logs = client.get(&format!("/app/{id}/log")).await.ok();
    let lines = logs["logs"].as_array().unwrap();
    assert_eq!(lines.len(), 12);
    assert_eq!(logs["lastActivity"], lines.last().unwrap()["timestamp"]);
    let page = client
        .get(&format!("/app/{id}/log?page=1&size=5&replica=2"))
        .await
        .ok();
    assert_eq!(page["logs"], json!([]));
    let replica = client.get(&format!("/app/{id}/log?replica=2")).await.ok();
    assert_eq!(replica["logs"].as_array().unwrap().len(), 4);
    client
        .get("/app/nobody/log")
        .await
        .refused(404, "Client::NotFound");
}
