//! A whole project under Terraform: what is found is imported as it is, and nothing is left to change.

use std::{fmt::Write, path::Path};

use ovh_sandbox::{EstateChoice, Kind, Options};

use crate::{
    access::{ids, is_recent},
    workloads::importable,
    workspace::{Workspace, on_each_terraform},
};

const HEAD: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {}
"#;

const HOLDINGS: [(Kind, &str); 3] = [
    (Kind::DataStore, "ovhai_data_store"),
    (Kind::Registry, "ovhai_registry"),
    (Kind::Token, "ovhai_token"),
];

fn project(terraform: &Path) -> Workspace {
    let objects =
        std::env::var("OVHAI_ROUND_TRIP_OBJECTS").map_or(60, |objects| objects.parse().unwrap());
    let estate = EstateChoice::Mixed { objects, seed: 21 };
    let options = Options {
        estate,
        ..Options::default()
    };
    let workspace = Workspace::new(terraform, options);
    workspace.write("main.tf", HEAD);
    workspace
}

/// Everything that can be managed: addresses and import ids.
fn everything(workspace: &Workspace) -> Vec<(String, String)> {
    let service = workspace.sandbox.service_name();
    let mut all = importable(workspace);
    for (kind, unit) in HOLDINGS {
        let ids = ids(workspace, kind).into_iter().enumerate();
        all.extend(ids.map(|(index, id)| (format!("{unit}.n{index}"), format!("{service}/{id}"))));
    }
    all
}

/// What the project holds and Terraform does not manage: nothing, save what the platform keeps for itself.
fn left(workspace: &Workspace) -> Vec<String> {
    let kinds = [
        Kind::App,
        Kind::Job,
        Kind::Notebook,
        Kind::Backup,
        Kind::DataStore,
        Kind::Registry,
        Kind::Token,
    ];
    kinds
        .into_iter()
        .flat_map(|kind| ids(workspace, kind))
        .collect()
}

/// Destroys what was imported, whatever state it is in.
fn destroy(workspace: &Workspace) {
    let destroyed = workspace.run(&["apply", "-destroy", "-no-color", "-auto-approve"]);
    destroyed.succeeded();
    // What was half deleted cannot be imported; it goes by itself.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !left(workspace).is_empty() && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(200));
        // Lets happen what is due.
        let _ = workspace.sandbox.holdings();
    }
    assert_eq!(left(workspace), [""; 0]);
}

/// Imports what `generated.tf` configures.
fn import(workspace: &Workspace, count: usize) {
    let plan = workspace.plan().succeeded();
    let wanted = format!("{count} to import, 0 to add, 0 to change, 0 to destroy");
    assert!(plan.says(&wanted), "{}", plan.text);
    workspace.apply().succeeded();
    workspace.assert_no_changes();
    assert_eq!(workspace.sandbox.requests().writes(), 0);
}

#[test]
fn round_trip_by_query() {
    on_each_terraform(|terraform| {
        let workspace = project(terraform);
        if !is_recent(&workspace) {
            return;
        }
        let mut query = String::new();
        for unit in ["app", "job", "notebook", "data_store", "registry", "token"] {
            write!(
                query,
                "list \"ovhai_{unit}\" \"all\" {{\n  provider = ovhai\n  limit    = 100000\n}}\n"
            )
            .unwrap();
        }
        workspace.write("all.tfquery.hcl", &query);
        workspace
            .run(&["query", "-no-color", "-generate-config-out=generated.tf"])
            .succeeded();
        import(&workspace, everything(&workspace).len());
        destroy(&workspace);
    });
}

#[test]
fn round_trip_by_import_blocks() {
    on_each_terraform(|terraform| {
        let workspace = project(terraform);
        let all = everything(&workspace);
        assert!(all.len() > 30, "{}", all.len());
        let mut blocks = String::new();
        for (address, id) in &all {
            write!(blocks, "import {{\n  to = {address}\n  id = \"{id}\"\n}}\n").unwrap();
        }
        workspace.write("imports.tf", &blocks);
        workspace
            .run(&["plan", "-no-color", "-generate-config-out=generated.tf"])
            .succeeded();
        import(&workspace, all.len());
        destroy(&workspace);
    });
}
