//! Errors, crashes, interruptions, and plans that Terraform would refuse.

use std::time::{Duration, Instant};

use serde_json::json;
use terraform_plugin::Tree;
use terraform_plugin::testing::Client;

use crate::Room;

#[tokio::test]
async fn a_create_that_fails_half_way_saves_what_exists() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({ "name": "half", "work": "5s", "timeouts": { "create": "200ms" } });
    let plan = client.plan("lab_job", None, config).await.ok();
    let outcome = client.apply(&plan).await;
    assert_eq!(outcome.error().summary, "Out of time");
    assert_eq!(outcome.value.json()["id"], "job-half");
    assert!(outcome.value.json()["progress"].as_i64().unwrap() < 10);
}

#[tokio::test]
async fn a_create_that_fails_at_once_saves_nothing() {
    let room = Room::new();
    let client = room.client().await;
    let plan = client
        .plan(
            "lab_job",
            None,
            json!({ "name": "none", "mischief": "fail create" }),
        )
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    assert_eq!(outcome.error().path.to_string(), "mischief");
    assert!(outcome.value.is_absent());
}

#[tokio::test]
async fn stop_reaches_a_running_create_and_its_progress_is_saved() {
    let room = Room::new();
    let client = room.client().await;
    let plan = client
        .plan("lab_job", None, json!({ "name": "stop", "work": "60s" }))
        .await
        .ok();
    let start = Instant::now();
    let (outcome, ()) = tokio::join!(client.apply(&plan), async {
        tokio::time::sleep(Duration::from_millis(350)).await;
        client.stop().await;
    });
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(outcome.error().summary, "Interrupted");
    assert!(outcome.value.json()["progress"].as_i64().unwrap() >= 1);

    // The next run of Terraform configures the provider anew.
    client.configure(room.config()).await.ok();
    let plan = client
        .plan("lab_job", None, json!({ "name": "stop", "work": "100ms" }))
        .await
        .ok();
    client.apply(&plan).await.ok();
}

#[tokio::test]
async fn update_and_delete_that_fail_keep_the_object() {
    let room = Room::new();
    let client = room.client().await;
    let job = room
        .lifecycle()
        .create("lab_job", json!({ "name": "keep" }))
        .await
        .unwrap();
    let plan = client
        .plan(
            "lab_job",
            Some(&job),
            json!({ "name": "keep", "mischief": "fail update" }),
        )
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    outcome.error();
    assert_eq!(outcome.value.value, job.value);

    let plan = client
        .plan(
            "lab_job",
            Some(&job),
            json!({ "name": "keep", "mischief": "fail delete" }),
        )
        .await
        .ok();
    let job = client.apply(&plan).await.ok();
    let plan = client.plan_destroy(&job).await.ok();
    let outcome = client.apply(&plan).await;
    outcome.error();
    assert_eq!(
        outcome.value.json()["progress"],
        -1,
        "what the handler saved on the way"
    );
    assert_eq!(outcome.value.json()["name"], "keep");
}

#[tokio::test]
async fn an_error_in_read_keeps_the_state() {
    let room = Room::new();
    let client = room.client().await;
    let job = client.state(
        "lab_job",
        json!({ "id": "job-x", "name": "x", "work": "0s", "mischief": "fail read", "progress": 0 }),
    );
    let outcome = client.read(&job).await;
    outcome.error();
    assert_eq!(outcome.value.value, job.value);
}

