//! Data stores, registries and tokens, and what is made for one run, through real Terraform.

use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::{EstateChoice, Fault, Kind, Options};

use crate::workspace::{Workspace, on_each_terraform, signal};

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
resource "ovhai_data_store" "features" {
  region                 = "GRA"
  alias                  = "features"
  type                   = "s3"
  endpoint               = "https://s3.gra.io.cloud.ovh.net/"
  credentials_wo         = { s3 = { access_key = "k", secret_key = "${var.key}-store", region = "gra" } }
  credentials_wo_version = var.turn
}
resource "ovhai_registry" "images" {
  region              = "GRA"
  url                 = "registry.example.com"
  username            = "robot"
  password_wo         = "${var.key}-registry"
  password_wo_version = var.turn
}
resource "ovhai_token" "ci" {
  name                = "ci"
  region              = "GRA"
  role                = "ai_training_read"
  label_selector      = "team=nlp"
  recipients          = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
  rotate_when_changed = { turn = var.turn }
}
output "token" { value = ovhai_token.ci.encrypted_value }
"#;

fn empty(terraform: &Path) -> Workspace {
    Workspace::new(
        terraform,
        Options {
            estate: EstateChoice::Empty,
            ..Options::default()
        },
    )
}

/// Terraform 1.14 and later have queries and actions, and write down configuration with the provider's help.
pub fn is_recent(workspace: &Workspace) -> bool {
    let text = workspace.run(&["version"]).text;
    let minor = text
        .split("Terraform v1.")
        .nth(1)
        .and_then(|rest| rest.split('.').next());
    minor.and_then(|minor| minor.parse::<u32>().ok()).unwrap() >= 14
}

pub fn ids(workspace: &Workspace, kind: Kind) -> Vec<String> {
    workspace.sandbox.with(kind, |objects| {
        let ids = objects.ids().into_iter();
        ids.filter(|id| objects.get(id).unwrap()["owner"] != "ovhcloud")
            .collect()
    })
}

#[test]
fn a_whole_life_leaves_no_secret_and_nothing_behind() {
    on_each_terraform(|terraform| {
        let mut workspace = empty(terraform);
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
        let again = workspace.plan().succeeded();
        assert!(again.says("No changes"), "{}", again.text);

        let sandbox = &workspace.sandbox;
        let secret = |kind, id: &str| sandbox.with(kind, |objects| objects.secret_of(id)).unwrap();
        let (registry, token) = (
            &ids(&workspace, Kind::Registry)[0],
            &ids(&workspace, Kind::Token)[0],
        );
        assert_eq!(
            secret(Kind::DataStore, "GRA/features")["s3"]["secretKey"],
            "pl4nted-store"
        );
        assert_eq!(secret(Kind::Registry, registry), "pl4nted-registry");
        let first = secret(Kind::Token, token).as_str().unwrap().to_owned();

        workspace
            .environment
            .insert("TF_VAR_turn".to_owned(), "2".to_owned());
        workspace
            .environment
            .insert("TF_VAR_key".to_owned(), "pl4nted-2".to_owned());
        sandbox.reset_requests();
        let changed = workspace.apply().succeeded();
        assert!(
            changed.says("0 added, 3 changed, 0 destroyed"),
            "{}",
            changed.text
        );
        assert_eq!(workspace.sandbox.requests().writes(), 3);
        assert_eq!(secret(Kind::Registry, registry), "pl4nted-2-registry");
        let second = secret(Kind::Token, token).as_str().unwrap().to_owned();
        workspace.assert_no_changes();

        let state = workspace.read("terraform.tfstate");
        assert!(state.contains("BEGIN AGE ENCRYPTED FILE"));
        for secret in ["pl4nted", &first, &second] {
            for (place, text) in [
                ("plan", &plan.text),
                ("saved plan", &shown.text),
                ("apply", &apply.text),
                ("second apply", &changed.text),
                ("state", &state),
                ("log", &workspace.read("trace.log")),
            ] {
                // Terraform itself, and not the provider, logs variables of the environment.
                let is_there = text
                    .lines()
                    .any(|line| line.contains(secret) && !line.contains("TF_VAR_"));
                assert!(!is_there, "{secret} is in the {place}");
            }
        }
        workspace
            .run(&["destroy", "-no-color", "-auto-approve"])
            .succeeded();
        for kind in [Kind::DataStore, Kind::Registry, Kind::Token] {
            assert_eq!(ids(&workspace, kind), [""; 0]);
        }
    });
}

