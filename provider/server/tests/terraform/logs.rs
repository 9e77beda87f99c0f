//! Logs: everything the platform still has, in files that only grow.

use std::{collections::BTreeMap, fs, io::Read};

use ovh_sandbox::{Fault, Options};
use ovhai_telemetry::testing::loki;
use serde_json::{Value, json};

use crate::workspace::{Workspace, on_each_terraform, signal};

const LOGS: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {
  PROVIDER
}
data "ovhai_inventory" "all" {}
resource "ovhai_log_export" "logs" {
  destination = "file:./logs"
  revision    = data.ovhai_inventory.all.revision
  EXTRA
}
"#;

fn configure(workspace: &Workspace, provider: &str, extra: &str) {
    let text = LOGS.replace("PROVIDER", provider).replace("EXTRA", extra);
    workspace.write("main.tf", &text);
}

fn logs(terraform: &std::path::Path, provider: &str, extra: &str) -> Workspace {
    let workspace = Workspace::new(terraform, Options::default());
    configure(&workspace, provider, extra);
    workspace
}

/// The export's attributes in state.
fn state(workspace: &Workspace) -> Value {
    let state = workspace.state();
    let resources = state["resources"].as_array().unwrap();
    let export = resources
        .iter()
        .find(|resource| resource["type"] == "ovhai_log_export")
        .unwrap();
    export["instances"][0]["attributes"].clone()
}

