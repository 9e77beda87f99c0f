//! The life of an app: every change with its calls.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Client, Object};

use crate::ground::{
    change, client, configuration, differences, empty, lifecycle, older, told, writes,
};

const APP: &str = "ovhai_app";

fn minimal() -> Value {
    json!({
        "name": "web",
        "region": "GRA",
        "image": "registry.example.com/web:1",
        "resources": { "flavor": "ai1-1-cpu" },
    })
}

fn with(mut config: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

async fn made(client: &Client, config: &Value) -> Object {
    let plan = client.plan(APP, None, config.clone()).await.ok();
    client.apply(&plan).await.ok()
}

fn id_of(app: &Object) -> String {
    app.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_life_of_an_app_keeps_terraforms_rules() {
    let sandbox = empty();
    let lifecycle = lifecycle(&sandbox);
    let app = lifecycle.create(APP, minimal()).await.unwrap();
    let everything = with(
        minimal(),
        json!({
            "image": "registry.example.com/web:2",
            "command": ["serve", "--port", "80"],
            "default_http_port": 80,
            "grpc_port": 9000,
            "env": { "LOG_LEVEL": "debug" },
            "secret_env_wo": { "DB_PASSWORD": "invented-hunter2" },
            "secret_env_wo_version": 1,
            "labels": { "team": "nlp" },
            "resources": { "flavor": "ai1-1-gpu", "count": 2 },
            "probe": { "path": "/ready" },
            "liveness_probe": { "path": "/live", "port": 81 },
            "scaling_strategy": { "automatic": { "replicas_max": 3 } },
            "deployment_strategy": { "max_surge": "1" },
            "timeouts": { "update": "1m" },
        }),
    );
    let app = lifecycle.update(&app, everything).await.unwrap();
    let app = lifecycle
        .update(&app, with(minimal(), json!({ "running": false })))
        .await
        .unwrap();
    lifecycle.destroy(&app).await.unwrap();
    assert!(sandbox.holdings()["app"].is_empty());
}

#[tokio::test]
async fn emptying_a_variable_replaces_the_app() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let base = with(
        minimal(),
        json!({
            "env": { "A": "1", "EMPTY": "" },
        }),
    );
    let app = made(&client, &base).await;
    for env in [
        json!({ "A": "", "EMPTY": "" }),
        json!({ "A": "1", "EMPTY": "", "NEW": "" }),
    ] {
        let config = with(base.clone(), json!({ "env": env }));
        let plan = client.plan(APP, Some(&app), config).await.ok();
        assert_eq!(plan.action, Action::Replace, "{env}");
    }
    // Setting and removing are patches.
    for env in [json!({ "A": "1" }), json!({ "A": "1", "EMPTY": "x" })] {
        let config = with(base.clone(), json!({ "env": env }));
        let plan = client.plan(APP, Some(&app), config).await.ok();
        assert_eq!(plan.action, Action::Update, "{env}");
    }
    let config = with(base, json!({ "name": "other" }));
    let plan = client.plan(APP, Some(&app), config).await.ok();
    let other = client.apply(&plan).await.ok();
    assert!(id_of(&other) != id_of(&app));
    assert_eq!(sandbox.holdings()["app"].len(), 1);
}

#[tokio::test]
async fn a_new_grpc_port_gets_its_address() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let config = with(minimal(), json!({ "grpc_port": 9000 }));
    let (plan, app, calls) = change(&sandbox, &client, &app, &config).await;
    assert_eq!(differences(&client, &plan), ["grpc_address", "grpc_port"]);
    assert_eq!(calls, ["PUT app/ID"]);
    assert!(
        app.json()["grpc_address"]
            .as_str()
            .unwrap()
            .ends_with(":443")
    );
}

