//! `ovhai_logs` against the sandbox; servers that page otherwise are in the unit's own tests.

use ovh_sandbox::{EstateChoice, Options, PagingOptions, Running, Sandbox};
use serde_json::{Value, json};

use super::{client, read, sandbox};

/// An app that was started again and again: two lines each time.
fn talkative(sandbox: &Running, starts: usize) -> String {
    sandbox.with_apps(|apps| {
        let id = apps.id_of("text-classifier").unwrap();
        apps.edit(&id, |app| {
            app["status"]["availableReplicas"] = json!(1);
            app["status"]["history"] = (0..starts)
                .map(|at| {
                    let date = format!(
                        "2026-10-05T{:02}:{:02}:{:02}Z",
                        at / 3600,
                        at / 60 % 60,
                        at % 60
                    );
                    json!({ "date": date, "state": "RUNNING" })
                })
                .collect();
        });
        id
    })
}

fn contents(log: &Value) -> Vec<&str> {
    log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["content"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_newest_lines_are_kept() {
    for (base, default_size, max_size) in [(0, 100, 1000), (1, 100, 5000), (0, 50, 50), (1, 7, 20)]
    {
        let sandbox = Sandbox::start(Options {
            estate: EstateChoice::Handmade,
            paging: PagingOptions {
                base,
                default_size,
                max_size,
            },
            ..Options::default()
        })
        .unwrap();
        let id = talkative(&sandbox, 620);
        let client = client(&sandbox).await;
        for (lines, count, complete) in [
            (None, 1000, false),
            (Some(5), 5, false),
            (Some(1240), 1240, true),
        ] {
            let mut config = json!({ "kind": "app", "id": id });
            if let Some(lines) = lines {
                config["lines"] = json!(lines);
            }
            let log = read(&client, "ovhai_logs", config).await;
            let what = format!("{base} {default_size} {max_size} {lines:?}");
            assert_eq!(log["entries"].as_array().unwrap().len(), count, "{what}");
            assert_eq!(log["complete"], complete, "{what}");
            assert_eq!(
                log["entries"][count - 1]["timestamp"],
                "2026-10-05T00:10:19Z",
                "{what}"
            );
            assert_eq!(log["last_activity"], "2026-10-05T00:10:19Z");
            assert_eq!(log["filtered"], 0);
            let times: Vec<&str> = log["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["timestamp"].as_str().unwrap())
                .collect();
            assert!(times.is_sorted(), "{what}");
        }
    }
}

#[tokio::test]
async fn logs_of_each_kind_are_read() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let app = sandbox.with_apps(|apps| apps.id_of("text-classifier").unwrap());
    let log = read(
        &client,
        "ovhai_logs",
        json!({ "kind": "app", "id": app, "replica": "1" }),
    )
    .await;
    assert!(!contents(&log).is_empty());
    assert!(
        contents(&log)
            .iter()
            .all(|line| line.starts_with("replica 1: "))
    );
    let job = sandbox.with_jobs(|jobs| jobs.id_of("finetune-llm").unwrap());
    let log = read(&client, "ovhai_logs", json!({ "kind": "job", "id": job })).await;
    assert!(contents(&log).contains(&"INFO process ended with exit code 137"));
    assert_eq!(log["complete"], true);
    let notebook = sandbox.with_notebooks(|notebooks| notebooks.id_of("fraud-analysis").unwrap());
    let all = read(
        &client,
        "ovhai_logs",
        json!({ "kind": "notebook", "id": notebook }),
    )
    .await;
    assert!(contents(&all).len() > 1);
    // The call takes no pages, and does not say whether these are all lines.
    assert_eq!(all["complete"], false);
    let last = read(
        &client,
        "ovhai_logs",
        json!({ "kind": "notebook", "id": notebook, "lines": 1 }),
    )
    .await;
    assert_eq!(contents(&last), contents(&all)[contents(&all).len() - 1..]);
    assert_eq!(last["complete"], false);
}

#[tokio::test]
async fn secrets_in_lines_are_filtered() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let id = sandbox.with_notebooks(|notebooks| {
        let id = notebooks.id_of("fraud-analysis").unwrap();
        notebooks.edit(&id, |notebook| {
            notebook["spec"]["env"]["editorId"] = json!("jupyter --token hunter2");
        });
        id
    });
    let client = client(&sandbox).await;
    let log = read(
        &client,
        "ovhai_logs",
        json!({ "kind": "notebook", "id": id }),
    )
    .await;
    assert!(!log.to_string().contains("hunter2"));
    assert!(contents(&log).contains(&"INFO jupyter --token (secret)"));
    assert_eq!(log["filtered"], 1);
    assert!(contents(&log).contains(&"INFO workspace is in /workspace"));
}

#[tokio::test]
async fn arguments_are_checked() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for (config, path) in [
        (json!({ "kind": "token", "id": "x" }), "kind"),
        (
            json!({ "kind": "job", "id": "x", "replica": "1" }),
            "replica",
        ),
        (json!({ "kind": "app", "id": "x", "lines": 0 }), "lines"),
        (
            json!({ "kind": "app", "id": "x", "lines": 100_001 }),
            "lines",
        ),
    ] {
        let outcome = client.data_source("ovhai_logs", config).await;
        assert_eq!(outcome.error().path.to_string(), path);
    }
    assert_eq!(sandbox.requests().total, 0);
}
