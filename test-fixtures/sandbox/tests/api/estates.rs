//! What a fresh sandbox holds, and what tests may do to it.

use std::collections::BTreeSet;

use ovh_sandbox::{EstateChoice, Options};
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

#[tokio::test]
async fn the_default_estate_has_what_a_first_exit_meets() {
    let sandbox = start(settled());
    let apps = sandbox.with_apps(|apps| apps.documents());
    let app = |name: &str| {
        apps.iter()
            .find(|app| app["spec"]["name"] == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(apps.len(), 13);
    let regions: BTreeSet<&str> = apps
        .iter()
        .map(|app| app["spec"]["region"].as_str().unwrap())
        .collect();
    assert_eq!(regions, BTreeSet::from(["BHS", "GRA"]));

    let classifier = app("text-classifier");
    assert_eq!(classifier["id"], "96fb9aef-5adf-5e3f-b977-06b5c996edd8");
    assert_eq!(
        classifier["spec"]["scalingStrategy"]["automatic"]["resourceType"],
        "CPU"
    );
    assert!(classifier["spec"]["volumes"][0]["volumeSource"]["dataStore"].is_object());
    assert!(classifier["spec"]["volumes"][1]["volumeSource"]["publicGit"].is_object());
    let llm = app("llm-gateway");
    assert_eq!(
        (
            &llm["spec"]["resources"]["gpuModel"],
            &llm["spec"]["unsecureHttp"]
        ),
        (&json!("H100"), &json!(true))
    );
    assert!(llm["spec"]["scalingStrategy"]["automatic"]["customMetrics"].is_object());
    assert!(llm["status"]["grpcAddress"].is_string());
    let ocr = app("nightly-ocr");
    assert_eq!(
        ocr["spec"]["scalingStrategy"]["automatic"]["replicasMin"],
        0
    );
    assert_eq!(ocr["status"]["state"], "STANDBY");
    assert_eq!(app("brave-otter")["status"]["state"], "STOPPED");
    assert_eq!(app("image-resizer")["status"]["state"], "FAILED");
    assert!(app("speech-to-text")["spec"]["partnerId"].is_string());
    assert_eq!(app("demo-dashboard")["spec"]["defaultHttpPort"], 8501);
    let orders = app("orders-api")["spec"]["envVars"].as_array().unwrap();
    assert!(
        orders
            .iter()
            .any(|variable| variable["name"] == "DB_PASSWORD")
    );
    assert!(
        app("webhook-relay")["spec"]["command"]
            .to_string()
            .contains("--token=")
    );
    let shared = format!("registry.gra.ai.cloud.ovh.net/{}/", sandbox.service_name());
    assert!(
        app("embedder")["spec"]["image"]
            .as_str()
            .unwrap()
            .starts_with(&shared)
    );
    let legacy = &app("archive-search")["spec"];
    assert!(legacy["resources"].get("flavorCount").is_none() && legacy.get("probe").is_none());
    assert_eq!(legacy["volumes"][0]["container"], "search-index");
    assert!(
        legacy["volumes"][1]["dataStore"].is_object()
            && legacy["volumes"][2]["publicGit"].is_object()
    );
    assert_eq!(
        apps.iter()
            .filter(|app| app["spec"]["name"] == "text-classifier")
            .count(),
        2
    );
    let registries = Client::new(&sandbox).get("/registry").await.ok();
    assert_eq!(registries.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn estates_are_the_same_in_every_sandbox_and_stand_still() {
    for estate in [
        EstateChoice::Handmade,
        EstateChoice::Generated {
            objects: 50,
            seed: 3,
        },
    ] {
        let options = || Options {
            estate: estate.clone(),
            ..Options::default()
        };
        let (first, second) = (start(options()), start(options()));
        let list = |sandbox: &ovh_sandbox::Running| Client::new(sandbox);
        let (a, b) = (
            list(&first).get("/app").await.text,
            list(&second).get("/app").await.text,
        );
        assert_eq!(a, b);
        first.advance(std::time::Duration::from_secs(100_000));
        assert_eq!(
            list(&first).get("/app").await.text,
            a,
            "objects nobody touched have moved"
        );
    }
}

#[tokio::test]
async fn an_empty_estate_is_empty() {
    let sandbox = start(Options {
        estate: EstateChoice::Empty,
        ..settled()
    });
    let client = Client::new(&sandbox);
    assert_eq!(client.get("/app").await.ok(), json!([]));
    assert_eq!(client.get("/registry").await.ok(), json!([]));
}

#[tokio::test]
async fn tests_reach_past_the_rules() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox.with_apps(|apps| apps.id_of("orders-api")).unwrap();
    sandbox.with_apps(|apps| {
        assert!(apps.edit(&id, |app| app["spec"]["memberOfTomorrow"] =
            json!({"deep": [1, null]})));
        assert!(!apps.edit("nobody", |_| {}));
    });
    let app = client.get(&format!("/app/{id}")).await.ok();
    assert_eq!(app["spec"]["memberOfTomorrow"], json!({"deep": [1, null]}));
    // An unknown member survives a change made through the API.
    client
        .put(
            &format!("/app/{id}/scalingstrategy"),
            json!({"fixed": {"replicas": 1}}),
        )
        .await
        .ok();
    assert_eq!(
        sandbox.app(&id).unwrap()["spec"]["memberOfTomorrow"],
        json!({"deep": [1, null]})
    );

    // Text goes out as it is: numbers that no Rust type holds, members twice, no JSON at all.
    let text = r#"{"id":"x", "big":123456789012345678901234567890, "big":1e400}"#;
    sandbox.with_apps(|apps| assert!(apps.set_text(&id, text)));
    assert_eq!(client.get(&format!("/app/{id}")).await.text, text);
    assert!(client.get("/app").await.text.contains(text));

    sandbox.with_apps(|apps| assert!(apps.remove(&id) && !apps.remove(&id)));
    client
        .get(&format!("/app/{id}"))
        .await
        .refused(404, "Client::NotFound");
    let copy = sandbox.with_apps(|apps| {
        let mut copy = apps.documents()[0].clone();
        copy["id"] = "11111111-2222-4333-8444-555555555555".into();
        assert!(apps.insert(&copy) && !apps.insert(&Value::Null));
        copy
    });
    assert_eq!(
        client
            .get("/app/11111111-2222-4333-8444-555555555555")
            .await
            .ok(),
        copy
    );
    sandbox.with_apps(|apps| apps.clear());
    assert!(sandbox.with_apps(|apps| apps.is_empty()));
}

#[tokio::test]
async fn requests_are_counted_by_route() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    client.get("/app?size=3").await.ok();
    client
        .get("/app/nobody")
        .await
        .refused(404, "Client::NotFound");
    client
        .put("/app/nobody/stop", json!({}))
        .await
        .refused(404, "Client::NotFound");
    let requests = sandbox.requests();
    let list = "GET /cloud/project/{serviceName}/ai/app";
    assert_eq!(
        (
            requests.count(list),
            requests.count("GET /auth/time"),
            requests.total
        ),
        (1, 3, 6)
    );
    assert_eq!(requests.writes(), 1);
    let record = requests
        .log
        .iter()
        .find(|record| record.route == list)
        .unwrap();
    assert_eq!(
        (record.query.as_str(), record.status, record.method.as_str()),
        ("size=3", 200, "GET")
    );
    let ids: BTreeSet<&str> = requests
        .log
        .iter()
        .map(|record| record.query_id.as_str())
        .collect();
    assert_eq!(ids.len(), 6, "query ids repeat");
    sandbox.reset_requests();
    assert_eq!(sandbox.requests(), ovh_sandbox::Requests::default());
}