#[tokio::test]
async fn mistakes_are_refused_before_anything_is_called() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let volume = |change: Value| {
        let volume = json!({
            "mount_path": "/data",
            "permission": "RO",
            "volume_source": { "standalone": {} },
        });
        json!({ "volumes": [with(volume, change)] })
    };
    let two_volumes = |paths: [&str; 2]| {
        json!({ "volumes": paths.map(|path| json!({
            "mount_path": path, "permission": "RO", "volume_source": { "standalone": {} },
        })) })
    };
    let source = |source: Value| volume(json!({ "volume_source": source }));
    let automatic = |value: Value| json!({ "scaling_strategy": { "automatic": value } });
    let custom = |url: &str, format: &str| {
        automatic(json!({ "replicas_max": 2, "custom_metrics": {
            "api_url": url, "format": format, "value_location": "a", "target_value": 1,
        } }))
    };
    let cases = [
        (
            volume(json!({ "mount_path": "data" })),
            "volumes[0].mount_path",
            "start with `/`",
        ),
        (
            volume(json!({ "mount_path": "/workspace" })),
            "volumes[0].mount_path",
            "cannot be mounted on",
        ),
        (
            volume(json!({ "mount_path": "/workspace/" })),
            "volumes[0].mount_path",
            "cannot be mounted on",
        ),
        (
            volume(json!({ "mount_path": "/a b" })),
            "volumes[0].mount_path",
            "white space",
        ),
        (
            two_volumes(["/data", "/data/"]),
            "volumes[1].mount_path",
            "another volume",
        ),
        (
            volume(json!({ "permission": "rw" })),
            "volumes[0].permission",
            "RO, RW, RWD",
        ),
        (
            source(json!({})),
            "volumes[0].volume_source.data_store",
            "exactly one",
        ),
        (
            source(json!({ "standalone": {}, "public_git": { "url": "https://x/y.git" } })),
            "volumes[0].volume_source.data_store",
            "exactly one",
        ),
        (
            source(json!({ "public_git": { "url": "https://x/y" } })),
            "volumes[0].volume_source.public_git.url",
            ".git",
        ),
        (
            source(json!({ "public_swift": { "url": "http://x/y" } })),
            "volumes[0].volume_source.public_swift.url",
            "https://",
        ),
        (
            source(json!({ "data_store": { "alias": "GRA", "container": "a/b" } })),
            "volumes[0].volume_source.data_store.container",
            "slashes",
        ),
        (
            automatic(json!({ "replicas_max": 2, "replicas_min": 3 })),
            "scaling_strategy.automatic.replicas_min",
            "more than",
        ),
        (
            automatic(json!({ "replicas_max": 0, "replicas_min": 0 })),
            "scaling_strategy.automatic.replicas_max",
            "1 or more",
        ),
        (
            automatic(json!({ "replicas_max": 2, "average_usage_target": 0 })),
            "scaling_strategy.automatic.average_usage_target",
            "1",
        ),
        (
            automatic(json!({ "replicas_max": 2, "resource_type": "GPU" })),
            "scaling_strategy.automatic.resource_type",
            "CPU, RAM",
        ),
        (
            json!({ "scaling_strategy": { "fixed": {}, "automatic": { "replicas_max": 1 } } }),
            "scaling_strategy.fixed",
            "exactly one",
        ),
        (
            json!({ "scaling_strategy": {} }),
            "scaling_strategy.fixed",
            "exactly one",
        ),
        (
            custom("metrics", "JSON"),
            "scaling_strategy.automatic.custom_metrics.api_url",
            "http://",
        ),
        (
            custom("http://x", "CSV"),
            "scaling_strategy.automatic.custom_metrics.format",
            "JSON",
        ),
        (
            json!({ "deployment_strategy": { "max_surge": "a quarter" } }),
            "deployment_strategy.max_surge",
            "percentage",
        ),
        (
            json!({ "deployment_strategy": { "max_surge": "25 %" } }),
            "deployment_strategy.max_surge",
            "percentage",
        ),
        (
            json!({ "deployment_strategy": { "max_surge": "0", "max_unavailable": "0%" } }),
            "deployment_strategy.max_unavailable",
            "both be zero",
        ),
        (
            json!({ "probe": { "failure_threshold": 0 } }),
            "probe.failure_threshold",
            "1 or more",
        ),
        (
            json!({ "probe": { "path": "ready" } }),
            "probe.path",
            "start with `/`",
        ),
        (
            json!({ "liveness_probe": { "success_threshold": 2 } }),
            "liveness_probe.success_threshold",
            "1",
        ),
        (
            json!({ "labels": { "ovh/id": "x" } }),
            r#"labels["ovh/id"]"#,
            "reserved",
        ),
        (
            json!({ "default_http_port": 70000 }),
            "default_http_port",
            "65535",
        ),
        (json!({ "image": "two words" }), "image", "image reference"),
        (json!({ "name": "" }), "name", "empty"),
        (json!({ "env": { "A=B": "1" } }), r#"env["A=B"]"#, "="),
        (
            json!({ "env": { "A": "1" }, "secret_env_wo": { "A": "2" }, "secret_env_wo_version": 1 }),
            r#"secret_env_wo["A"]"#,
            "`env` too",
        ),
        (
            json!({ "secret_env_wo": { "A": "" }, "secret_env_wo_version": 1 }),
            r#"secret_env_wo["A"]"#,
            "empty",
        ),
        (
            json!({ "secret_env_wo": { "A": "2" } }),
            "secret_env_wo",
            "secret_env_wo_version",
        ),
        (json!({ "region": "MARS" }), "region", "BHS, GRA"),
        (json!({ "region": "gra" }), "region", "`GRA`"),
        (
            json!({ "resources": { "flavor": "ai9" } }),
            "resources.flavor",
            "ai1-1-cpu",
        ),
        (
            json!({ "resources": { "flavor": "ai1-1-cpu", "count": 99 } }),
            "resources.count",
            "12",
        ),
        (
            json!({ "resources": { "flavor": "ai1-1-cpu", "cpu": 1, "gpu": 1 } }),
            "resources.gpu",
            "Leave it out",
        ),
        (
            json!({ "resources": { "flavor": "ai1-1-cpu", "count": 0 } }),
            "resources.count",
            "1 or more",
        ),
        (
            json!({ "command": ["serve", "(secret)"] }),
            "command",
            "stands for nothing",
        ),
    ];
    for (changes, path, words) in cases {
        let config = with(minimal(), changes.clone());
        let mut found = told(&client.validate(APP, config.clone()).await);
        if found.is_empty() {
            found = told(&client.plan(APP, None, config).await);
        }
        assert!(
            found
                .iter()
                .any(|text| text.starts_with(&format!("{path}: ")) && text.contains(words)),
            "{changes}: {found:?}"
        );
    }
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn unchanged_plans_ask_nothing_of_the_platform() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    sandbox.reset_requests();
    let config = with(minimal(), json!({ "env": { "A": "1" } }));
    client.plan(APP, Some(&app), config).await.ok();
    assert_eq!(sandbox.requests().total, 0);
}

