//! Broken connections, slow servers, interruptions and wrong projects: nothing is made twice, forgotten or dropped.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Kind, Options, Sandbox};
use serde_json::json;

use super::{
    ONE_REGISTRY, ONE_STORE, REGISTRIES, REGISTRY, STORE, STORES, TOKEN, TOKENS, client, count,
    data_store::s3,
    hasty_client,
    registry::robot,
    sandbox,
    token::{RECIPIENT, reader},
    told, with,
};

#[tokio::test]
async fn what_was_made_although_the_answer_was_lost_is_kept_and_made_once() {
    for fault in [Fault::CutAfter, Fault::TimeoutAfter, Fault::Truncate] {
        let sandbox = sandbox(EstateChoice::Empty);
        let client = hasty_client(&sandbox).await;
        let sealed = with(&reader(), json!({ "recipients": [RECIPIENT] }));
        for (unit, config, route, kind) in [
            (STORE, s3(), STORES, Kind::DataStore),
            (REGISTRY, robot(), REGISTRIES, Kind::Registry),
            (TOKEN, reader(), TOKENS, Kind::Token),
            (TOKEN, sealed, TOKENS, Kind::Token),
        ] {
            let before = sandbox.with(kind, |objects| objects.len());
            sandbox.fail(&format!("POST {route}"), fault.clone(), 0, 1);
            let plan = client.plan(unit, None, config.clone()).await.ok();
            let created = client.apply(&plan).await.ok().json();
            assert_eq!(
                sandbox.with(kind, |objects| objects.len()),
                before + 1,
                "{unit} {fault:?}"
            );
            if config.get("recipients").is_some() {
                // The lost value is nobody's; the one that is kept is the second.
                assert_eq!(created["version"], 2);
                assert!(created["encrypted_value"].is_string());
            }
            let id = created["id"].as_str().unwrap();
            sandbox.with(kind, |objects| objects.remove(id));
        }
    }
}

#[tokio::test]
async fn a_token_whose_value_is_lost_for_good_is_saved_all_the_same() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = hasty_client(&sandbox).await;
    let config = with(&reader(), json!({ "recipients": [RECIPIENT] }));
    let plan = client.plan(TOKEN, None, config).await.ok();
    sandbox.fail(&format!("POST {TOKENS}"), Fault::CutAfter, 0, 1);
    sandbox.fail(
        "POST /cloud/project/{serviceName}/ai/token/{id}/renew",
        Fault::Status(403),
        0,
        1,
    );
    let applied = client.apply(&plan).await;
    assert_eq!(
        applied.error().summary,
        "The token was created, but its value is lost"
    );
    let id = applied.value.json()["id"].as_str().unwrap().to_owned();
    assert!(sandbox.object(Kind::Token, &id).is_some());
}

#[tokio::test]
async fn a_change_that_takes_too_long_ends_and_says_so() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for (unit, config, route) in [(STORE, s3(), ONE_STORE), (REGISTRY, robot(), ONE_REGISTRY)] {
        let config = with(
            &config,
            json!({ "timeouts": { "update": "1s", "delete": "1s" } }),
        );
        let plan = client.plan(unit, None, config.clone()).await.ok();
        let created = client.apply(&plan).await.ok();
        let changed = if unit == STORE {
            json!({ "prefix": "p" })
        } else {
            json!({ "username": "other" })
        };
        let plan = client
            .plan(unit, Some(&created), with(&config, changed))
            .await
            .ok();
        sandbox.fail(
            &format!("PUT {route}"),
            Fault::Delay(Duration::from_secs(20)),
            0,
            1,
        );
        let started = std::time::Instant::now();
        let applied = client.apply(&plan).await;
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(applied.error().path.to_string(), "timeouts.update");
        assert_eq!(
            applied.value.json(),
            created.json(),
            "the state stays as it was"
        );

        let plan = client.plan_destroy(&created).await.ok();
        sandbox.fail(
            &format!("DELETE {route}"),
            Fault::Delay(Duration::from_secs(20)),
            0,
            1,
        );
        let applied = client.apply(&plan).await;
        assert_eq!(applied.error().path.to_string(), "timeouts.delete");
        assert!(!applied.value.is_absent());
    }
}

