//! Actions through real Terraform, which has them since 1.14.

use std::time::Duration;

use ovh_sandbox::{Kind, Options};

use crate::{
    access::is_recent,
    workspace::{Workspace, on_each_terraform},
};

const APP: &str = "96fb9aef-5adf-5e3f-b977-06b5c996edd8";

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {}
action "ovhai_app_stop" "classifier" {
  config {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}
action "ovhai_app_start" "classifier" {
  config {
    id = "96fb9aef-5adf-5e3f-b977-06b5c996edd8"
  }
}
action "ovhai_job_sync" "results" {
  config {
    id        = "6fe7dfbc-0070-57a2-86fe-8999ad734ef8"
    direction = "push"
  }
}
resource "terraform_data" "release" {
  input = "1"
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.ovhai_app_start.classifier]
    }
  }
}
"#;

#[test]
fn actions_are_invoked_by_hand_and_by_a_life_cycle() {
    on_each_terraform(|terraform| {
        let options = Options {
            state_interval: Duration::from_millis(300),
            ..Options::default()
        };
        let workspace = Workspace::new(terraform, options);
        workspace.write("main.tf", CONFIGURATION);
        let init = workspace.run(&["init", "-no-color"]);
        if !is_recent(&workspace) {
            assert_ne!(init.code, 0, "actions came with Terraform 1.14");
            return;
        }
        init.succeeded();
        let state = || {
            let app = workspace.sandbox.object(Kind::App, APP).unwrap();
            app["status"]["state"].as_str().unwrap().to_owned()
        };
        let invoke = |address: &str| {
            workspace.run(&[
                "apply",
                "-no-color",
                "-input=false",
                "-auto-approve",
                &format!("-invoke=action.{address}"),
            ])
        };
        let stopped = invoke("ovhai_app_stop.classifier").succeeded();
        assert!(
            stopped.says("app `text-classifier` is told to stop") && stopped.says("is STOPPED"),
            "{}",
            stopped.text
        );
        assert_eq!(state(), "STOPPED");
        let copied = invoke("ovhai_job_sync.results").succeeded();
        assert!(copied.says("copies data: DONE"), "{}", copied.text);

        let applied = workspace.apply().succeeded();
        assert!(applied.says("is told to start"), "{}", applied.text);
        assert_eq!(state(), "RUNNING");

        let text = CONFIGURATION.replace(APP, "00000000-0000-4000-8000-000000000000");
        workspace.write("main.tf", &text);
        invoke("ovhai_app_stop.classifier").failed(&["There is no such app"]);
    });
}
