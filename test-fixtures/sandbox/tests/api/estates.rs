//! What a fresh sandbox holds, and what tests may do to it.

use std::collections::BTreeSet;

use ovh_sandbox::{EstateChoice, Kind, Options};
use serde_json::{Value, json};

use crate::client::{Client, settled, start, stepwise};

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
    assert_eq!(registries.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn estates_are_the_same_in_every_sandbox_and_stand_still() {
    for estate in [
        EstateChoice::Handmade,
        EstateChoice::Generated {
            objects: 50,
            seed: 3,
        },
        EstateChoice::Mixed {
            objects: 80,
            seed: 3,
        },
    ] {
        let options = || Options {
            estate: estate.clone(),
            ..Options::default()
        };
        let (first, second) = (start(options()), start(options()));
        for list in ["/app", "/job", "/notebook", "/registry", "/token"] {
            let of = |sandbox: &ovh_sandbox::Running| Client::new(sandbox);
            let text = of(&first).get(list).await.text;
            assert_eq!(text, of(&second).get(list).await.text);
            first.advance(std::time::Duration::from_secs(100_000));
            let later = of(&first).get(list).await.text;
            assert_eq!(later, text, "objects nobody touched have moved");
        }
    }
}

#[tokio::test]
async fn an_estate_moves_once_anything_is_stopped_and_can_be_ended_whole() {
    let sandbox = start(Options {
        estate: EstateChoice::Mixed {
            objects: 400,
            seed: 21,
        },
        ..stepwise()
    });
    let client = Client::new(&sandbox);
    let kinds = [Kind::App, Kind::Job, Kind::Notebook];
    let in_state = |kind, wanted: &[&str]| -> Vec<String> {
        sandbox.with(kind, |objects| {
            let ids = objects.ids().into_iter();
            ids.filter(|id| {
                let state = objects.get(id).unwrap()["status"]["state"].clone();
                wanted.iter().any(|wanted| state == *wanted)
            })
            .collect()
        })
    };
    let stopped = in_state(Kind::App, &["STOPPED"]);
    let passing = [
        "QUEUED",
        "INITIALIZING",
        "SCALING",
        "PENDING",
        "INTERRUPTING",
        "FINALIZING",
        "STARTING",
        "STOPPING",
        "DELETING",
        "DELETED",
    ];
    let before = kinds.map(|kind| {
        let ids = in_state(kind, &passing);
        assert!(ids.len() > 3, "{ids:?} of {kind:?} are on their way");
        ids.into_iter()
            .map(|id| (sandbox.object(kind, &id), id))
            .collect::<Vec<_>>()
    });
    client.delete(&format!("/app/{}", stopped[0])).await.ok();
    sandbox.advance(std::time::Duration::from_mins(20));
    client.get("/app").await.ok();
    for (kind, before) in kinds.into_iter().zip(before) {
        for (document, id) in before {
            assert_ne!(sandbox.object(kind, &id), document, "{kind:?} stands still");
        }
    }
    for (kind, stop) in kinds.into_iter().zip(["stop", "kill", "stop"]) {
        for id in sandbox.with(kind, |objects| objects.ids()) {
            let path = format!("/{}/{id}", kind.word());
            // Resting and unknown ones refuse to be stopped.
            client.put(&format!("{path}/{stop}"), json!(null)).await;
            sandbox.advance(std::time::Duration::from_mins(25));
            client.delete(&path).await.ok();
        }
        sandbox.advance(std::time::Duration::from_mins(25));
        client.get("/app").await.ok();
        assert_eq!(sandbox.with(kind, |objects| objects.len()), 0, "{kind:?}");
    }
    assert_eq!(sandbox.with(Kind::Backup, |backups| backups.len()), 0);
}

#[tokio::test]
async fn an_empty_estate_is_empty() {
    let sandbox = start(Options {
        estate: EstateChoice::Empty,
        ..settled()
    });
    let client = Client::new(&sandbox);
    assert_eq!(client.get("/app").await.ok(), json!([]));
    for list in ["/registry", "/job", "/notebook", "/token"] {
        assert_eq!(client.get(list).await.ok(), json!([]));
    }
    let holdings = sandbox.holdings();
    assert_eq!(holdings["data_store"].len(), 14, "the platform's own");
    assert!(holdings["job"].is_empty() && holdings["backup"].is_empty());
}

#[tokio::test]
async fn the_default_estate_has_one_of_everything_and_some_that_nothing_uses() {
    let sandbox = start(settled());
    let jobs = sandbox.with_jobs(|jobs| jobs.documents());
    let states: Vec<(&str, &str)> = jobs
        .iter()
        .map(|job| {
            (
                job["spec"]["name"].as_str().unwrap(),
                job["status"]["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("train-classifier", "RUNNING"),
            ("nightly-embeddings", "DONE"),
            ("quarterly-report", "DONE"),
            ("finetune-llm", "FAILED"),
            ("grid-search-7", "INTERRUPTED")
        ]
    );
    assert_eq!(jobs[3]["status"]["exitCode"], 137);
    let notebooks = sandbox.with_notebooks(|notebooks| notebooks.documents());
    let states: Vec<&Value> = notebooks
        .iter()
        .map(|notebook| &notebook["status"]["state"])
        .collect();
    assert_eq!(states, ["RUNNING", "STOPPED", "STOPPED"]);
    let holdings = sandbox.holdings();
    let counts: Vec<usize> = [
        "app",
        "job",
        "notebook",
        "backup",
        "data_store",
        "registry",
        "token",
    ]
    .iter()
    .map(|kind| holdings[*kind].len())
    .collect();
    assert_eq!(counts, [13, 5, 3, 4, 14 + 5, 3, 4]);

    // Every data store a volume names is there but one, and one that is there is named by none.
    let mut named = BTreeSet::new();
    for kind in [Kind::App, Kind::Job, Kind::Notebook] {
        for document in sandbox.with(kind, |objects| objects.documents()) {
            let region = document["spec"]["region"].as_str().unwrap().to_owned();
            for volume in document["spec"]["volumes"].as_array().unwrap() {
                for pointer in [
                    "/volumeSource/dataStore/alias",
                    "/volumeTarget/targetDataStore/alias",
                    "/dataStore/alias",
                    "/targetDataStore/alias",
                ] {
                    if let Some(alias) = volume.pointer(pointer).and_then(Value::as_str) {
                        named.insert(format!("{region}/{alias}"));
                    }
                }
            }
        }
    }
    let missing: Vec<&String> = named.difference(&holdings["data_store"]).collect();
    assert_eq!(missing, ["GRA/archive-s3"]);
    assert!(!named.contains("BHS/partner-drop-s3") && named.contains("GRA/code-ssh"));
    let images: String = [Kind::App, Kind::Job]
        .iter()
        .flat_map(|kind| sandbox.with(*kind, |objects| objects.documents()))
        .map(|document| document["spec"]["image"].to_string())
        .collect();
    assert!(images.contains("registry.example.net") && !images.contains("harbor.example.org"));
    // Nothing that is hidden is in a document.
    for kind in Kind::ALL {
        let (texts, secrets): (String, Vec<Value>) = sandbox.with(kind, |objects| {
            let ids = objects.ids();
            (
                objects.documents().iter().map(Value::to_string).collect(),
                ids.iter().filter_map(|id| objects.secret_of(id)).collect(),
            )
        });
        for secret in secrets.iter().filter_map(Value::as_str) {
            assert!(!texts.contains(secret), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn objects_of_every_kind_can_be_put_in_changed_and_taken_away() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    for (kind, place, document, path) in [
        (Kind::Job, "", json!({"id": "j"}), "/job/j"),
        (Kind::Notebook, "", json!({"id": "n"}), "/notebook/n"),
        (
            Kind::Backup,
            "n",
            json!({"id": "b"}),
            "/notebook/n/backup/b",
        ),
        (
            Kind::DataStore,
            "GRA",
            json!({"alias": "s"}),
            "/data/region/GRA/alias/s",
        ),
        (Kind::Registry, "", json!({"id": "r"}), "/registry/r"),
        (Kind::Token, "", json!({"id": "t"}), "/token/t"),
        (
            Kind::Partner,
            "GRA",
            json!({"id": "p"}),
            "/partners/region/GRA/partner/p",
        ),
    ] {
        let id = sandbox.with(kind, |objects| {
            assert_eq!(objects.insert(&document), place.is_empty(), "{kind:?}");
            assert!(objects.insert_in(place, &document));
            objects.ids().pop().unwrap()
        });
        assert_eq!(client.get(path).await.ok(), document);
        if kind != Kind::Partner {
            assert!(sandbox.holdings()[kind.word()].contains(&id));
        }
        sandbox.with(kind, |objects| {
            assert!(objects.edit(&id, |object| object["memberOfTomorrow"] = 1.into()));
            assert_eq!(objects.place_of(&id).as_deref(), Some(place));
        });
        assert_eq!(client.get(path).await.ok()["memberOfTomorrow"], 1);
        sandbox.with(kind, |objects| {
            assert!(objects.set_text(&id, "{\"id\": 1e400}"))
        });
        assert_eq!(client.get(path).await.text, "{\"id\": 1e400}");
        if kind != Kind::Notebook {
            sandbox.with(kind, |objects| assert!(objects.remove(&id)));
            client.get(path).await.refused(404, "Client::NotFound");
        }
    }
}

#[tokio::test]
async fn holdings_and_objects_are_reached_from_outside_the_process() {
    let sandbox = start(settled());
    let http = crate::client::http().build().unwrap();
    let control = format!("{}/_sandbox", sandbox.root());
    let put = |path: &str, body: &str| {
        http.put(format!("{control}/object/{path}"))
            .body(body.to_owned())
            .send()
    };
    assert_eq!(put("job/j", "{}").await.unwrap().status(), 200);
    assert_eq!(
        put("data_store/s?place=BHS", "{}").await.unwrap().status(),
        200
    );
    assert_eq!(put("nothing/s", "{}").await.unwrap().status(), 404);
    let holdings = http
        .get(format!("{control}/holdings"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let holdings: Value = serde_json::from_str(&holdings).unwrap();
    let holds = |kind: &str, id: &str| {
        holdings[kind]
            .as_array()
            .unwrap()
            .iter()
            .any(|held| held == id)
    };
    assert!(holds("job", "j") && holds("data_store", "BHS/s"));
    let gone = http
        .delete(format!("{control}/object/data_store/s?place=BHS"))
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), 200);
    assert!(!sandbox.holdings()["data_store"].contains("BHS/s"));
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