#[tokio::test]
async fn changes_made_outside_are_plain_differences() {
    let sandbox = empty();
    let config = with(
        minimal(),
        json!({ "env": { "A": "1" }, "labels": { "a": "1" }, "command": ["serve"] }),
    );
    let app = {
        let client = client(&sandbox).await;
        made(&client, &config).await
    };
    let id = id_of(&app);
    let edit = |pointer: &'static str, value: Value| {
        let id = id.clone();
        move |sandbox: &Running| {
            sandbox.with_apps(|apps| {
                apps.edit(&id, |app| *app.pointer_mut(pointer).unwrap() = value);
            });
        }
    };
    type Edit = Box<dyn FnOnce(&Running)>;
    let cases: Vec<(Edit, Edit, &[&str], &str)> = vec![
        (
            Box::new(edit(
                "/spec/labels",
                json!({ "a": "1", "b": "2", "ovh/id": "x" }),
            )),
            Box::new(edit("/spec/labels", json!({ "a": "1" }))),
            &["labels"],
            "PUT app/ID/label",
        ),
        (
            Box::new(edit("/status/state", json!("STOPPED"))),
            Box::new(edit("/status/state", json!("RUNNING"))),
            &["running"],
            "PUT app/ID/start",
        ),
        (
            Box::new(edit("/status/state", json!("FAILED"))),
            Box::new(edit("/status/state", json!("RUNNING"))),
            &["running"],
            "PUT app/ID/start",
        ),
        (
            Box::new(edit("/spec/image", json!("other:1"))),
            Box::new(edit("/spec/image", json!("registry.example.com/web:1"))),
            &["image"],
            "PUT app/ID/image",
        ),
        (
            Box::new(edit(
                "/spec/scalingStrategy",
                json!({ "fixed": { "replicas": 5 } }),
            )),
            Box::new(edit("/spec/scalingStrategy", Value::Null)),
            &["scaling_strategy.fixed.replicas"],
            "PUT app/ID/scalingstrategy",
        ),
        (
            Box::new(edit(
                "/spec/envVars",
                json!([{ "name": "A", "value": "ghp_invented0123456789abcdef" }]),
            )),
            Box::new(edit(
                "/spec/envVars",
                json!([{ "name": "A", "value": "1" }]),
            )),
            &["env"],
            "PUT app/ID",
        ),
        (
            Box::new(edit(
                "/spec/command",
                json!(["serve", "--password", "invented-hunter2"]),
            )),
            Box::new(edit("/spec/command", json!(["serve"]))),
            &["command"],
            "PUT app/ID",
        ),
    ];
    for (spoil, mend, paths, call) in cases {
        spoil(&sandbox);
        let client = client(&sandbox).await;
        let read = client.read(&app).await.ok();
        assert!(!read.json().to_string().contains("invented"), "{paths:?}");
        let plan = client.plan(APP, Some(&read), config.clone()).await.ok();
        assert_eq!(plan.action, Action::Update);
        assert_eq!(differences(&client, &plan), paths);
        sandbox.reset_requests();
        client.apply(&plan).await.ok();
        assert_eq!(writes(&sandbox), [call]);
        mend(&sandbox);
        let read = client.read(&app).await.ok();
        let plan = client.plan(APP, Some(&read), config.clone()).await.ok();
        assert_eq!(
            plan.action,
            Action::NoOp,
            "{:?}",
            differences(&client, &plan)
        );
    }
    // What counts as running is no difference.
    for state in [
        "SCALING",
        "STANDBY",
        "QUEUED",
        "INITIALIZING",
        "OF_TOMORROW",
    ] {
        edit("/status/state", json!(state))(&sandbox);
        let client = client(&sandbox).await;
        let read = client.read(&app).await.ok();
        let plan = client.plan(APP, Some(&read), config.clone()).await.ok();
        assert_eq!(plan.action, Action::NoOp, "{state}");
    }
    for state in ["DELETING", "DELETED"] {
        edit("/status/state", json!(state))(&sandbox);
        let client = client(&sandbox).await;
        assert!(client.read(&app).await.ok().is_absent(), "{state}");
    }
    sandbox.with_apps(|apps| apps.remove(&id));
    let client = client(&sandbox).await;
    assert!(client.read(&app).await.ok().is_absent());
}

