//! `kubernetes_manifests`.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::{call, result};

const NAME: &str = "kubernetes_manifests";

fn sample(path: &str) -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-fixtures/ovh-api");
    let path = fs::read_dir(&root)
        .unwrap()
        .map(|group| group.unwrap().path().join(path))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("there is no sample {path}"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn kinds(outcome: &Value) -> Vec<&str> {
    let manifests = outcome["manifests"].as_array().unwrap().iter();
    manifests
        .map(|object| object["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_object_its_json_and_its_yaml_give_the_same() {
    let app = sample("app/every-member.json");
    let of_object = result(NAME, [app.clone()]).await;
    let of_text = result(NAME, [json!(app.to_string())]).await;
    let of_yaml = result(
        NAME,
        [json!(
            serde_saphyr::to_string(&app).unwrap().replace("null", "~")
        )],
    )
    .await;
    assert_eq!(of_object, of_text);
    assert_eq!(of_object, of_yaml);
    let kinds = kinds(&of_object);
    assert_eq!(kinds.first(), Some(&"Namespace"));
    assert!(
        kinds.contains(&"Deployment") && kinds.contains(&"Service"),
        "{kinds:?}"
    );
    for object in of_object["manifests"].as_array().unwrap() {
        assert!(object["metadata"]["name"].is_string() && object["apiVersion"].is_string());
    }
    let finding = &of_object["findings"][0];
    for member in ["slug", "fidelity", "category", "address", "detail", "hint"] {
        assert!(finding[member].is_string(), "{member}: {finding}");
    }
}

#[tokio::test]
async fn null_options_are_as_good_as_none() {
    let app = sample("app/every-member.json");
    let plain = result(NAME, [app.clone()]).await;
    let nothing = json!({
        "kind": null, "profile": { "domain": null, "keda": { "available": null } }, "answers": { "a/b": null },
        "overrides": { "Deployment/x": null }, "secret_names": [null],
    });
    for options in [
        Value::Null,
        nothing,
        json!({ "profile": null, "answers": null, "overrides": null, "secret_names": null }),
    ] {
        assert_eq!(result(NAME, [app.clone(), options]).await, plain);
    }
    let line = "ovhai app run registry.example.com/web:1";
    let parse = "parse_ovhai_command";
    let plain = result(parse, [json!(line)]).await;
    for options in [
        Value::Null,
        json!({ "region": null, "variables": null }),
        json!({ "variables": { "A": null } }),
    ] {
        assert_eq!(result(parse, [json!(line), options]).await, plain);
    }
}

#[tokio::test]
async fn every_kind_is_recognised() {
    for (path, kind) in [
        ("app/stopped.json", "Deployment"),
        ("job/every-member.json", "Job"),
        ("notebook/every-member.json", "StatefulSet"),
        ("app-spec/create.json", "Deployment"),
    ] {
        let outcome = result(NAME, [sample(path)]).await;
        assert!(
            kinds(&outcome).contains(&kind),
            "{path}: {:?}",
            kinds(&outcome)
        );
    }
    let bare =
        json!({"region": "GRA", "image": "img:1", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}});
    let failure = call(NAME, [bare.clone()]).await.unwrap_err();
    assert_eq!(failure.argument, Some(0));
    assert!(failure.text.contains("option `kind`"), "{}", failure.text);
    let job = result(NAME, [bare, json!({"kind": "job"})]).await;
    assert!(kinds(&job).contains(&"Job"));
}

#[tokio::test]
async fn choices_and_decisions_are_those_of_the_export() {
    let app = sample("app/every-member.json");
    let plain = result(NAME, [app.clone()]).await;
    let name = plain["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .find(|object| object["kind"] == "Deployment")
        .map(|object| object["metadata"]["name"].as_str().unwrap().to_owned())
        .unwrap();
    let options = json!({
        "profile": {"namespace": "shop", "create_namespace": false},
        "overrides": {format!("Deployment/{name}"): {"spec": {"replicas": 7}}},
        "secret_names": ["LOG_LEVEL"],
    });
    let chosen = result(NAME, [app.clone(), options]).await;
    assert!(!kinds(&chosen).contains(&"Namespace"));
    let deployment = chosen["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .find(|object| object["kind"] == "Deployment")
        .unwrap();
    assert_eq!(deployment["spec"]["replicas"], 7);
    assert_eq!(deployment["metadata"]["namespace"], "shop");
    for (options, part) in [
        (json!({"profile": {"namespac": "x"}}), "namespace"),
        (json!({"answers": {"no/such": "x"}}), "no finding `no/such`"),
        (
            json!({"overrides": {"Deployment/none": {}}}),
            "no object `Deployment/none`",
        ),
        (json!({"overrides": {"Deployment/x": "{"}}), "no JSON"),
        (json!({"kind": "pod"}), "`kind` is one of"),
        (json!({"answer": {}}), "no option `answer`"),
        (json!({"secret_names": "A"}), "a list of texts"),
    ] {
        let failure = call(NAME, [app.clone(), options]).await.unwrap_err();
        assert_eq!(failure.argument, Some(1), "{}", failure.text);
        assert!(failure.text.contains(part), "{}", failure.text);
    }
}

#[tokio::test]
async fn what_is_no_workload_is_an_error_at_the_argument() {
    for (document, part) in [
        (json!("{"), "no JSON: see line 1"),
        (json!("a: [b"), "neither JSON nor YAML"),
        (json!("text"), "neither an object"),
        (json!([]), "This is a list"),
        (json!("[{}]"), "This is a list"),
        (json!({}), "neither a `spec` nor a `region`"),
        (
            json!({"default_http_port": 80, "region": "GRA"}),
            "Terraform's spelling",
        ),
        (
            json!({"id": "1", "spec": {"image": 1, "region": "GRA", "probe": {}}}),
            "This is no app: `/spec/image`",
        ),
        (json!(5), "neither an object"),
    ] {
        let failure = call(NAME, [document.clone()]).await.unwrap_err();
        assert_eq!(failure.argument, Some(0), "{document}");
        assert!(failure.text.contains(part), "{document}: {}", failure.text);
    }
}

#[tokio::test]
async fn secret_values_are_never_in_the_result() {
    let secret = "ghp_Zx9qLw3vR7tY2uI5oP8aS1dF4gH6jK0lB3nM";
    let app = json!({"id": "a", "spec": {
        "image": "img:1", "region": "GRA", "name": "shop", "probe": {"path": "/"},
        "command": ["serve", "--password", "hunter2", format!("https://u:{secret}@h/")],
        "envVars": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "A", "value": secret}, {"name": "B", "value": "plain"}],
        "labels": {"a": secret},
        "volumes": [{"mountPath": "/a", "permission": "RO", "volumeSource": {"publicGit": {"url": format!("https://u:{secret}@h/r.git")}}}],
        "member": {"token": "hunter2"},
    }});
    let outcome = result(NAME, [app.clone()]).await;
    let shown = outcome.to_string();
    assert!(
        !shown.contains(secret) && !shown.contains("hunter2"),
        "{shown}"
    );
    assert!(shown.contains("plain"));
    let keys = outcome["required_secrets"].to_string();
    assert!(
        keys.contains("DB_PASSWORD") && keys.contains("\"type\""),
        "{keys}"
    );
    let mut odd = app;
    odd["spec"]["envVars"][0]["value"] = json!({"hunter2": 1});
    let failure = call(NAME, [odd]).await.unwrap_err();
    assert!(!failure.text.contains("hunter2"), "{}", failure.text);
    let failure = call(NAME, [json!("a: hunter2: hunter2")])
        .await
        .unwrap_err();
    assert!(!failure.text.contains("hunter2"), "{}", failure.text);
}