#[tokio::test]
async fn a_delete_waits_until_the_platform_tells_it_no_more() {
    for (delay, is_patient) in [(700, true), (60_000, false)] {
        let sandbox = Sandbox::start(Options {
            estate: EstateChoice::Empty,
            removal_delay: Duration::from_millis(delay),
            ..Options::default()
        })
        .unwrap();
        let client = client(&sandbox).await;
        for (unit, config) in [(STORE, s3()), (REGISTRY, robot()), (TOKEN, reader())] {
            let config = with(&config, json!({ "timeouts": { "delete": "5s" } }));
            let config = match is_patient {
                true => config,
                false => with(&config, json!({ "timeouts": { "delete": "1s" } })),
            };
            let plan = client.plan(unit, None, config.clone()).await.ok();
            let created = client.apply(&plan).await.ok();
            let plan = client.plan_destroy(&created).await.ok();
            let destroyed = client.apply(&plan).await;
            if !is_patient {
                assert_eq!(destroyed.error().path.to_string(), "timeouts.delete");
                assert!(destroyed.error().summary.contains("not gone yet"));
                continue;
            }
            destroyed.ok();
            // The name is free.
            let plan = client.plan(unit, None, config).await.ok();
            client.apply(&plan).await.ok();
        }
    }
}

#[tokio::test]
async fn an_interrupted_create_keeps_what_was_made() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let plan = client.plan(TOKEN, None, reader()).await.ok();
    sandbox.fail(
        &format!("POST {TOKENS}"),
        Fault::Slow(Duration::from_secs(2)),
        0,
        1,
    );
    let (applied, ()) = tokio::join!(client.apply(&plan), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        client.stop().await;
    });
    let id = applied.ok().json()["id"].as_str().unwrap().to_owned();
    assert!(sandbox.object(Kind::Token, &id).is_some());
}

#[tokio::test]
async fn an_interrupted_change_says_so() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let plan = client.plan(REGISTRY, None, robot()).await.ok();
    let created = client.apply(&plan).await.ok();
    let config = with(&robot(), json!({ "username": "other" }));
    let plan = client.plan(REGISTRY, Some(&created), config).await.ok();
    sandbox.fail(
        &format!("PUT {ONE_REGISTRY}"),
        Fault::Delay(Duration::from_secs(20)),
        0,
        1,
    );
    let (applied, ()) = tokio::join!(client.apply(&plan), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        client.stop().await;
    });
    assert_eq!(applied.error().summary, "Interrupted");
    assert_eq!(applied.value.json(), created.json());
}

#[tokio::test]
async fn a_project_that_cannot_be_seen_is_no_reason_to_forget() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let elsewhere = "ffffffffffffffffffffffffffffffff";
    let client = hasty_client(&sandbox).await;
    for (unit, values) in [
        (
            STORE,
            json!({ "service_name": elsewhere, "region": "GRA", "alias": "models-s3" }),
        ),
        (
            REGISTRY,
            json!({ "service_name": elsewhere, "id": "209aac94-6119-5579-b02b-54bb98893733" }),
        ),
        (
            TOKEN,
            json!({ "service_name": elsewhere, "id": "cf87e98a-0042-5aa5-8d09-147f0dc6059b" }),
        ),
    ] {
        let state = client.state(unit, values);
        let read = client.read(&state).await;
        assert!(told(&read).contains("404"), "{unit}: {}", told(&read));
        let plan = client.plan_destroy(&state).await.ok();
        let applied = client.apply(&plan).await;
        assert!(!applied.value.is_absent(), "{unit} counts as deleted");
        assert!(told(&applied).contains("404"), "{unit}: {}", told(&applied));
    }
}

#[tokio::test]
async fn a_broken_list_drops_nothing() {
    let sandbox = sandbox(EstateChoice::Handmade);
    for (unit, values, route) in [
        (
            STORE,
            json!({ "region": "GRA", "alias": "models-s3" }),
            STORES,
        ),
        (
            REGISTRY,
            json!({ "id": "209aac94-6119-5579-b02b-54bb98893733" }),
            REGISTRIES,
        ),
        (
            TOKEN,
            json!({ "id": "cf87e98a-0042-5aa5-8d09-147f0dc6059b" }),
            TOKENS,
        ),
    ] {
        for fault in [
            Fault::Status(500),
            Fault::Html(404),
            Fault::Empty(200),
            Fault::Status(403),
        ] {
            let client = hasty_client(&sandbox).await;
            sandbox.fail(&format!("GET {route}"), fault.clone(), 0, 100);
            let read = client.read(&client.state(unit, values.clone())).await;
            assert_eq!(read.errors().len(), 1, "{unit} {fault:?}");
            sandbox.clear_faults();
            assert!(
                !client
                    .read(&client.state(unit, values.clone()))
                    .await
                    .ok()
                    .is_absent()
            );
        }
        assert_eq!(
            count(&sandbox, "GET", "/cloud/project/{serviceName}/ai/app"),
            0
        );
    }
}