#[tokio::test]
async fn secret_variables_are_sent_and_never_kept() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let values = |app: &Object| -> Vec<String> {
        let document = sandbox.app(&id_of(app)).unwrap();
        let variables = document["spec"]["envVars"].as_array().unwrap().iter();
        let mut values: Vec<String> = variables
            .map(|one| {
                format!(
                    "{}={}",
                    one["name"].as_str().unwrap(),
                    one["value"].as_str().unwrap()
                )
            })
            .collect();
        values.sort();
        values
    };
    let refused = with(
        minimal(),
        json!({ "env": { "DB_PASSWORD": "invented-hunter2" } }),
    );
    let errors = client.validate(APP, refused).await;
    let error = errors.error();
    assert_eq!(error.path.to_string(), r#"env["DB_PASSWORD"]"#);
    assert!(error.detail.contains("secret_env_wo") && !error.detail.contains("hunter2"));

    let secrets = |version: i64, secrets: Value| {
        with(
            minimal(),
            json!({
                "env": { "A": "1" }, "secret_env_wo": secrets, "secret_env_wo_version": version,
            }),
        )
    };
    let config = secrets(1, json!({ "DB_PASSWORD": "invented-1", "LEVEL": "debug" }));
    let app = made(&client, &config).await;
    assert_eq!(
        values(&app),
        ["A=1", "DB_PASSWORD=invented-1", "LEVEL=debug"]
    );
    let told =
        |object: &Object| object.json().to_string() + &String::from_utf8_lossy(&object.private);
    assert!(!told(&app).contains("invented"));
    assert_eq!(
        app.json()["secret_env_names"],
        json!(["DB_PASSWORD", "LEVEL"])
    );
    let read = client.read(&app).await.ok();
    assert_eq!(read.value, app.value, "a plain-looking secret stays one");

    // Another value alone is not seen; a raised version sends all.
    let other = secrets(1, json!({ "DB_PASSWORD": "invented-2", "LEVEL": "debug" }));
    let plan = client.plan(APP, Some(&app), other).await.ok();
    assert_eq!(plan.action, Action::NoOp);
    let raised = secrets(2, json!({ "DB_PASSWORD": "invented-2", "LEVEL": "info" }));
    let (plan, app, calls) = change(&sandbox, &client, &app, &raised).await;
    assert_eq!(differences(&client, &plan), ["secret_env_wo_version"]);
    assert_eq!(calls, ["PUT app/ID"]);
    assert_eq!(
        values(&app),
        ["A=1", "DB_PASSWORD=invented-2", "LEVEL=info"]
    );

    // One more and one less are seen by their names.
    let moved = secrets(
        2,
        json!({ "DB_PASSWORD": "invented-2", "KEY": "invented-3" }),
    );
    let (plan, app, _) = change(&sandbox, &client, &app, &moved).await;
    assert_eq!(differences(&client, &plan), ["secret_env_names"]);
    assert_eq!(
        values(&app),
        ["A=1", "DB_PASSWORD=invented-2", "KEY=invented-3"]
    );

    // Removed outside, it is sent again.
    sandbox.with_apps(|apps| {
        apps.edit(&id_of(&app), |app| {
            app["spec"]["envVars"] = json!([{ "name": "A", "value": "1" }])
        });
    });
    let read = client.read(&app).await.ok();
    let (plan, app, _) = change(&sandbox, &client, &read, &moved).await;
    assert_eq!(differences(&client, &plan), ["secret_env_names"]);
    assert_eq!(
        values(&app),
        ["A=1", "DB_PASSWORD=invented-2", "KEY=invented-3"]
    );

    // Taken out of the configuration, they go.
    let plain = with(minimal(), json!({ "env": { "A": "1" } }));
    let (_, app, calls) = change(&sandbox, &client, &app, &plain).await;
    assert_eq!(calls, ["PUT app/ID"]);
    assert_eq!(values(&app), ["A=1"]);
}

