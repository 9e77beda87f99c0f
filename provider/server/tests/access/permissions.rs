//! The table of permissions against what the units really call.

use std::collections::BTreeSet;

use ovh_api::calls;
use ovh_sandbox::{EstateChoice, Fault, Kind, Running};
use serde_json::{Value, json};
use terraform_plugin::schema::describe::UnitKind;
use terraform_provider_ovhai::permissions::Unit;

use super::{
    ONE_REGISTRY, ONE_STORE, REGISTRY, STORE, TOKEN, client, data_store::s3, lifecycle,
    registry::robot, sandbox, token::reader, with,
};

/// What was called since the last look, but for what needs no right.
fn called(sandbox: &Running) -> BTreeSet<String> {
    let routes = sandbox.requests().by_route.into_keys();
    let is_open = |route: &String| {
        calls::ALL
            .iter()
            .any(|call| call.open && call.to_string() == *route)
    };
    let called = routes.filter(|route| !is_open(route)).collect();
    sandbox.reset_requests();
    called
}

fn assert_listed(kind: UnitKind, name: &str, called: &BTreeSet<String>) {
    let unit = Unit::of_kind(kind, name).unwrap();
    let listed: BTreeSet<String> = unit.all_calls().map(ToString::to_string).collect();
    assert_eq!(*called, listed, "{name}");
}

/// A whole life, a search in vain, and a delete that is refused.
async fn life(unit: &str, config: Value, changes: Value, gone: Value, refused: &str) {
    let sandbox = sandbox(EstateChoice::Handmade);
    let lifecycle = lifecycle(&sandbox);
    let created = lifecycle.create(unit, config.clone()).await.unwrap();
    let state = lifecycle
        .update(&created, with(&config, changes))
        .await
        .unwrap();
    let one = client(&sandbox).await;
    assert!(one.read(&one.state(unit, gone)).await.ok().is_absent());
    if !refused.is_empty() {
        let plan = one.plan_destroy(&state).await.ok();
        sandbox.fail(refused, Fault::Status(409), 0, 1);
        assert_eq!(one.apply(&plan).await.errors().len(), 1);
    }
    lifecycle.destroy(&state).await.unwrap();
    assert_listed(UnitKind::Resource, unit, &called(&sandbox));
}

#[tokio::test]
async fn resources_call_what_is_listed_and_nothing_else() {
    let store = json!({ "region": "GRA", "alias": "nobody" });
    life(
        STORE,
        s3(),
        json!({ "prefix": "p" }),
        store,
        &format!("DELETE {ONE_STORE}"),
    )
    .await;
    let nobody = json!({ "id": "nobody" });
    life(
        REGISTRY,
        robot(),
        json!({ "username": "other" }),
        nobody.clone(),
        &format!("DELETE {ONE_REGISTRY}"),
    )
    .await;
    life(
        TOKEN,
        reader(),
        json!({ "rotate_when_changed": { "turn": "1" } }),
        nobody,
        "",
    )
    .await;
}

#[tokio::test]
async fn searches_and_what_is_made_for_a_run_call_what_is_listed_and_nothing_else() {
    let sandbox = sandbox(EstateChoice::Handmade);
    for unit in [STORE, REGISTRY, TOKEN] {
        client(&sandbox)
            .await
            .list(unit, json!({}), 0, true)
            .await
            .ok();
        assert_listed(UnitKind::ListResource, unit, &called(&sandbox));
    }
    let one = client(&sandbox).await;
    let open = one
        .open(
            "ovhai_application_token",
            json!({ "region": "GRA", "role": "ai_training_read" }),
        )
        .await
        .ok();
    one.close(&open).await.ok();
    assert_listed(
        UnitKind::EphemeralResource,
        "ovhai_application_token",
        &called(&sandbox),
    );
    one.open(
        "ovhai_registry_credentials",
        json!({ "registry_id": "nobody" }),
    )
    .await;
    let id = super::ephemeral::registry(&sandbox).await;
    let open = one
        .open("ovhai_registry_credentials", json!({ "registry_id": id }))
        .await
        .ok();
    one.close(&open).await.ok();
    assert_listed(
        UnitKind::EphemeralResource,
        "ovhai_registry_credentials",
        &called(&sandbox),
    );
}

#[tokio::test]
async fn without_helpful_rights_everything_still_works() {
    let sandbox = sandbox(EstateChoice::Handmade);
    for route in [
        "GET /cloud/project/{serviceName}/ai/capabilities/region",
        "GET /cloud/project/{serviceName}/ai/data/region",
    ] {
        sandbox.fail(route, Fault::Status(403), 0, 1000);
    }
    for (unit, config) in [(STORE, s3()), (REGISTRY, robot()), (TOKEN, reader())] {
        let lifecycle = lifecycle(&sandbox);
        let state = lifecycle.create(unit, config).await.unwrap();
        lifecycle.destroy(&state).await.unwrap();
    }
    sandbox.fail(
        "GET /cloud/project/{serviceName}/ai/token",
        Fault::Status(403),
        0,
        1000,
    );
    let one = client(&sandbox).await;
    let open = one
        .open(
            "ovhai_application_token",
            json!({ "region": "GRA", "role": "ai_training_read" }),
        )
        .await
        .ok();
    one.close(&open).await.ok();
    // A delete that is refused is told without those that use it.
    sandbox.clear_faults();
    let one = client(&sandbox).await;
    let state = one.import(STORE, "GRA/models-s3").await.ok();
    let plan = one.plan_destroy(&state).await.ok();
    sandbox.fail(&format!("DELETE {ONE_STORE}"), Fault::Status(409), 0, 1);
    for kind in ["app", "job", "notebook"] {
        sandbox.fail(
            &format!("GET /cloud/project/{{serviceName}}/ai/{kind}"),
            Fault::Status(403),
            0,
            1000,
        );
    }
    let refused = one.apply(&plan).await;
    let detail = refused.error().detail.clone();
    assert!(
        detail.contains("409") && detail.contains("Could not be read: app, job, notebook"),
        "{detail}"
    );
    assert!(sandbox.object(Kind::DataStore, "GRA/models-s3").is_some());
}
