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
fn a_file_that_modules_share_by_links_is_rewritten_once_for_all() {
    let folder = TempDir::new().unwrap();
    let place = folder.path();
    write(place, "common/cluster.tf", CLUSTER);
    write(place, "prod/main.tf", &CLUSTER.replace("main", "other"));
    symlink("../common/cluster.tf", place.join("prod/cluster.tf")).unwrap();
    let report = rewrite(place);
    for path in ["common/cluster.tf", "prod/main.tf"] {
        let text = fs::read_to_string(place.join(path)).unwrap();
        assert!(
            text.contains("source = \"../modules/cluster\""),
            "{path}: {text}"
        );
    }
    let link = fs::symlink_metadata(place.join("prod/cluster.tf")).unwrap();
    assert!(link.is_symlink());
    // Each module has its own state and its own values.
    for path in ["common/forget.tf", "prod/forget.tf"] {
        let text = fs::read_to_string(place.join(path)).unwrap();
        assert!(
            text.contains("from = ovh_cloud_project_kube.main"),
            "{path}: {text}"
        );
    }
    for path in ["common/variables.tf", "prod/variables.tf"] {
        let text = fs::read_to_string(place.join(path)).unwrap();
        assert!(text.contains("main_connection"), "{path}: {text}");
    }
    assert_eq!(report["summary"]["found"], 2);
    assert_eq!(report["summary"]["rewritten"], 2);
    assert!(!slugs(&report).contains(&"type/in-linked-files"));
    let again = rewrite(place);
    assert_eq!(again["edits"].as_array().unwrap().len(), 0);
}

#[test]
fn modules_that_disagree_about_a_shared_file_stay_as_they_are() {
    let folder = TempDir::new().unwrap();
    let place = folder.path();
    write(place, "common/cluster.tf", CLUSTER);
    // From deeper down the modules are somewhere else.
    fs::create_dir_all(place.join("envs/prod")).unwrap();
    symlink(
        "../../common/cluster.tf",
        place.join("envs/prod/cluster.tf"),
    )
    .unwrap();
    write(place, "alone/main.tf", CLUSTER);
    let report = rewrite(place);
    let text = fs::read_to_string(place.join("common/cluster.tf")).unwrap();
    assert_eq!(text, CLUSTER);
    assert!(!place.join("envs/prod/forget.tf").exists());
    assert_eq!(report["summary"]["refused"], 1);
    let findings = report["findings"].as_array().unwrap();
    let told = findings
        .iter()
        .find(|finding| finding["slug"] == "type/in-linked-files")
        .unwrap();
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("common/cluster.tf") && message.contains("envs/prod/cluster.tf"),
        "{message}"
    );
    let alone = fs::read_to_string(place.join("alone/main.tf")).unwrap();
    assert!(alone.contains("source = \"../modules/cluster\""), "{alone}");
}

#[test]
fn a_file_from_outside_of_the_repository_is_not_changed() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("repository");
    write(folder.path(), "elsewhere/cluster.tf", CLUSTER);
    write(&place, "main.tf", &CLUSTER.replace("main", "other"));
    symlink("../elsewhere/cluster.tf", place.join("cluster.tf")).unwrap();
    let report = rewrite(&place);
    let text = fs::read_to_string(folder.path().join("elsewhere/cluster.tf")).unwrap();
    assert_eq!(text, CLUSTER);
    assert!(slugs(&report).contains(&"type/in-linked-files"));
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
