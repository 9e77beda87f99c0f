//! Apps, jobs and notebooks through real Terraform.

use std::{fmt::Write, path::Path, thread::sleep, time::Duration};

use ovh_sandbox::{EstateChoice, Kind, Options};

use crate::{
    access::is_recent,
    workspace::{Workspace, on_each_terraform, signal},
};

const HEAD: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {}
"#;

const ALL: &str = r#"
variable "key" {
  type      = string
  ephemeral = true
}
variable "turn" {
  type    = number
  default = 1
}
resource "ovhai_app" "web" {
  name                  = "web"
  region                = "GRA"
  image                 = "registry.example.com/web:${var.turn}"
  env                   = { TURN = tostring(var.turn) }
  secret_env_wo         = { DATABASE_PASSWORD = "${var.key}-app" }
  secret_env_wo_version = var.turn
  labels                = { turn = tostring(var.turn) }
  resources             = { flavor = "ai1-1-cpu", count = var.turn }
  scaling_strategy      = { automatic = { replicas_max = var.turn } }
  probe                 = { path = "/health" }
}
resource "ovhai_job" "train" {
  name                  = "train"
  region                = "GRA"
  image                 = "registry.example.com/train:1"
  command               = ["sleep", "infinity"]
  secret_env_wo         = { WANDB_API_KEY = "${var.key}-job" }
  secret_env_wo_version = 1
  labels                = { turn = tostring(var.turn) }
  resources             = { flavor = "ai1-1-cpu" }
}
resource "ovhai_notebook" "lab" {
  name                  = "lab"
  region                = "GRA"
  environment           = { framework_id = "pytorch", editor_id = "jupyterlab" }
  secret_env_wo         = { HF_TOKEN = "${var.key}-notebook" }
  secret_env_wo_version = 1
  resources             = { flavor = "ai1-1-cpu", count = var.turn }
  allow_restart         = true
}
output "url" { value = ovhai_app.web.url }
"#;

fn workspace(terraform: &Path, estate: EstateChoice) -> Workspace {
    Workspace::new(
        terraform,
        Options {
            estate,
            state_interval: Duration::from_millis(50),
            ..Options::default()
        },
    )
}

fn one(workspace: &Workspace, kind: Kind) -> serde_json::Value {
    workspace.sandbox.with(kind, |objects| {
        let ids = objects.ids();
        assert_eq!(ids.len(), 1);
        objects.get(&ids[0]).unwrap()
    })
}

#[test]
fn a_whole_life_leaves_no_secret_and_nothing_behind() {
    on_each_terraform(|terraform| {
        let mut workspace = workspace(terraform, EstateChoice::Empty);
        workspace.write("main.tf", &format!("{HEAD}{ALL}"));
        let log = workspace.path("trace.log").to_str().unwrap().to_owned();
        workspace.environment.extend([
            ("TF_VAR_key".to_owned(), "pl4nted".to_owned()),
            ("TF_LOG".to_owned(), "trace".to_owned()),
            ("TF_LOG_PATH".to_owned(), log),
        ]);
        let plan = workspace
            .run(&["plan", "-no-color", "-out=saved"])
            .succeeded();
        assert_eq!(workspace.sandbox.requests().writes(), 0);
        let shown = workspace.run(&["show", "-json", "saved"]).succeeded();
        let apply = workspace.run(&["apply", "-no-color", "saved"]).succeeded();
        workspace.assert_no_changes();
        let app = one(&workspace, Kind::App);
        assert_eq!(app["spec"]["envVars"][1]["value"], "pl4nted-app");
        assert_eq!(
            one(&workspace, Kind::Job)["spec"]["envVars"][0]["value"],
            "pl4nted-job"
        );

        workspace
            .environment
            .insert("TF_VAR_turn".to_owned(), "2".to_owned());
        let second = workspace.plan().succeeded();
        assert!(
            second.says("0 to add, 3 to change, 0 to destroy"),
            "{}",
            second.text
        );
        let changed = workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert_eq!(one(&workspace, Kind::App)["id"], app["id"]);
        assert_eq!(
            one(&workspace, Kind::App)["spec"]["resources"]["flavorCount"],
            2
        );
        assert_eq!(
            one(&workspace, Kind::Notebook)["spec"]["resources"]["flavorCount"],
            2
        );
        let destroyed = workspace
            .run(&["destroy", "-no-color", "-auto-approve", "-input=false"])
            .succeeded();
        for kind in ["app", "job", "notebook"] {
            assert!(workspace.sandbox.holdings()[kind].is_empty(), "{kind}");
        }
        let texts = [plan, shown, apply, second, changed, destroyed].map(|outcome| outcome.text);
        let files = ["terraform.tfstate", "terraform.tfstate.backup", "trace.log"];
        for text in texts
            .into_iter()
            .chain(files.map(|file| workspace.read(file)))
        {
            // The variables' own values in the log are Terraform's.
            let told = text.contains("pl4nted-app")
                || text.contains("pl4nted-job")
                || text.contains("pl4nted-notebook");
            assert!(!told);
        }
    });
}

