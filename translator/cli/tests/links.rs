//! Repositories in which folders and files are links.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;

const CLUSTER: &str = "resource \"ovh_cloud_project_kube\" \"main\" {\n  name = \"x\"\n}\n";

fn rewrite(place: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_ovh-translator"))
        .args(["rewrite", "--write", "--allow-dirty", "--format=json"])
        .arg(place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

fn slugs(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    let slugs = findings.iter().map(|finding| finding["slug"].as_str());
    slugs.map(Option::unwrap).collect()
}

fn write(place: &Path, path: &str, text: &str) {
    let file = place.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn a_module_behind_a_linked_folder_gets_its_variables_from_who_calls_it() {
    let folder = TempDir::new().unwrap();
    let place = folder.path();
    write(place, "shared/cluster/main.tf", CLUSTER);
    let call = "module \"one\" {\n  source = \"./shared/cluster\"\n}\n";
    write(place, "envs/prod/main.tf", call);
    symlink("../../shared", place.join("envs/prod/shared")).unwrap();
    rewrite(place);
    let call = fs::read_to_string(place.join("envs/prod/main.tf")).unwrap();
    assert!(
        call.contains("main_connection = var.main_connection"),
        "{call}"
    );
    let module = fs::read_to_string(place.join("shared/cluster/main.tf")).unwrap();
    assert!(module.contains("module \"main\""), "{module}");
}

#[test]
fn a_folder_whose_files_are_shared_by_links_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    let place = folder.path();
    write(place, "common/cluster.tf", CLUSTER);
    write(place, "prod/main.tf", &CLUSTER.replace("main", "other"));
    symlink("../common/cluster.tf", place.join("prod/cluster.tf")).unwrap();
    write(place, "alone/main.tf", CLUSTER);
    let report = rewrite(place);
    for path in ["common/cluster.tf", "prod/main.tf"] {
        let text = fs::read_to_string(place.join(path)).unwrap();
        assert!(text.contains("ovh_cloud_project_kube"), "{path}: {text}");
    }
    assert_eq!(report["summary"]["refused"], 2);
    assert!(slugs(&report).contains(&"type/in-linked-files"));
    let alone = fs::read_to_string(place.join("alone/main.tf")).unwrap();
    assert!(alone.contains("source = \"../modules/cluster\""), "{alone}");
}

#[test]
fn nothing_is_written_behind_a_link() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("repository");
    write(&place, "main.tf", CLUSTER);
    write(folder.path(), "elsewhere/own.txt", "mine");
    symlink("../elsewhere", place.join("modules")).unwrap();
    symlink("nowhere.tf", place.join("variables.tf")).unwrap();
    rewrite(&place);
    let text = fs::read_to_string(place.join("main.tf")).unwrap();
    assert!(text.contains("./neutral_modules/cluster"), "{text}");
    let elsewhere: Vec<_> = fs::read_dir(folder.path().join("elsewhere"))
        .unwrap()
        .collect();
    assert_eq!(elsewhere.len(), 1);
    assert!(place.join("variables_2.tf").is_file());
}
