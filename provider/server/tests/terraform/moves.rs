//! A wrapper around the vendor's tool becomes a managed app by a `moved` block.

use std::path::Path;

use ovh_sandbox::Options;

use super::workspace::{Workspace, on_each_terraform};

const APP: &str = "96fb9aef-5adf-5e3f-b977-06b5c996edd8";

const BEFORE: &str = r#"
variable "id" { default = "96fb9aef-5adf-5e3f-b977-06b5c996edd8" }
resource "terraform_data" "classifier" {
  input = { delete = "ovhai app delete ${var.id}" }
}
"#;

const AFTER: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
moved {
  from = terraform_data.classifier
  to   = ovhai_app.classifier
}
resource "ovhai_app" "classifier" {
  name      = "text-classifier"
  region    = "GRA"
  image     = "registry.example.com/ml/text-classifier:1.4.2"
  command   = ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080"]
  env       = { MODEL_DIR = "/workspace/model", LOG_LEVEL = "info" }
  labels    = { team = "nlp", env = "prod" }
  resources = { flavor = "ai1-1-cpu", count = 2 }
  scaling_strategy = {
    automatic = { replicas_min = 2, replicas_max = 6, resource_type = "CPU", average_usage_target = 75 }
  }
  probe          = { path = "/health", port = 8080 }
  liveness_probe = { path = "/live", port = 8080, initial_delay_seconds = 20 }
  volumes = [
    {
      mount_path    = "/workspace/model"
      permission    = "RO"
      cache         = true
      volume_source = { data_store = { alias = "models-s3", container = "prod-models", prefix = "text-classifier/v3/" } }
    },
    {
      mount_path    = "/workspace/rules"
      permission    = "RO"
      volume_source = { public_git = { url = "https://git.example.com/acme/rules.git" } }
    },
  ]
}
"#;

#[test]
fn a_wrapper_that_records_the_id_moves_without_a_change() {
    on_each_terraform(|terraform: &Path| {
        let workspace = Workspace::new(terraform, Options::default());
        workspace.write("main.tf", BEFORE);
        workspace.run(&["init", "-no-color"]).succeeded();
        workspace.apply().succeeded();
        workspace.write("main.tf", AFTER);
        let plan = workspace.plan().succeeded();
        assert!(plan.says("has moved to"), "{}", plan.text);
        assert!(
            plan.says("0 to add, 0 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        let state = workspace.state();
        let app = &state["resources"][0];
        assert_eq!(app["type"], "ovhai_app");
        assert_eq!(app["instances"][0]["attributes"]["id"], APP);
    });
}

#[test]
fn a_wrapper_that_records_the_command_alone_is_refused() {
    on_each_terraform(|terraform: &Path| {
        let workspace = Workspace::new(terraform, Options::default());
        workspace.write(
            "main.tf",
            &BEFORE.replace("ovhai app delete ${var.id}", "ovhai app run img -c 1"),
        );
        workspace.run(&["init", "-no-color"]).succeeded();
        workspace.apply().succeeded();
        workspace.write("main.tf", AFTER);
        workspace
            .plan()
            .failed(&["does not record the id of the app", "ovhai app list"]);
    });
}
