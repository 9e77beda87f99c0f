//! Importing: every way to name an object, and empty plans afterwards for everything there can be.

use ovh_sandbox::{EstateChoice, Kind, Running};
use serde_json::{Value, json};

use super::{REGISTRY, STORE, TOKEN, client, configuration, lifecycle, sandbox, told};

/// Attributes that only the provider sets.
const COMPUTED: &[&str] = &["id", "encrypted_value", "version"];

/// What a person would write for an object with this state.
fn written(state: &Value) -> Value {
    let mut config = state.clone();
    let members = config.as_object_mut().unwrap();
    members.retain(|name, value| !value.is_null() && !COMPUTED.contains(&name.as_str()));
    config
}

/// Type and import id of everything that can be managed.
fn manageable(sandbox: &Running) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (kind, unit) in [
        (Kind::DataStore, STORE),
        (Kind::Registry, REGISTRY),
        (Kind::Token, TOKEN),
    ] {
        sandbox.with(kind, |objects| {
            for id in objects.ids() {
                if objects.get(&id).unwrap()["owner"] != "ovhcloud" {
                    all.push((unit, id));
                }
            }
        });
    }
    all
}

#[tokio::test]
async fn every_object_imports_to_an_empty_plan_and_so_does_what_terraform_writes_down() {
    let mixed = EstateChoice::Mixed {
        objects: 1200,
        seed: 7,
    };
    for (estate, least) in [(EstateChoice::Handmade, 12), (mixed, 100)] {
        let sandbox = sandbox(estate);
        let all = manageable(&sandbox);
        assert!(all.len() >= least, "only {}", all.len());
        let lifecycle = lifecycle(&sandbox);
        for (unit, id) in all {
            let adopted = lifecycle.adopt(unit, &id).await;
            adopted.unwrap_or_else(|failure| panic!("{unit} {id}: {failure}"));
        }
        assert_eq!(sandbox.requests().writes(), 0);
    }
}

#[tokio::test]
async fn an_imported_object_takes_its_secrets_in_place() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let lifecycle = lifecycle(&sandbox);
    let imported = client.import(STORE, "GRA/rules-git").await.ok();
    let mut config = written(&imported.json());
    config["credentials_wo"] =
        json!({ "git": { "basic_auth": { "username": "bot", "password": "rotated" } } });
    config["credentials_wo_version"] = json!(1);
    lifecycle.update(&imported, config).await.unwrap();
    let keys = sandbox
        .with(Kind::DataStore, |stores| stores.secret_of("GRA/rules-git"))
        .unwrap();
    assert_eq!(keys["git"]["basicAuth"]["password"], "rotated");
    let id = "209aac94-6119-5579-b02b-54bb98893733";
    let imported = client.import(REGISTRY, id).await.ok();
    let mut config = written(&imported.json());
    config["password_wo"] = json!("rotated");
    config["password_wo_version"] = json!(1);
    lifecycle.update(&imported, config).await.unwrap();
    let password = sandbox
        .with(Kind::Registry, |registries| registries.secret_of(id))
        .unwrap();
    assert_eq!(password, "rotated");
}

#[tokio::test]
async fn every_form_of_an_id_names_the_same_object() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let service = sandbox.service_name();
    for (unit, whole, shorter) in [
        (STORE, "GRA/models-s3", &["GRA/models-s3", "models-s3"][..]),
        (
            REGISTRY,
            "209aac94-6119-5579-b02b-54bb98893733",
            &["209aac94-6119-5579-b02b-54bb98893733"],
        ),
        (
            TOKEN,
            "cf87e98a-0042-5aa5-8d09-147f0dc6059b",
            &["cf87e98a-0042-5aa5-8d09-147f0dc6059b"],
        ),
    ] {
        let expected = client
            .import(unit, &format!("{service}/{whole}"))
            .await
            .ok()
            .json();
        assert_eq!(expected["id"], whole);
        assert_eq!(expected["service_name"], service);
        for id in shorter {
            assert_eq!(client.import(unit, id).await.ok().json(), expected, "{id}");
        }
    }
    // By identity, with the project or without it.
    for (unit, identity, id) in [
        (
            STORE,
            json!({ "region": "GRA", "alias": "models-s3" }),
            "GRA/models-s3",
        ),
        (
            REGISTRY,
            json!({ "id": "209aac94-6119-5579-b02b-54bb98893733" }),
            "209aac94-6119-5579-b02b-54bb98893733",
        ),
        (
            TOKEN,
            json!({ "id": "cf87e98a-0042-5aa5-8d09-147f0dc6059b" }),
            "cf87e98a-0042-5aa5-8d09-147f0dc6059b",
        ),
    ] {
        let expected = client.import(unit, id).await.ok();
        let mut whole = identity.clone();
        whole["service_name"] = json!(service);
        assert_eq!(expected.identity_json(), whole);
        for identity in [identity, whole] {
            let imported = client.import_by_identity(unit, identity).await.ok();
            assert_eq!(imported.json(), expected.json());
        }
    }
    let missing = client
        .import_by_identity(STORE, json!({ "region": "GRA", "alias": "GRA" }))
        .await;
    assert!(told(&missing).contains("built in"), "{}", told(&missing));
}

#[tokio::test]
async fn ids_that_name_nothing_say_what_there_is() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let store = json!({ "alias": "models-s3", "endpoint": "https://x.example.com/", "owner": "customer", "type": "s3" });
    let odd = json!({ "alias": "tomorrow", "endpoint": "https://x.example.com/", "owner": "customer", "type": "nfs" });
    sandbox.with(Kind::DataStore, |stores| {
        stores.insert_in("BHS", &store) && stores.insert_in("BHS", &odd)
    });
    let client = client(&sandbox).await;
    for (unit, id, words) in [
        (STORE, "models-s3", &["BHS/models-s3, GRA/models-s3"][..]),
        (STORE, "nobody", &["looked in BHS, GRA"]),
        (STORE, "GRA/nobody", &["`code-ssh`", "`models-s3`"]),
        (STORE, "XXX/nobody", &["no data store `nobody` in XXX"]),
        (STORE, "GRA/SBG", &["`SBG` in GRA is built in"]),
        (STORE, "BHS/tomorrow", &["type `nfs`"]),
        (STORE, "", &["SERVICE_NAME/REGION/ALIAS"]),
        (STORE, "a//b", &["SERVICE_NAME/REGION/ALIAS"]),
        (
            REGISTRY,
            "nobody",
            &["no registry nobody", "ovhai_registries"],
        ),
        (REGISTRY, "a/b/c", &["SERVICE_NAME/ID"]),
        (TOKEN, "nobody", &["no token nobody", "ovhai_tokens"]),
        (TOKEN, "/x", &["SERVICE_NAME/ID"]),
        (TOKEN, "", &["SERVICE_NAME/ID"]),
    ] {
        let outcome = client.import(unit, id).await;
        assert!(outcome.value.is_absent());
        let text = told(&outcome);
        for word in words {
            assert!(
                text.contains(word),
                "{unit} {id:?}: {word} is not in {text}"
            );
        }
    }
    let mut anonymous = configuration(&sandbox);
    anonymous.as_object_mut().unwrap().remove("service_name");
    let client =
        terraform_plugin::testing::Client::configured(terraform_provider_ovhai::Ovhai, anonymous)
            .await;
    let outcome = client
        .import(TOKEN, "cf87e98a-0042-5aa5-8d09-147f0dc6059b")
        .await;
    assert_eq!(outcome.error().summary, "No project is named");
}