fn mixed(terraform: &Path) -> Workspace {
    let estate = EstateChoice::Mixed {
        objects: 400,
        seed: 11,
    };
    let workspace = Workspace::new(
        terraform,
        Options {
            estate,
            ..Options::default()
        },
    );
    workspace.write("main.tf", HEAD);
    workspace
}

#[test]
fn import_blocks_and_generated_configuration_plan_empty() {
    on_each_terraform(|terraform| {
        let workspace = mixed(terraform);
        let service = workspace.sandbox.service_name().to_owned();
        let mut blocks = String::new();
        let mut count = 0;
        for (kind, unit) in [
            (Kind::DataStore, "ovhai_data_store"),
            (Kind::Registry, "ovhai_registry"),
            (Kind::Token, "ovhai_token"),
        ] {
            for id in ids(&workspace, kind) {
                blocks +=
                    &format!("import {{\n  to = {unit}.n{count}\n  id = \"{service}/{id}\"\n}}\n");
                count += 1;
            }
        }
        assert!(count > 30, "{count}");
        workspace.write("imports.tf", &blocks);
        workspace
            .run(&["plan", "-no-color", "-generate-config-out=generated.tf"])
            .succeeded();
        let apply = workspace.apply().succeeded();
        let summary = format!("{count} imported, 0 added, 0 changed, 0 destroyed");
        assert!(apply.says(&summary), "{}", apply.text);
        workspace.assert_no_changes();
        assert_eq!(workspace.sandbox.requests().writes(), 0);
        // Refreshing costs lists: not a single object is asked for alone.
        workspace.sandbox.reset_requests();
        workspace.assert_no_changes();
        let requests = workspace.sandbox.requests();
        let alone = requests.by_route.keys().filter(|route| {
            ["alias/{alias}", "registry/{registryId}", "token/{id}"]
                .iter()
                .any(|end| route.ends_with(end))
        });
        assert_eq!(alone.count(), 0, "{:?}", requests.by_route);
    });
}

#[test]
fn a_query_generates_configuration_that_plans_empty() {
    on_each_terraform(|terraform| {
        let workspace = mixed(terraform);
        workspace.write(
            "all.tfquery.hcl",
            "list \"ovhai_data_store\" \"all\" {\n  provider = ovhai\n}\nlist \"ovhai_registry\" \"all\" {\n  provider = ovhai\n}\n\
             list \"ovhai_token\" \"all\" {\n  provider = ovhai\n  config {\n    regions = [\"GRA\", \"BHS\"]\n  }\n}\n",
        );
        let query = workspace.run(&["query", "-no-color", "-generate-config-out=generated.tf"]);
        if !is_recent(&workspace) {
            assert_ne!(query.code, 0, "queries came with Terraform 1.14");
            return;
        }
        query.succeeded();
        let count =
            [Kind::DataStore, Kind::Registry, Kind::Token].map(|kind| ids(&workspace, kind).len());
        let apply = workspace.apply().succeeded();
        let summary = format!(
            "{} imported, 0 added, 0 changed, 0 destroyed",
            count.iter().sum::<usize>()
        );
        assert!(apply.says(&summary), "{}", apply.text);
        workspace.assert_no_changes();
        assert_eq!(workspace.sandbox.requests().writes(), 0);
    });
}

