//! What the platform would refuse is refused before, with the attribute named.

use ovh_sandbox::{EstateChoice, Kind};
use serde_json::{Value, json};
use terraform_plugin::testing::unknown;

use super::{STORE, client, data_store::s3, lifecycle, refusal, sandbox, told, with};

#[tokio::test]
async fn bad_definitions_are_refused_by_name() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let keys = &s3()["credentials_wo"]["s3"];
    let basic = json!({ "basic_auth": { "username": "u", "password": "p" } });
    let both = json!({
        "basic_auth": { "username": "u", "password": "p" },
        "ssh_keypair": { "private_key": "k" },
    });
    let cases: &[(Value, &[&str])] = &[
        (json!({ "region": "DE" }), &["at region", "BHS, GRA"]),
        (
            json!({ "region": "gra" }),
            &["at region", "Write it as `GRA`"],
        ),
        (json!({ "alias": "a@b" }), &["at alias", "Invalid alias"]),
        (json!({ "alias": "a b" }), &["at alias", "Invalid alias"]),
        (json!({ "alias": "a/b" }), &["at alias", "Invalid alias"]),
        (json!({ "alias": "" }), &["at alias", "Invalid alias"]),
        (json!({ "alias": "SBG" }), &["at alias", "brings along"]),
        (
            json!({ "alias": "models-s3" }),
            &["at alias", "Import it as", "GRA/models-s3"],
        ),
        (json!({ "type": "swift" }), &["at type", "platform's own"]),
        (json!({ "type": "ftp" }), &["at type", "`s3` or `git`"]),
        (json!({ "endpoint": null }), &["at endpoint", "needed"]),
        (
            json!({ "endpoint": "http://s3.example.com" }),
            &["at endpoint", "https://"],
        ),
        (
            json!({ "endpoint": "https://s3.example.com /" }),
            &["at endpoint"],
        ),
        (
            json!({ "endpoint": "https://u:hunter2@s3.example.com" }),
            &["at endpoint", "credentials_wo"],
        ),
        (
            json!({ "endpoint": "(secret)" }),
            &["at endpoint", "left out of the state"],
        ),
        (
            json!({ "credentials_wo": null, "credentials_wo_version": null }),
            &["at credentials_wo", "needed"],
        ),
        (
            json!({ "credentials_wo_version": null }),
            &["at credentials_wo", "credentials_wo_version"],
        ),
        (
            json!({ "credentials_wo": {} }),
            &["at credentials_wo.s3", "exactly one"],
        ),
        (
            json!({ "credentials_wo": { "s3": keys, "git": basic } }),
            &["at credentials_wo.s3", "exactly one"],
        ),
        (
            json!({ "credentials_wo": { "git": basic } }),
            &["at credentials_wo.git", "credentials_wo.s3"],
        ),
        (
            json!({ "type": "git", "credentials_wo": { "git": both } }),
            &["at credentials_wo.git.basic_auth", "exactly one"],
        ),
        (
            json!({ "credentials_wo": { "s3": { "access_key": " ", "secret_key": "s", "region": "gra" } } }),
            &["at credentials_wo.s3.access_key", "blank"],
        ),
    ];
    for (changes, words) in cases {
        let text = refusal(&client, &sandbox, STORE, with(&s3(), changes.clone())).await;
        for word in *words {
            assert!(text.contains(word), "{changes}: {word} is not in\n{text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_change_without_credentials_is_refused_while_planning() {
    let sandbox = sandbox(EstateChoice::Empty);
    let created = lifecycle(&sandbox).create(STORE, s3()).await.unwrap();
    let client = client(&sandbox).await;
    for changes in [
        json!({ "endpoint": "https://elsewhere.example.com/" }),
        json!({ "prefix": "p" }),
        json!({ "credentials_wo_version": 2 }),
    ] {
        let config = with(
            &with(&s3(), json!({ "credentials_wo": null })),
            changes.clone(),
        );
        let planned = client.plan(STORE, Some(&created), config).await;
        let error = planned.error();
        assert_eq!(error.path.to_string(), "credentials_wo", "{changes}");
    }
    // Dropping version and credentials, once they are sent, changes nothing.
    let bare = with(
        &s3(),
        json!({ "credentials_wo": null, "credentials_wo_version": null }),
    );
    client.plan(STORE, Some(&created), bare.clone()).await.ok();
    sandbox.reset_requests();
    lifecycle(&sandbox).update(&created, bare).await.unwrap();
    assert_eq!(sandbox.requests().writes(), 0);
    let gone = with(&s3(), json!({ "endpoint": null }));
    let planned = client.plan(STORE, Some(&created), gone).await;
    assert_eq!(planned.error().path.to_string(), "endpoint");
}

#[tokio::test]
async fn values_known_after_apply_are_judged_then() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for name in [
        "region",
        "alias",
        "endpoint",
        "credentials_wo",
        "service_name",
        "credentials_wo_version",
    ] {
        let mut config = s3();
        config[name] = unknown();
        client.validate(STORE, config.clone()).await.ok();
        let plan = client.plan(STORE, None, config).await.ok();
        let is_known = !matches!(name, "region" | "alias");
        assert_eq!(plan.json()["id"].is_string(), is_known, "{name}");
    }
    let mut config = s3();
    config["alias"] = unknown();
    let applied = with(&s3(), json!({ "alias": "GRA" }));
    let failed = lifecycle(&sandbox)
        .change(STORE, None, config, applied)
        .await
        .unwrap_err();
    assert!(failed.to_string().contains("brings along"), "{failed}");
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn an_alias_taken_by_another_resource_meanwhile_is_the_platforms_to_refuse() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let plan = client.plan(STORE, None, s3()).await.ok();
    let store = json!({ "alias": "features", "endpoint": "https://x.example.com/", "owner": "customer", "type": "s3" });
    sandbox.with(Kind::DataStore, |stores| stores.insert_in("GRA", &store));
    let refused = client.apply(&plan).await;
    assert!(told(&refused).contains("409"), "{}", told(&refused));
    assert!(refused.value.is_absent());
}
