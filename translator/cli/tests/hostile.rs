//! What a slip of a person or an odd tree must not do.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

const CLUSTER: &str = "resource \"ovh_cloud_project_kube\" \"main\" {\n  name = \"x\"\n}\n";

fn translator(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ovh-translator"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

#[test]
fn a_type_that_nobody_knows_leaves_out_nothing_in_silence() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("main.tf"), CLUSTER).unwrap();
    for pattern in ["ovh_cloud_project_kub", "ovh_nothing*", "kube"] {
        for flag in ["--only", "--skip"] {
            let (code, text) = said(&translator(&["scan", flag, pattern], folder.path()));
            assert_eq!(code, Some(2), "{flag} {pattern}");
            assert!(
                text.contains(pattern) && text.contains("mappings"),
                "{text}"
            );
        }
    }
    for pattern in [
        "ovh_cloud_project_kube",
        "ovh_cloud_*",
        "openstack_*",
        "ovhai_app",
        "*",
    ] {
        let (code, text) = said(&translator(&["scan", "--only", pattern], folder.path()));
        assert_ne!(code, Some(2), "{text}");
    }
}

#[test]
fn a_repository_within_another_one_is_given_once() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::write(folder.path().join("inner/main.tf"), CLUSTER).unwrap();
    for paths in [[".", "inner"], ["inner", "inner/../inner"]] {
        let arguments = ["rewrite", "--write", "--allow-dirty", paths[0], paths[1]];
        let (code, text) = said(&translator(&arguments, folder.path()));
        assert_eq!(code, Some(2));
        assert!(
            text.contains("inner") && text.contains("one of them"),
            "{text}"
        );
    }
    let text = fs::read_to_string(folder.path().join("inner/main.tf")).unwrap();
    assert_eq!(text, CLUSTER);
}

#[test]
fn names_of_files_cannot_end_a_line_or_move_a_cursor() {
    let folder = TempDir::new().unwrap();
    let name = "a\u{1b}[2J\nb\".tf";
    fs::write(folder.path().join(name), CLUSTER).unwrap();
    let output = translator(&["rewrite"], folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("+++ \"b/a\\033[2J\\nb\\\".tf\"\n"), "{text}");
    for format in ["text", "markdown", "html", "sarif", "json"] {
        let output = translator(&["scan", "--format", format], folder.path());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains('\u{1b}'), "{format}");
        assert!(!text.contains("[2J\nb"), "{format}: {text}");
    }
}

#[test]
fn what_a_repository_brings_along_leads_no_write_out_of_it() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("repository");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("main.tf"), CLUSTER).unwrap();
    fs::write(folder.path().join("mine"), "mine").unwrap();
    fs::write(folder.path().join("mine.translator-new"), "mine").unwrap();
    symlink("../mine", place.join(".translator-journal.translator-new")).unwrap();
    let arguments = ["rewrite", "--write", "--allow-dirty"];
    let (code, text) = said(&translator(&arguments, &place));
    assert_eq!(code, Some(1), "{text}");
    let mine = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(mine("mine"), "mine");
    // A journal that names what lies elsewhere, by itself or behind a link.
    symlink("..", place.join("up")).unwrap();
    for name in ["../mine", "up/mine", "/mine"] {
        let journal = format!("new\t0000000000000000\t{name}\n");
        fs::write(place.join(".translator-journal"), journal).unwrap();
        let (code, text) = said(&translator(&arguments, &place));
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("not in the repository"), "{text}");
        assert_eq!(mine("mine.translator-new"), "mine");
    }
}
