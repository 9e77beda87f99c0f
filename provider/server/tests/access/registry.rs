//! The life of a registry.

use ovh_sandbox::{EstateChoice, Fault, Kind};
use serde_json::{Value, json};
use terraform_plugin::testing::Action;

use super::{
    ONE_REGISTRY, REGISTRIES, REGISTRY, client, count, lifecycle, refusal, sandbox, told, with,
};

pub fn robot() -> Value {
    json!({
        "region": "GRA",
        "url": "registry.example.com",
        "username": "robot",
        "password_wo": "first-password",
        "password_wo_version": 1,
    })
}

#[tokio::test]
async fn each_change_takes_its_one_call() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let mut state = lifecycle.create(REGISTRY, robot()).await.unwrap();
    assert_eq!(
        (
            count(&sandbox, "POST", REGISTRIES),
            sandbox.requests().writes()
        ),
        (1, 1)
    );
    let id = state.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(state.json()["password_wo"], Value::Null);
    let password = || {
        sandbox
            .with(Kind::Registry, |registries| registries.secret_of(&id))
            .unwrap()
    };
    assert_eq!(password(), "first-password");

    let mut config = robot();
    for (changes, expected) in [
        (
            json!({ "url": "https://registry.example.org/acme" }),
            "first-password",
        ),
        (
            json!({ "username": "robot$ci", "password_wo": "unsent" }),
            "first-password",
        ),
        (
            json!({ "password_wo": "second-password", "password_wo_version": 2 }),
            "second-password",
        ),
    ] {
        config = with(&config, changes.clone());
        sandbox.reset_requests();
        state = lifecycle.update(&state, config.clone()).await.unwrap();
        assert_eq!(
            (
                count(&sandbox, "PUT", ONE_REGISTRY),
                sandbox.requests().writes()
            ),
            (1, 1),
            "{changes}"
        );
        assert_eq!(password(), expected, "{changes}");
        assert_eq!(state.json()["id"], id.as_str());
    }
    let document = sandbox.object(Kind::Registry, &id).unwrap();
    assert_eq!(document["url"], "https://registry.example.org/acme");
    assert_eq!(document["username"], "robot$ci");

    sandbox.reset_requests();
    config = with(
        &config,
        json!({ "password_wo": null, "password_wo_version": null, "timeouts": { "update": "1m" } }),
    );
    state = lifecycle.update(&state, config.clone()).await.unwrap();
    assert_eq!(
        sandbox.requests().writes(),
        0,
        "forgetting the version sends nothing"
    );

    config = with(&robot(), json!({ "region": "BHS" }));
    let plan = client(&sandbox)
        .await
        .plan(REGISTRY, Some(&state), config.clone())
        .await
        .ok();
    assert_eq!(plan.action, Action::Replace);
    state = lifecycle.update(&state, config).await.unwrap();
    assert!(sandbox.object(Kind::Registry, &id).is_none());
    lifecycle.destroy(&state).await.unwrap();
    assert!(sandbox.with(Kind::Registry, |registries| registries.is_empty()));
}

