//! Metrics: the past of workloads and what apps expose, in a file that Prometheus reads.

use std::fs;

use ovh_sandbox::Options;
use ovhai_telemetry::testing::app;
use serde_json::Value;

use crate::workspace::{Workspace, on_each_terraform};

const METRICS: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {
  PROVIDER
}
data "ovhai_inventory" "all" {}
resource "ovhai_metric_export" "metrics" {
  destination = "file:./metrics"
  revision    = data.ovhai_inventory.all.revision
  EXTRA
}
"#;

fn configure(workspace: &Workspace, provider: &str, extra: &str) {
    let text = METRICS
        .replace("PROVIDER", provider)
        .replace("EXTRA", extra);
    workspace.write("main.tf", &text);
}

/// The export's attributes in state.
fn state(workspace: &Workspace) -> Value {
    let state = workspace.state();
    let resources = state["resources"].as_array().unwrap();
    let export = resources
        .iter()
        .find(|resource| resource["type"] == "ovhai_metric_export")
        .unwrap();
    export["instances"][0]["attributes"].clone()
}

#[test]
fn states_and_scrapes_are_exported_and_only_added_to() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    on_each_terraform(|terraform| {
        let text = "# TYPE requests counter\nrequests_total 12\nbroken line here\n";
        let served = runtime.block_on(app(text)).unwrap();
        let workspace = Workspace::new(terraform, Options::default());
        let (id, other) = workspace.sandbox.with_apps(|apps| {
            (
                apps.id_of("orders-api").unwrap(),
                apps.id_of("fraud-scorer").unwrap(),
            )
        });
        configure(&workspace, "", "");
        let plan = workspace.plan().succeeded();
        assert!(plan.says("Dashboards of the platform cannot be exported"));
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let first = workspace.read("metrics/metrics.om");
        assert!(first.contains("ovhai_workload_state{") && first.ends_with("# EOF\n"));
        assert!(first.contains("ovhai_job_exit_code{"));

        // An app that is reached, and one that is not: said, and no failure.
        let scrape = format!(
            "scrape = {{ \"{id}\" = {{ url = \"http://{}/metrics\" }}, \"{other}\" = {{ url = \"http://127.0.0.1:9/metrics\" }} }}",
            served.address()
        );
        configure(&workspace, "workload_token = \"w0rkl0ad-t0ken\"", &scrape);
        let apply = workspace.apply().succeeded();
        assert!(
            apply.says("Metrics of 2 workloads are not complete"),
            "{}",
            apply.text
        );
        workspace.assert_no_changes();
        let exported = state(&workspace);
        assert!(
            exported["problems"][format!("app/{id}")]
                .as_str()
                .unwrap()
                .contains("line 3")
        );
        assert!(exported["problems"][format!("app/{other}")].is_string());
        let second = workspace.read("metrics/metrics.om");
        assert!(second.contains(&format!(
            "requests_total{{app=\"orders-api\",app_id=\"{id}\"}} 12 "
        )));
        for line in first.lines().filter(|line| !line.starts_with('#')) {
            assert!(second.contains(line), "{line}");
        }
        assert_eq!(
            served.state().headers[0]["authorization"],
            "Bearer w0rkl0ad-t0ken"
        );
        assert!(!workspace.read("terraform.tfstate").contains("w0rkl0ad"));

        // A changed file shows; what cannot be read is not built upon.
        fs::write(workspace.path("metrics/metrics.om"), "nonsense").unwrap();
        workspace
            .apply()
            .failed(&["The metrics cannot be written", "changed after it was"]);
        fs::write(workspace.path("metrics/metrics.om"), &second).unwrap();
        workspace.apply().succeeded();
        workspace.assert_no_changes();
    });
}

#[test]
fn bad_choices_are_named() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::new(terraform, Options::default());
        for (extra, words) in [
            (
                "scrape = { nobody = {} }",
                "There is no such app in the selection",
            ),
            (
                "scrape = { nobody = { url = \"https://u:hunter2@x.example/metrics\" } }",
                "holds a user or a password",
            ),
            (
                "remote_write = { receiver = \"nobody\" }",
                "There is no receiver",
            ),
        ] {
            configure(&workspace, "", extra);
            workspace.apply().failed(&[words]);
            assert!(!workspace.exists("metrics"));
        }
    });
}