/// Panics print to stderr here; under Terraform they become one JSON line.
#[tokio::test]
async fn a_panic_becomes_an_error_and_nothing_is_lost() {
    let room = Room::new();
    let client = room.client().await;
    let config = |place: &str| json!({ "name": "p", "mischief": format!("panic {place}") });
    let crashed = |detail: &str, rpc: &str| {
        assert!(
            detail.contains("lab_job panicked in") && detail.contains(rpc),
            "{detail}"
        );
        assert!(
            !detail.contains("examples/lab") && !detail.contains("stack backtrace"),
            "{detail}"
        );
    };

    let outcome = client.validate("lab_job", config("validate")).await;
    crashed(
        &outcome.error().detail,
        "ValidateResourceConfig: asked for in validate",
    );
    let outcome = client.plan("lab_job", None, config("plan")).await;
    crashed(&outcome.error().detail, "PlanResourceChange");

    let plan = client.plan("lab_job", None, config("create")).await.ok();
    let outcome = client.apply(&plan).await;
    crashed(&outcome.error().detail, "ApplyResourceChange");
    assert_eq!(
        outcome.value.json()["name"],
        "p",
        "the plan, as far as it was known"
    );
    assert_eq!(outcome.value.json()["id"], serde_json::Value::Null);

    let plan = client
        .plan("lab_job", None, config("create late"))
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    crashed(&outcome.error().detail, "ApplyResourceChange");
    assert_eq!(
        outcome.value.json()["id"],
        "job-p",
        "what the handler saved before it crashed"
    );

    let job = room
        .lifecycle()
        .create("lab_job", json!({ "name": "p" }))
        .await
        .unwrap();
    let plan = client
        .plan("lab_job", Some(&job), config("update"))
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    crashed(&outcome.error().detail, "ApplyResourceChange");
    assert_eq!(outcome.value.value, job.value);

    let mut members = job.value.as_map().unwrap().clone();
    for (place, rpc) in [
        ("read", "ReadResource"),
        ("plan destroy", "PlanResourceChange"),
        ("delete", "ApplyResourceChange"),
    ] {
        members.insert("mischief".to_owned(), format!("panic {place}").into());
        let job = client.state("lab_job", Tree::Map(members.clone()));
        let outcome = match place {
            "read" => client.read(&job).await,
            "plan destroy" => {
                let plan = client.plan_destroy(&job).await;
                crashed(&plan.error().detail, rpc);
                continue;
            }
            _ => client.apply(&client.plan_destroy(&job).await.ok()).await,
        };
        crashed(&outcome.error().detail, rpc);
        assert_eq!(outcome.value.value, job.value);
    }

    let outcome = client
        .data_source("lab_echo", json!({ "text": "panic in validate" }))
        .await;
    assert!(
        outcome
            .error()
            .detail
            .contains("lab_echo panicked in ValidateDataResourceConfig")
    );
    let mut config = room.config();
    config["mischief"] = "panic".into();
    let fresh = Client::new(crate::provider::Lab).await;
    assert!(
        fresh
            .configure(config)
            .await
            .error()
            .detail
            .contains("lab panicked in ConfigureProvider")
    );
    // The process is as good as before.
    client
        .data_source("lab_echo", json!({ "text": "alive" }))
        .await
        .ok();
}

#[tokio::test]
async fn plans_and_results_that_terraform_would_refuse_are_refused_with_the_attribute() {
    let room = Room::new();
    let client = room.client().await;
    let config = |mischief: &str| json!({ "name": "bad", "mischief": mischief });

    let outcome = client.plan("lab_job", None, config("plan nonsense")).await;
    assert_eq!(outcome.error().path.to_string(), "name");
    assert_eq!(outcome.error().summary, "Provider produced an invalid plan");
    assert!(
        outcome.error().detail.contains("another name"),
        "{}",
        outcome.error().detail
    );

    let plan = client
        .plan("lab_job", None, config("create nonsense"))
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    assert_eq!(outcome.error().path.to_string(), "name");
    assert_eq!(
        outcome.error().summary,
        "Provider produced an inconsistent result"
    );

    let plan = client
        .plan("lab_job", None, config("forget progress"))
        .await
        .ok();
    let outcome = client.apply(&plan).await;
    assert_eq!(outcome.error().path.to_string(), "progress");
    assert_eq!(outcome.value.json()["id"], "job-bad", "the rest is saved");

    let plan = client.plan("lab_job", None, config("nothing")).await.ok();
    let outcome = client.apply(&plan).await;
    assert_eq!(outcome.error().summary, "Provider returned nothing");
    assert_eq!(
        outcome.value.json()["id"],
        "job-bad",
        "what was saved on the way"
    );
}

#[tokio::test]
async fn a_plan_that_differs_the_second_time_fails_the_lifecycle() {
    let room = Room::new();
    let failure = room
        .lifecycle()
        .create(
            "lab_job",
            json!({ "name": "c", "mischief": "plan by clock" }),
        )
        .await
        .unwrap_err();
    assert_eq!(failure.step, "final plan");
    assert!(failure.text.contains("progress"), "{failure}");
}

#[tokio::test]
async fn secrets_do_not_appear_in_diagnostics() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({ "name": "in-memory-token" , "mischief": "create nonsense" });
    let plan = client.plan("lab_job", None, config).await.ok();
    let outcome = client.apply(&plan).await;
    assert!(
        !outcome.error().detail.contains("in-memory-token"),
        "{}",
        outcome.error().detail
    );
    assert!(outcome.error().detail.contains("***"));
}