#[tokio::test]
async fn secrets_found_by_import_stay_until_somebody_manages_them() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let config = with(
        minimal(),
        json!({ "command": ["serve", "--level", "1"], "env": { "A": "1" } }),
    );
    let app = made(&client, &config).await;
    let id = id_of(&app);
    sandbox.with_apps(|apps| {
        apps.edit(&id, |app| {
            app["spec"]["envVars"] = json!([
                { "name": "A", "value": "1" }, { "name": "API_TOKEN", "value": "invented-0123456789" },
            ]);
            app["spec"]["command"] = json!(["serve", "--password", "invented-hunter2", "--level", "1"]);
        });
    });
    let imported = client.import(APP, &id).await.ok();
    assert!(!imported.json().to_string().contains("invented"));
    assert_eq!(imported.json()["command"][2], "(secret)");
    let generated = client.legacy_config(&imported);
    let plan = client
        .plan(APP, Some(&imported), generated.clone())
        .await
        .ok();
    assert_eq!(plan.action, Action::NoOp);

    // Another argument: the hidden one goes out as it is there. The hidden variable is not touched.
    let config = with(
        generated.clone(),
        json!({ "command": ["serve", "--password", "(secret)", "--level", "2"] }),
    );
    let (_, app, calls) = change(&sandbox, &client, &imported, &config).await;
    assert_eq!(calls, ["PUT app/ID"]);
    let document = sandbox.app(&id).unwrap();
    assert_eq!(document["spec"]["command"][2], "invented-hunter2");
    assert_eq!(document["spec"]["command"][4], "2");
    assert_eq!(
        document["spec"]["envVars"][1]["value"],
        "invented-0123456789"
    );

    // A replacement would lose both.
    let other = with(config.clone(), json!({ "name": "other" }));
    let plan = client.plan(APP, Some(&app), other).await;
    let errors = told(&plan);
    assert!(
        errors
            .iter()
            .any(|error| error.starts_with("name: ") && error.contains("API_TOKEN")),
        "{errors:?}"
    );
    let complete = with(
        config,
        json!({
            "name": "other", "command": [], "secret_env_wo": { "API_TOKEN": "invented-9" }, "secret_env_wo_version": 1,
        }),
    );
    let plan = client.plan(APP, Some(&app), complete).await.ok();
    assert_eq!(plan.action, Action::Replace);
}

