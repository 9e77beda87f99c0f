//! Moving wrappers of the vendor's tool into the managed resources, over the provider's own service in memory.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovh_sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Client, Object, Outcome};
use terraform_provider_ovhai::Ovhai;

const DATA: (&str, &str, i64) = ("terraform.io/builtin/terraform", "terraform_data", 0);
const NULL: (&str, &str, i64) = ("registry.terraform.io/hashicorp/null", "null_resource", 0);
const APP: &str = "96fb9aef-5adf-5e3f-b977-06b5c996edd8";
const OTHER: &str = "8839809a-e0c1-59b5-a0f6-95cfaa985907";

fn sandbox() -> Running {
    Sandbox::start(Options::default()).unwrap()
}

async fn client(sandbox: &Running) -> Client {
    let key = &sandbox.credentials().key;
    let configuration = json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
    });
    Client::configured(Ovhai, configuration).await
}

/// A state as Terraform stores that of `terraform_data`: values of any type carry their type.
fn data(input: Value) -> Value {
    json!({
        "id": "5a1f0a1e-0000-4000-8000-000000000000",
        "input": {"value": input, "type": "dynamic"},
        "output": {"value": input, "type": "dynamic"},
        "triggers_replace": null,
    })
}

async fn moved(
    client: &Client,
    source: (&str, &str, i64),
    state: &Value,
    to: &str,
) -> Outcome<Object> {
    client.move_state(source, state.to_string(), to).await
}

#[tokio::test]
async fn recorded_ids_move_and_the_rest_is_read() {
    let sandbox = sandbox();
    let client = client(&sandbox).await;
    let service = sandbox.service_name();
    let url = format!("https://{APP}.app.gra.ai.cloud.ovh.net/predict");
    let printed = json!({"id": APP, "spec": {"image": OTHER}, "status": {"url": "x"}}).to_string();
    for (source, state) in [
        (DATA, data(json!({"app_id": APP, "service_name": service}))),
        (DATA, data(json!(APP.to_uppercase()))),
        (DATA, data(json!(["ovhai app run img --cpu 1", APP]))),
        (DATA, data(json!({"url": url}))),
        (DATA, data(json!({"printed": printed}))),
        (
            DATA,
            data(json!({"nested": json!({"deep": {"id": APP}}).to_string()})),
        ),
        (
            NULL,
            json!({"id": "4711", "triggers": {
                "create": "ovhai app run img --cpu 1 -o json > app.json",
                "destroy": format!("ovhai app stop {APP} && ovhai app delete {APP}"),
                "image": "registry.example.com/a:1",
                "job": format!("ovhai job get {OTHER}"),
                "project": service,
            }}),
        ),
    ] {
        let moved = moved(&client, source, &state, "ovhai_app")
            .await
            .ok()
            .json();
        assert_eq!(moved["id"], APP, "{state}");
        assert_eq!(moved["service_name"], service, "{state}");
        assert_eq!(moved["name"], "text-classifier");
        assert_eq!(moved["wait_for"], "running");
        assert_eq!(moved["resources"]["count"], 2);
    }
}

#[tokio::test]
async fn jobs_and_notebooks_move_too() {
    let sandbox = sandbox();
    let client = client(&sandbox).await;
    for (kind, of) in [("job", "jobs"), ("notebook", "notebooks")] {
        let listed = client
            .data_source(&format!("ovhai_{of}"), json!({}))
            .await
            .ok()
            .json();
        let id = listed[of]
            .as_array()
            .and_then(|objects| objects.first())
            .and_then(|object| object["id"].as_str().map(str::to_owned))
            .unwrap();
        let state = data(json!({ "delete": format!("ovhai {kind} delete {id}") }));
        let moved = moved(&client, DATA, &state, &format!("ovhai_{kind}"))
            .await
            .ok()
            .json();
        assert_eq!(moved["id"], id);
        assert!(moved["region"].is_string(), "{moved}");
    }
}

#[tokio::test]
async fn a_recorded_job_that_is_gone_is_not_run_again() {
    let sandbox = sandbox();
    let client = client(&sandbox).await;
    let state = data(json!(format!("ovhai job kill {APP}")));
    let outcome = moved(&client, DATA, &state, "ovhai_job").await;
    let error = outcome.error();
    assert!(error.summary.contains("is gone"), "{error:?}");
    assert!(error.detail.contains(APP), "{error:?}");
}

#[tokio::test]
async fn what_is_not_recorded_is_an_error_that_says_what_to_do() {
    let sandbox = sandbox();
    let client = client(&sandbox).await;
    for (source, state, words) in [
        (
            DATA,
            data(json!("ovhai app run img --cpu 1")),
            "records the command that makes the object, but not the id",
        ),
        (
            DATA,
            data(json!({"image": "img"})),
            "Neither its triggers nor its input",
        ),
        (
            NULL,
            json!({"id": "1", "triggers": null}),
            "Neither its triggers nor its input",
        ),
        (
            DATA,
            data(json!("ovhai app delete $ID")),
            "Neither its triggers nor its input",
        ),
        (DATA, data(json!([APP, OTHER])), "several ids"),
        (
            DATA,
            data(json!(format!("ovhai job delete {APP}"))),
            "Neither its triggers",
        ),
        (
            ("registry.terraform.io/hashicorp/random", "random_id", 0),
            json!({"id": APP}),
            "Objects of this type cannot be moved here",
        ),
    ] {
        let outcome = moved(&client, source, &state, "ovhai_app").await;
        let text = format!("{:?}", outcome.error());
        assert!(text.contains(words), "{state}: {text}");
        assert!(text.contains("SERVICE_NAME/ID"), "{text}");
    }
}

#[tokio::test]
async fn no_secret_of_a_wrapper_is_told() {
    let sandbox = sandbox();
    let client = client(&sandbox).await;
    let state =
        data(json!({"command": "ovhai --token hunter2 app run img -e DB_PASSWORD=hunter2 -c 1"}));
    let outcome = moved(&client, DATA, &state, "ovhai_app").await;
    assert!(!format!("{:?}", outcome.error()).contains("hunter2"));
}