/// Addresses and ids of everything that can be imported.
pub fn importable(workspace: &Workspace) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (kind, name) in [
        (Kind::App, "app"),
        (Kind::Job, "job"),
        (Kind::Notebook, "notebook"),
    ] {
        workspace.sandbox.with(kind, |objects| {
            for (index, id) in objects.ids().into_iter().enumerate() {
                let state = objects.get(&id).unwrap()["status"]["state"].clone();
                if state != "DELETING" && state != "DELETED" {
                    found.push((format!("ovhai_{name}.n{index}"), id));
                }
            }
        });
    }
    found
}

#[test]
fn import_blocks_and_generated_configuration_plan_empty() {
    on_each_terraform(|terraform| {
        let estate = EstateChoice::Mixed {
            objects: 160,
            seed: 3,
        };
        let workspace = workspace(terraform, estate);
        let mut imports = HEAD.to_owned();
        let all = importable(&workspace);
        assert!(all.len() > 80, "{}", all.len());
        for (address, id) in &all {
            write!(
                imports,
                "import {{\n  to = {address}\n  id = \"{id}\"\n}}\n"
            )
            .unwrap();
        }
        workspace.write("main.tf", &imports);
        let plan = workspace.run(&[
            "plan",
            "-no-color",
            "-input=false",
            "-generate-config-out=generated.tf",
        ]);
        let plan = plan.succeeded();
        let wanted = format!(
            "{} to import, 0 to add, 0 to change, 0 to destroy",
            all.len()
        );
        assert!(plan.says(&wanted), "{}", plan.text);
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        for file in ["generated.tf", "terraform.tfstate"] {
            let text = workspace.read(file);
            assert!(
                !text.contains("invented-") && !text.contains("c0ffee5e8b34"),
                "{file}"
            );
        }
        assert_eq!(workspace.sandbox.requests().writes(), 0);
    });
}

#[test]
fn a_query_generates_configuration_that_plans_empty() {
    on_each_terraform(|terraform| {
        let estate = EstateChoice::Mixed {
            objects: 160,
            seed: 5,
        };
        let workspace = workspace(terraform, estate);
        if !is_recent(&workspace) {
            assert_ne!(
                workspace.run(&["query"]).code,
                0,
                "queries came with Terraform 1.14"
            );
            return;
        }
        let mut query = String::new();
        for name in ["app", "job", "notebook"] {
            write!(
                query,
                "list \"ovhai_{name}\" \"all\" {{\n  provider         = ovhai\n  limit            = 1000\n  include_resource = true\n}}\n"
            )
            .unwrap();
        }
        workspace.write("main.tf", HEAD);
        workspace.write("all.tfquery.hcl", &query);
        let found = workspace
            .run(&["query", "-no-color", "-generate-config-out=generated.tf"])
            .succeeded();
        let all = importable(&workspace);
        let generated = workspace.read("generated.tf");
        assert_eq!(
            generated.matches("\nimport {").count()
                + usize::from(generated.starts_with("import {")),
            all.len(),
            "{}",
            found.text
        );
        std::fs::remove_file(workspace.path("all.tfquery.hcl")).unwrap();
        let plan = workspace.plan().succeeded();
        let wanted = format!(
            "{} to import, 0 to add, 0 to change, 0 to destroy",
            all.len()
        );
        assert!(plan.says(&wanted), "{}", plan.text);
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        assert!(!generated.contains("invented-"));
        assert_eq!(workspace.sandbox.requests().writes(), 0);
    });
}