#[tokio::test]
async fn bad_definitions_are_refused_by_name() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let cases: &[(Value, &[&str])] = &[
        (json!({ "region": "SBG" }), &["at region", "BHS, GRA"]),
        (
            json!({ "region": "Gra" }),
            &["at region", "Write it as `GRA`"],
        ),
        (json!({ "url": null }), &["at url", "set url"]),
        (
            json!({ "url": "http://registry.example.com" }),
            &["at url", "https"],
        ),
        (
            json!({ "url": "registry.example.com:5000" }),
            &["at url", "port 443"],
        ),
        (
            json!({ "url": "https://registry.example.com:5000/v2" }),
            &["at url", "port 443"],
        ),
        (json!({ "url": "registry example" }), &["at url"]),
        (json!({ "url": "" }), &["at url"]),
        (
            json!({ "url": "https://u:hunter2@registry.example.com" }),
            &["at url", "without credentials"],
        ),
        (
            json!({ "url": "(secret)" }),
            &["at url", "left out of the state"],
        ),
        (
            json!({ "username": null }),
            &["at username", "set username"],
        ),
        (json!({ "username": "" }), &["at username", "empty"]),
        (
            json!({ "username": "(secret)" }),
            &["at username", "left out of the state"],
        ),
        (
            json!({ "password_wo": null, "password_wo_version": null }),
            &["at password_wo", "set password_wo"],
        ),
        (
            json!({ "password_wo_version": null }),
            &["at password_wo", "password_wo_version"],
        ),
        (json!({ "password_wo": "" }), &["at password_wo", "blank"]),
    ];
    for (changes, words) in cases {
        let text = refusal(&client, &sandbox, REGISTRY, with(&robot(), changes.clone())).await;
        for word in *words {
            assert!(text.contains(word), "{changes}: {word} is not in\n{text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn what_the_platform_cannot_take_away_is_refused() {
    let sandbox = sandbox(EstateChoice::Empty);
    let created = lifecycle(&sandbox).create(REGISTRY, robot()).await.unwrap();
    let client = client(&sandbox).await;
    for name in ["url", "username"] {
        let config = with(&robot(), json!({ name: null }));
        let planned = client.plan(REGISTRY, Some(&created), config).await;
        assert_eq!(planned.error().path.to_string(), name);
    }
    let config = with(
        &robot(),
        json!({ "password_wo": null, "password_wo_version": 2 }),
    );
    let planned = client.plan(REGISTRY, Some(&created), config).await;
    assert_eq!(planned.error().path.to_string(), "password_wo");
}

#[tokio::test]
async fn an_access_key_as_user_name_is_allowed_with_a_warning() {
    let sandbox = sandbox(EstateChoice::Empty);
    let config = with(&robot(), json!({ "username": "AKIAIOSFODNN7EXAMPLE" }));
    let validated = client(&sandbox)
        .await
        .validate(REGISTRY, config.clone())
        .await;
    let warning = validated.warnings()[0].clone();
    assert_eq!(warning.path.to_string(), "username");
    assert!(!warning.detail.contains("AKIA"), "{}", warning.detail);
    lifecycle(&sandbox).create(REGISTRY, config).await.unwrap();
}

#[tokio::test]
async fn what_is_changed_outside_shows_as_a_difference() {
    let sandbox = sandbox(EstateChoice::Empty);
    let created = lifecycle(&sandbox).create(REGISTRY, robot()).await.unwrap();
    let id = created.json()["id"].as_str().unwrap().to_owned();
    sandbox.with(Kind::Registry, |registries| {
        registries.edit(&id, |registry| registry["username"] = json!("somebody"))
    });
    let one = client(&sandbox).await;
    let read = one.read(&created).await.ok();
    assert_eq!(read.json()["username"], "somebody");
    assert_eq!(
        one.plan(REGISTRY, Some(&read), robot()).await.ok().action,
        Action::Update
    );
    sandbox.with(Kind::Registry, |registries| registries.remove(&id));
    assert!(client(&sandbox).await.read(&created).await.ok().is_absent());
}

#[tokio::test]
async fn a_refused_delete_names_the_users() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let state = client
        .import(REGISTRY, "209aac94-6119-5579-b02b-54bb98893733")
        .await
        .ok();
    let plan = client.plan_destroy(&state).await.ok();
    sandbox.fail(&format!("DELETE {ONE_REGISTRY}"), Fault::Status(409), 0, 1);
    let refused = client.apply(&plan).await;
    let detail = &refused.error().detail;
    for words in ["409", "It is used by ", "app `orders-api`"] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    assert!(!told(&refused).contains("Tr0ub4dor"));
    assert!(!refused.value.is_absent());
    client.apply(&plan).await.ok();
    client.apply(&plan).await.ok();
}