#[tokio::test]
async fn an_app_that_fails_is_saved_with_the_reason() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let config = with(minimal(), json!({ "image": "registry.invalid/web:1" }));
    let plan = client.plan(APP, None, config.clone()).await.ok();
    let made = client.apply(&plan).await;
    assert!(made.error().summary.contains("not running"));
    assert!(
        made.error().detail.contains("FAILED"),
        "{}",
        made.error().detail
    );
    let app = made.value;
    assert_eq!(app.json()["running"], false);
    // Mended in place: one patch and a start.
    let plan = client.plan(APP, Some(&app), minimal()).await.ok();
    assert_eq!(differences(&client, &plan), ["image", "running"]);
    sandbox.reset_requests();
    let app = client.apply(&plan).await.ok();
    assert_eq!(writes(&sandbox), ["PUT app/ID/image", "PUT app/ID/start"]);
    assert_eq!(app.json()["running"], true);
}

fn slow() -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Empty,
        state_interval: Duration::from_secs(600),
        ..Options::default()
    })
    .unwrap()
}

#[tokio::test]
async fn waiting_ends_with_the_timeout_and_saves_what_is_there() {
    let sandbox = slow();
    let client = client(&sandbox).await;
    let config = with(
        minimal(),
        json!({ "timeouts": { "create": "1s", "delete": "1s" } }),
    );
    let plan = client.plan(APP, None, config.clone()).await.ok();
    let made = client.apply(&plan).await;
    let error = made.error();
    assert_eq!(error.path.to_string(), "timeouts.create");
    assert!(
        error.summary.contains("QUEUED") || error.summary.contains("INITIALIZING"),
        "{}",
        error.summary
    );
    let app = made.value;
    assert!(sandbox.app(&id_of(&app)).is_some());
    let plan = client.plan_destroy(&app).await.ok();
    let left = client.apply(&plan).await;
    assert_eq!(left.error().path.to_string(), "timeouts.delete");
    assert!(!left.value.is_absent());
    let none = with(config, json!({ "wait_for": "none", "name": "other" }));
    let plan = client.plan(APP, None, none).await.ok();
    client.apply(&plan).await.ok();
}

#[tokio::test]
async fn an_interruption_saves_the_app_and_is_no_error() {
    let sandbox = slow();
    let client = client(&sandbox).await;
    let plan = client.plan(APP, None, minimal()).await.ok();
    let (made, ()) = tokio::join!(client.apply(&plan), async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        client.stop().await;
    });
    assert!(made.errors().is_empty(), "{:?}", made.errors());
    assert!(made.warnings()[0].summary.contains("Interrupted"));
    assert!(sandbox.app(&id_of(&made.value)).is_some());
}

#[tokio::test]
async fn a_change_that_fails_half_way_saves_what_was_done() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let config = with(
        minimal(),
        json!({
            "labels": { "a": "1" },
            "scaling_strategy": { "fixed": { "replicas": 2 } },
            "secret_env_wo": { "KEY": "invented-1" },
            "secret_env_wo_version": 1,
        }),
    );
    let route = "PUT /cloud/project/{serviceName}/ai/app/{appId}";
    sandbox.fail(route, Fault::Status(403), 0, 1);
    let plan = client.plan(APP, Some(&app), config.clone()).await.ok();
    let half = client.apply(&plan).await;
    assert!(half.error().summary.contains("cannot be changed"));
    let app = half.value;
    assert_eq!(app.json()["labels"], json!({ "a": "1" }));
    assert_eq!(app.json()["scaling_strategy"]["fixed"]["replicas"], 2);
    let plan = client.plan(APP, Some(&app), config).await.ok();
    assert_eq!(
        differences(&client, &plan),
        ["secret_env_names", "secret_env_wo_version"]
    );
    sandbox.reset_requests();
    client.apply(&plan).await.ok();
    assert_eq!(writes(&sandbox), ["PUT app/ID"]);
}