/// Contents of the lines in a file of the export.
fn lines(workspace: &Workspace, file: &str) -> Vec<String> {
    let mut text = String::new();
    let bytes = fs::read(workspace.path("logs").join(file)).unwrap();
    if file.ends_with(".gz") {
        flate2::read::GzDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text.lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["content"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// Gives an app lines by a run more.
fn run_again(workspace: &Workspace, name: &str, at: &str) -> String {
    workspace.sandbox.with_apps(|apps| {
        let id = apps.id_of(name).unwrap();
        apps.edit(&id, |app| {
            let history = app["status"]["history"].as_array_mut().unwrap();
            history.push(json!({"date": at, "state": "RUNNING"}));
        });
        id
    })
}

#[test]
fn logs_are_exported_once_and_go_on_where_they_ended() {
    on_each_terraform(|terraform| {
        let workspace = logs(terraform, "", "");
        let plan = workspace.plan().succeeded();
        assert!(plan.says("app/orders-api-"), "{}", plan.text);
        assert!(!workspace.exists("logs"), "planning wrote");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let before = state(&workspace);
        let exported = before["logs"].as_object().unwrap();
        assert_eq!(exported.len(), 21);
        let mut total = 0;
        for log in exported.values() {
            let found = lines(&workspace, log["file"].as_str().unwrap());
            assert_eq!(log["lines"], found.len());
            total += found.len();
        }
        assert_eq!(before["line_count"], total);
        assert!(total > 21);
        assert_eq!(workspace.sandbox.requests().writes(), 0);

        // New lines are no difference by themselves, unless one wants that.
        let id = run_again(&workspace, "orders-api", "2026-10-30T10:00:00Z");
        workspace.assert_no_changes();
        configure(&workspace, "", "update_on = \"activity\"");
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let after = state(&workspace);
        let log = &after["logs"][format!("app/{id}")];
        assert_eq!(log["last"], "2026-10-30T10:00:00Z");
        let old = &before["logs"][format!("app/{id}")];
        assert!(log["lines"].as_i64() > old["lines"].as_i64());
        let found = lines(&workspace, log["file"].as_str().unwrap());
        assert_eq!(log["lines"], found.len());

        // What the platform forgets stays, and the gap is said.
        workspace.sandbox.with_apps(|apps| {
            apps.edit(&id, |app| {
                app["status"]["history"] =
                    json!([{"date": "2026-11-02T00:00:00Z", "state": "RUNNING"}]);
            });
        });
        workspace.apply().succeeded();
        let last = state(&workspace);
        let log = &last["logs"][format!("app/{id}")];
        assert_eq!(
            log["gaps"],
            json!(["2026-10-30T10:00:00Z/2026-11-02T00:00:00Z"])
        );
        assert!(lines(&workspace, log["file"].as_str().unwrap()).starts_with(&found));
        workspace.assert_no_changes();
    });
}

#[test]
fn what_is_gone_from_the_platform_stays_in_the_export() {
    on_each_terraform(|terraform| {
        let workspace = logs(
            terraform,
            "",
            "compression = \"none\"\n  on_destroy = \"delete\"",
        );
        workspace.apply().succeeded();
        let id = workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("orders-api").unwrap();
            apps.remove(&id);
            id
        });
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let file = state(&workspace)["logs"][format!("app/{id}")]["file"].clone();
        assert!(!lines(&workspace, file.as_str().unwrap()).is_empty());
        // A person's file is nobody's to remove.
        fs::write(workspace.path("logs/notes.txt"), "mine").unwrap();
        workspace
            .run(&["destroy", "-no-color", "-auto-approve"])
            .succeeded();
        let left: Vec<_> = fs::read_dir(workspace.path("logs"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["notes.txt"]);
    });
}

#[test]
fn a_killed_run_is_continued() {
    on_each_terraform(|terraform| {
        let workspace = logs(terraform, "", "");
        // Answers come slowly from the tenth log on.
        let route = "GET /cloud/project/{serviceName}/ai/app/{appId}/log";
        workspace.sandbox.fail(
            route,
            Fault::Delay(std::time::Duration::from_secs(4)),
            6,
            1000,
        );
        let started = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
        let status = workspace.path("logs/.ovhai-export/status.json");
        let has_begun = || {
            let text = fs::read(&status).unwrap_or_default();
            let status: Value = serde_json::from_slice(&text).unwrap_or_default();
            status["objects"].as_u64() >= Some(1)
        };
        while !has_begun() {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        signal("-KILL", &format!("-{}", started.id()));
        started.finish();
        workspace.sandbox.clear_faults();
        let running: Value = serde_json::from_slice(&fs::read(&status).unwrap()).unwrap();
        assert_eq!(
            (&running["activity"], &running["objects_total"]),
            (&json!("running"), &json!(21))
        );
        fs::remove_file(workspace.path(".terraform.tfstate.lock.info")).ok();
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(state(&workspace)["logs"].as_object().unwrap().len(), 21);
        let status: Value = serde_json::from_slice(&fs::read(&status).unwrap()).unwrap();
        assert_eq!(status["activity"], "complete");
    });
}

#[test]
fn changed_and_missing_files_show_in_the_plan() {
    on_each_terraform(|terraform| {
        let workspace = logs(terraform, "", "compression = \"none\"\n  verify = \"full\"");
        workspace.apply().succeeded();
        let exported = state(&workspace)["logs"].clone();
        let file = exported.as_object().unwrap().values().next().unwrap()["file"].clone();
        let path = workspace.path("logs").join(file.as_str().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        // Same size: only reading shows it.
        fs::write(&path, text.replace("INFO", "ofni")).unwrap();
        let plan = workspace.run(&["plan", "-no-color", "-detailed-exitcode"]);
        assert_eq!(plan.code, 2, "{}", plan.text);
        workspace.apply().failed(&[
            "1 of 21 logs were not exported",
            "changed after it was written",
        ]);
        fs::remove_file(&path).unwrap();
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    });
}

#[test]
fn lines_go_to_loki_once_and_its_token_nowhere() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    on_each_terraform(|terraform| {
        let server = runtime.block_on(loki()).unwrap();
        let provider = format!(
            "receivers = {{ logs = {{ url = \"http://{}\", token = \"s3cr3t-l0ki-t0ken\", tenant = \"exit\" }} }}",
            server.address()
        );
        let extra =
            "update_on = \"activity\"\n  loki = { receiver = \"logs\", labels = { cell = \"a\" } }";
        let workspace = logs(terraform, &provider, extra);
        workspace.apply().succeeded();
        let count = || {
            let state = server.state();
            let entries = state.streams.values().map(Vec::len).sum::<usize>();
            (entries, state.streams.len(), state.headers.len())
        };
        let total = state(&workspace)["line_count"].as_u64().unwrap();
        let (entries, streams, pushes) = count();
        // A stream for each log, and for those of many hours several requests.
        assert_eq!((entries as u64, streams), (total, 21));
        assert!(pushes >= streams);
        let labels = server.state().streams.keys().next().unwrap().clone();
        let names: Vec<&str> = labels.keys().map(String::as_str).collect();
        assert_eq!(names, ["cell", "id", "kind", "name", "project"]);
        run_again(&workspace, "orders-api", "2026-10-30T10:00:00Z");
        workspace.apply().succeeded();
        let after = count();
        assert_eq!(
            after.0 as u64,
            state(&workspace)["line_count"].as_u64().unwrap()
        );
        assert_eq!((after.1, after.2), (streams, pushes + 1));
        for path in ["terraform.tfstate", "logs/logs.json"] {
            assert!(!workspace.read(path).contains("s3cr3t"), "{path}");
        }

        // A Loki that refuses is quoted; the files are complete.
        server
            .state()
            .answers
            .push_back((400, "entry has timestamp too old"));
        run_again(&workspace, "orders-api", "2026-10-31T10:00:00Z");
        workspace
            .apply()
            .failed(&["1 of 21 logs were not exported", "reject_old_samples"]);
        workspace.apply().succeeded();
        assert_eq!(
            count().0 as u64,
            state(&workspace)["line_count"].as_u64().unwrap()
        );
    });
}

#[test]
fn bad_choices_are_named_before_anything_is_read() {
    let wrong: BTreeMap<&str, &[&str]> = BTreeMap::from([
        (
            "loki = { receiver = \"nobody\" }",
            &["There is no receiver \"nobody\""][..],
        ),
        (
            "loki = { receiver = \"x\", labels = { id = \"1\" } }",
            &["cannot be a label"],
        ),
        (
            "replicas = { none = [\"0\"] }",
            &["There is no such app in the selection"],
        ),
        ("compression = \"zip\"", &["gzip"]),
    ]);
    on_each_terraform(|terraform| {
        let workspace = logs(terraform, "", "");
        for (extra, words) in &wrong {
            configure(&workspace, "", extra);
            workspace.apply().failed(words);
            assert!(!workspace.exists("logs/logs.json"));
        }
        configure(&workspace, "", "");
        workspace.write(
            "main.tf",
            &workspace
                .read("main.tf")
                .replace("file:./logs", "s3:bucket"),
        );
        workspace
            .plan()
            .failed(&["This is no destination for logs"]);
    });
}