#[test]
fn what_would_be_refused_is_refused_in_the_plan() {
    on_each_terraform(|terraform| {
        let workspace = Workspace::new(terraform, Options::default());
        workspace.write(
            "main.tf",
            &format!(
                "{HEAD}resource \"ovhai_token\" \"a\" {{\n  name = \"a\"\n  region = \"DE\"\n  role = \"admin\"\n}}\nresource \
                 \"ovhai_data_store\" \"b\" {{\n  region = \"GRA\"\n  alias = \"SBG\"\n  type = \"s3\"\n}}\n"
            ),
        );
        workspace.plan().failed(&[
            "There is no such region",
            "BHS, GRA",
            "There is no such role",
            "ai_training_operator",
            "The alias is the platform's own",
            "An endpoint is needed",
            "Credentials are needed",
        ]);
        workspace.write(
            "main.tf",
            &format!(
                "{HEAD}import {{\n  to = ovhai_data_store.b\n  id = \"GRA/SBG\"\n}}\nresource \"ovhai_data_store\" \"b\" {{\n  region = \
                 \"GRA\"\n  alias = \"SBG\"\n  type = \"s3\"\n}}\n"
            ),
        );
        workspace
            .plan()
            .failed(&["The data store is the platform's own"]);
        assert_eq!(workspace.sandbox.requests().writes(), 0);
    });
}

const EPHEMERAL: &str = r#"
ephemeral "ovhai_application_token" "run" {
  region = "GRA"
  role   = "ai_training_read"
}
resource "ovhai_registry" "images" {
  region              = "GRA"
  url                 = "registry.example.com"
  username            = "robot"
  password_wo         = ephemeral.ovhai_application_token.run.token
  password_wo_version = 1
}
"#;

#[test]
fn a_token_lives_as_long_as_the_run() {
    on_each_terraform(|terraform| {
        let workspace = empty(terraform);
        workspace.write("main.tf", &format!("{HEAD}{EPHEMERAL}"));
        workspace.plan().succeeded();
        assert_eq!(
            ids(&workspace, Kind::Token),
            [""; 0],
            "revoked after the plan"
        );
        workspace.apply().succeeded();
        assert_eq!(
            ids(&workspace, Kind::Token),
            [""; 0],
            "revoked after the apply"
        );
        let registry = &ids(&workspace, Kind::Registry)[0];
        let password = workspace
            .sandbox
            .with(Kind::Registry, |all| all.secret_of(registry))
            .unwrap();
        let password = password.as_str().unwrap();
        assert!(password.starts_with("sandbox-token"), "{password}");
        assert!(!workspace.read("terraform.tfstate").contains(password));
        workspace.assert_no_changes();
        assert_eq!(ids(&workspace, Kind::Token), [""; 0]);
    });
}

#[test]
fn an_interrupted_run_revokes_its_token() {
    on_each_terraform(|terraform| {
        let workspace = empty(terraform);
        workspace.write("main.tf", &format!("{HEAD}{EPHEMERAL}"));
        let route = "POST /cloud/project/{serviceName}/ai/registry";
        workspace
            .sandbox
            .fail(route, Fault::Slow(Duration::from_secs(4)), 0, 1);
        let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
        let begun = Instant::now();
        while workspace.sandbox.requests().count(route) == 0 {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "nothing was created"
            );
            sleep(Duration::from_millis(20));
        }
        assert_eq!(ids(&workspace, Kind::Token).len(), 1);
        signal("-INT", &format!("-{}", child.id()));
        child.finish();
        assert_eq!(ids(&workspace, Kind::Token), [""; 0]);
        // What was made is in the state, however the run ended.
        assert_eq!(ids(&workspace, Kind::Registry).len(), 1);
        workspace
            .run(&["destroy", "-no-color", "-auto-approve"])
            .succeeded();
        assert_eq!(ids(&workspace, Kind::Registry), [""; 0]);
    });
}