#[tokio::test]
async fn an_older_server_gets_the_count_in_its_own_words() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let config = with(
        minimal(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
    );
    let plan = client.plan(APP, None, config).await.ok();
    sandbox.fail(
        "POST /cloud/project/{serviceName}/ai/app",
        Fault::Status(400),
        0,
        1,
    );
    let app = client.apply(&plan).await.ok();
    assert_eq!(app.json()["resources"]["gpu"], 2);
    let document = sandbox.app(&id_of(&app)).unwrap();
    assert_eq!(document["spec"]["resources"]["gpu"], 2);
    assert_eq!(
        sandbox
            .requests()
            .count("POST /cloud/project/{serviceName}/ai/app"),
        2
    );
    // A refusal for another reason is told as it came.
    let config = with(minimal(), json!({ "image": "x" }));
    let plan = client.plan(APP, None, config).await.ok();
    sandbox.fail(
        "POST /cloud/project/{serviceName}/ai/app",
        Fault::Status(400),
        0,
        2,
    );
    assert!(
        client
            .apply(&plan)
            .await
            .error()
            .summary
            .contains("cannot be created")
    );
    assert_eq!(sandbox.holdings()["app"].len(), 1);
}

#[tokio::test]
async fn a_server_that_ignores_the_count_is_told_again() {
    let sandbox = older();
    let client = client(&sandbox).await;
    let config = with(
        minimal(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
    );
    let app = made(&client, &config).await;
    assert_eq!(writes(&sandbox), ["POST app", "PUT app/ID"]);
    let config = with(
        minimal(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 3 } }),
    );
    let (_, app, calls) = change(&sandbox, &client, &app, &config).await;
    assert_eq!(calls, ["PUT app/ID"]);
    assert_eq!(app.json()["resources"]["gpu"], 3);
}

#[tokio::test]
async fn an_app_whose_count_cannot_be_told_again_is_in_the_state() {
    let flavors = "GET /cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor";
    for route in ["PUT /cloud/project/{serviceName}/ai/app/{appId}", flavors] {
        let sandbox = older();
        let client = client(&sandbox).await;
        let config = with(
            minimal(),
            json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
        );
        sandbox.fail(route, Fault::Status(404), 0, 9);
        let plan = client.plan(APP, None, config).await.value;
        let half = client.apply(&plan).await;
        assert!(!half.errors().is_empty(), "{route}");
        assert!(sandbox.holdings()["app"].contains(&id_of(&half.value)));
    }
}

#[tokio::test]
async fn an_app_that_is_gone_before_its_change_is_named_and_planned_anew() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let config = with(minimal(), json!({ "command": ["serve"] }));
    let read = client.read(&app).await.ok();
    sandbox.with_apps(|apps| apps.remove(&id_of(&app)));
    // Nothing is asked about an app while its change is planned, so the plan is still that of a change.
    let plan = client.plan(APP, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::Update);
    let failed = client.apply(&plan).await;
    assert!(
        failed.error().detail.contains("404"),
        "{:?}",
        failed.errors()
    );
    let read = client.read(&app).await.ok();
    assert!(read.is_absent());
    let plan = client.plan(APP, Some(&read), config).await.ok();
    assert_eq!(plan.action, Action::Create);
}

#[tokio::test]
async fn an_app_in_a_state_nobody_knows_is_deleted() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    sandbox.with_apps(|apps| {
        apps.edit(&id_of(&app), |app| {
            app["status"]["state"] = "OF_TOMORROW".into();
        })
    });
    let plan = client.plan_destroy(&app).await.ok();
    let stop = "PUT /cloud/project/{serviceName}/ai/app/{appId}/stop";
    let delete = "DELETE /cloud/project/{serviceName}/ai/app/{appId}";
    for route in [stop, delete] {
        sandbox.fail(route, Fault::Status(409), 0, 1);
    }
    let failed = client.apply(&plan).await;
    let error = failed.error();
    for words in ["refuses to be stopped and to be deleted", "OF_TOMORROW"] {
        assert!(error.summary.contains(words), "{}", error.summary);
    }
    sandbox.fail(stop, Fault::Status(409), 0, 1);
    client.apply(&plan).await.ok();
    assert!(sandbox.holdings()["app"].is_empty());
}