const WEB: &str = r#"
resource "ovhai_app" "web" {
  name      = "web"
  region    = "GRA"
  image     = "registry.example.com/web:1"
  resources = { flavor = "ai1-1-cpu" }
}
"#;

#[test]
fn what_changes_outside_is_a_plain_difference() {
    on_each_terraform(|terraform| {
        let workspace = workspace(terraform, EstateChoice::Empty);
        workspace.write("main.tf", &format!("{HEAD}{WEB}"));
        workspace.apply().succeeded();
        let id = one(&workspace, Kind::App)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        workspace.sandbox.with_apps(|apps| {
            apps.edit(&id, |app| {
                app["spec"]["labels"]["added"] = "outside".into();
                app["status"]["state"] = "STOPPED".into();
            });
        });
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says(r#"- "added" = "outside" -> null"#),
            "{}",
            plan.text
        );
        assert!(plan.says("~ running = false -> true"), "{}", plan.text);
        assert!(
            plan.says("0 to add, 1 to change, 0 to destroy"),
            "{}",
            plan.text
        );
        workspace.apply().succeeded();
        workspace.assert_no_changes();
        workspace.sandbox.with_apps(|apps| apps.remove(&id));
        let plan = workspace.plan().succeeded();
        assert!(
            plan.says("1 to add, 0 to change, 0 to destroy"),
            "{}",
            plan.text
        );
    });
}

#[test]
fn mistakes_are_refused_in_the_plan_with_the_attribute() {
    on_each_terraform(|terraform| {
        let workspace = workspace(terraform, EstateChoice::Empty);
        for (change, words) in [
            (r#"region = "MARS""#, ["There are BHS, GRA", "region"]),
            (r#"resources = { flavor = "ai9" }"#, ["ai1-1-cpu", "flavor"]),
            (r#"labels = { "ovh/id" = "x" }"#, ["reserved", "labels"]),
            (
                r#"resources = { flavor = "ai1-1-cpu", cpu = 1, gpu = 1 }"#,
                ["resources.cpu", "resources.gpu"],
            ),
            (
                r#"env = { DB_PASSWORD = "pl4nted-hunter2" }"#,
                ["secret_env_wo", "env"],
            ),
        ] {
            let name = change.split(' ').next().unwrap();
            let kept: Vec<&str> = WEB
                .lines()
                .filter(|line| line.trim().split(' ').next() != Some(name))
                .collect();
            let text = kept
                .join("\n")
                .replacen("\"web\" {", &format!("\"web\" {{\n{change}"), 1);
            workspace.write("main.tf", &format!("{HEAD}{text}"));
            workspace.plan().failed(&words);
        }
        assert_eq!(workspace.sandbox.requests().writes(), 0);
    });
}

#[test]
fn an_interrupted_create_is_in_the_state() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::new(
            terraform,
            Options {
                estate: EstateChoice::Empty,
                state_interval: Duration::from_secs(600),
                ..Options::default()
            },
        );
        workspace.write("main.tf", &format!("{HEAD}{WEB}"));
        let started = workspace.start(&["apply", "-no-color", "-auto-approve", "-input=false"]);
        for _ in 0..600 {
            if !workspace.sandbox.holdings()["app"].is_empty() {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        signal("-INT", &format!("-{}", started.id()));
        let outcome = started.finish();
        assert!(
            outcome.says("Interrupted while waiting"),
            "{}",
            outcome.text
        );
        let id = one(&workspace, Kind::App)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let state = workspace.state();
        let instance = &state["resources"][0]["instances"][0];
        assert_eq!(instance["attributes"]["id"], id.as_str());
        assert!(instance["status"].is_null(), "{instance}");
        workspace.assert_no_changes();
    });
}