#[tokio::test]
async fn destroying_stops_waits_deletes_and_waits() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let plan = client.plan_destroy(&app).await.ok();
    sandbox.reset_requests();
    assert!(client.apply(&plan).await.ok().is_absent());
    assert_eq!(writes(&sandbox), ["PUT app/ID/stop", "DELETE app/ID"]);
    assert!(sandbox.holdings()["app"].is_empty());
    // Gone already is as good.
    sandbox.reset_requests();
    assert!(client.apply(&plan).await.ok().is_absent());
    assert!(writes(&sandbox).is_empty());
    // What rests is not stopped again.
    let app = made(&client, &with(minimal(), json!({ "running": false }))).await;
    let plan = client.plan_destroy(&app).await.ok();
    sandbox.reset_requests();
    client.apply(&plan).await.ok();
    assert_eq!(writes(&sandbox), ["DELETE app/ID"]);
}

#[tokio::test]
async fn many_apps_are_refreshed_from_lists() {
    let sandbox = Sandbox::start(Options {
        estate: EstateChoice::Generated {
            objects: 300,
            seed: 4,
        },
        ..Options::default()
    })
    .unwrap();
    let client = Client::configured(terraform_provider_ovhai::Ovhai, configuration(&sandbox)).await;
    let ids = sandbox.with_apps(|apps| apps.ids());
    let mut count = 0_u64;
    for id in ids {
        let imported = client.import(APP, &id).await;
        if imported.errors().is_empty() {
            assert!(!client.read(&imported.value).await.ok().is_absent());
            count += 1;
        }
    }
    assert!(count > 200);
    let requests = sandbox.requests();
    let one = requests.count("GET /cloud/project/{serviceName}/ai/app/{appId}");
    let lists = requests.count("GET /cloud/project/{serviceName}/ai/app");
    assert!(
        one <= 5 && lists < count / 3,
        "{one} single reads, {lists} pages"
    );
}

#[tokio::test]
async fn imports_take_an_id_or_an_identity() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let (id, service) = (id_of(&app), sandbox.service_name().to_owned());
    for given in [id.clone(), format!("{service}/{id}")] {
        assert_eq!(
            client.import(APP, &given).await.ok().value,
            app.value,
            "{given}"
        );
    }
    for identity in [
        json!({ "id": id }),
        json!({ "id": id, "service_name": service }),
    ] {
        assert_eq!(
            client.import_by_identity(APP, identity).await.ok().value,
            app.value
        );
    }
    for wrong in ["", "/", "a/b/c", "96fb9aef-5adf-5e3f-b977-06b5c996edd8"] {
        assert!(
            !client.import(APP, wrong).await.errors().is_empty(),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn searches_narrow_by_what_is_given() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    for (name, region, labels) in [
        ("web", "GRA", json!({ "team": "nlp" })),
        ("web-2", "BHS", json!({ "team": "ocr" })),
        ("api", "GRA", json!({})),
    ] {
        made(
            &client,
            &with(
                minimal(),
                json!({ "name": name, "region": region, "labels": labels }),
            ),
        )
        .await;
    }
    let found = async |config: Value, limit: i64| {
        let found = client.list(APP, config, limit, true).await.ok();
        let mut names: Vec<String> = found.iter().map(|one| one.display_name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(
        found(json!({}), 0).await,
        [
            "api (GRA, RUNNING)",
            "web (GRA, RUNNING)",
            "web-2 (BHS, RUNNING)"
        ]
    );
    assert_eq!(
        found(json!({ "regions": ["BHS"] }), 0).await,
        ["web-2 (BHS, RUNNING)"]
    );
    assert_eq!(found(json!({ "name_prefix": "web" }), 0).await.len(), 2);
    assert_eq!(
        found(json!({ "label_selector": "team=nlp" }), 0).await,
        ["web (GRA, RUNNING)"]
    );
    assert_eq!(
        found(json!({ "label_selector": "!team" }), 0).await,
        ["api (GRA, RUNNING)"]
    );
    assert_eq!(found(json!({ "states": ["STOPPED"] }), 0).await.len(), 0);
    assert_eq!(found(json!({}), 2).await.len(), 2);
}

#[tokio::test]
async fn a_wrapper_around_the_tool_becomes_the_app() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let app = made(&client, &minimal()).await;
    let id = id_of(&app);
    let state = json!({ "id": "x", "input": { "value": { "app_id": id }, "type": ["object", { "app_id": "string" }] } });
    let moved = client
        .move_state(
            ("terraform.io/builtin/terraform", "terraform_data", 0),
            state.to_string(),
            APP,
        )
        .await
        .ok();
    assert_eq!(moved.json(), app.json());
}
