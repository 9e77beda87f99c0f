//! Disks that fail, files that change, and terminals, through the program itself.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;
use test_fixtures::{Tree, read_tree};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ovh-translator");
const CLUSTER: &str = "resource \"ovh_cloud_project_kube\" \"main\" {\n  name = \"x\"\n}\n";
const WRITE: [&str; 3] = ["rewrite", "--write", "--allow-dirty"];

fn repository() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("repository");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("main.tf"), CLUSTER).unwrap();
    (folder, place)
}

fn files(place: &Path) -> Tree {
    read_tree(place)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(output)))
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The program as somebody who has no rights but those of the files: root may read and write everything.
fn without_rights(folder: &TempDir) -> Command {
    let program = folder.path().join("ovh-translator");
    fs::copy(PROGRAM, &program).unwrap();
    mode(folder.path(), 0o755);
    let mut command = Command::new(program);
    if fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    command
}

#[test]
fn a_file_that_may_not_be_read_keeps_its_module_and_no_other() {
    let (folder, place) = repository();
    fs::create_dir(place.join("other")).unwrap();
    fs::write(place.join("other/main.tf"), CLUSTER).unwrap();
    fs::write(place.join("other/locked.tf"), CLUSTER).unwrap();
    mode(&place.join("other/locked.tf"), 0o000);
    let output = without_rights(&folder)
        .args(["rewrite", "--format=json"])
        .current_dir(&place)
        .output()
        .unwrap();
    let report = report(&output);
    let findings = report["findings"].as_array().unwrap();
    let slugs = |file: &str| -> Vec<&str> {
        let of_file = findings.iter().filter(|finding| finding["file"] == file);
        of_file
            .filter_map(|finding| finding["slug"].as_str())
            .collect()
    };
    assert!(!slugs("other/locked.tf").is_empty(), "{findings:#?}");
    assert!(slugs("other/main.tf").contains(&"type/beside-unreadable-file"));
    let edits = report["edits"].as_array().unwrap();
    let touches = |file: &str| edits.iter().any(|edit| edit["file"] == file);
    assert!(
        touches("main.tf") && !touches("other/main.tf"),
        "{edits:#?}"
    );
}

#[test]
fn a_folder_that_may_not_be_written_stops_everything() {
    let (folder, place) = repository();
    fs::create_dir(place.join("locked")).unwrap();
    fs::write(place.join("locked/main.tf"), CLUSTER).unwrap();
    // What lies beside may be written; by whoever runs the program, and not by root.
    mode(&place, 0o777);
    mode(&place.join("main.tf"), 0o666);
    mode(&place.join("locked/main.tf"), 0o666);
    mode(&place.join("locked"), 0o555);
    let before = files(&place);
    let output = without_rights(&folder)
        .args(WRITE)
        .current_dir(&place)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("nothing was written"),
        "{}",
        said(&output)
    );
    mode(&place.join("locked"), 0o755);
    assert_eq!(files(&place), before);
}

/// The program with files that may grow to 1 KiB only: a disk that is full.
fn on_a_full_disk(place: &Path, is_told: bool) -> Output {
    // Who ignores the signal gets an error from the write; who does not is killed by it.
    let trap = if is_told { "trap '' XFSZ; " } else { "" };
    Command::new("sh")
        .arg("-c")
        .arg(format!("{trap}ulimit -f 2; exec \"$@\""))
        .args(["sh", PROGRAM])
        .args(WRITE)
        .current_dir(place)
        .output()
        .unwrap()
}

#[test]
fn a_disk_that_is_full_leaves_everything_as_it_was() {
    let (_keep, place) = repository();
    let before = files(&place);
    let output = on_a_full_disk(&place, true);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let text = said(&output);
    assert!(
        text.contains("nothing was written") && text.contains("cannot be written"),
        "{text}"
    );
    assert_eq!(files(&place), before);
}

#[test]
fn a_run_that_is_killed_in_the_middle_of_a_file_is_put_in_order() {
    let (_keep, place) = repository();
    let output = on_a_full_disk(&place, false);
    assert_eq!(output.status.code(), None, "{}", said(&output));
    assert!(place.join(".translator-journal").is_file());
    let text = fs::read_to_string(place.join("main.tf")).unwrap();
    assert_eq!(text, CLUSTER);
    let output = Command::new(PROGRAM)
        .args(WRITE)
        .current_dir(&place)
        .output()
        .unwrap();
    assert!(said(&output).contains("put in order"), "{}", said(&output));
    let after = files(&place);
    assert!(
        after.keys().all(|path| !path.contains("translator-")),
        "{:?}",
        after.keys()
    );
    let text = fs::read_to_string(place.join("main.tf")).unwrap();
    assert!(text.contains("module \"main\""), "{text}");
}

#[test]
fn a_file_that_changes_during_the_run_keeps_its_change() {
    let (folder, place) = repository();
    // The last thing that is asked before anything is written is git; this one is somebody who saves a file just then.
    let tools = folder.path().join("tools");
    fs::create_dir(&tools).unwrap();
    let mine = format!("{CLUSTER}# mine\n");
    fs::write(folder.path().join("mine.tf"), &mine).unwrap();
    let script = format!(
        "#!/bin/sh\ncat '{}' > '{}'\n",
        folder.path().join("mine.tf").display(),
        place.join("main.tf").display()
    );
    fs::write(tools.join("git"), script).unwrap();
    mode(&tools.join("git"), 0o755);
    let path = std::env::var("PATH").unwrap();
    let output = Command::new(PROGRAM)
        .args(["rewrite", "--write"])
        .env("PATH", format!("{}:{path}", tools.display()))
        .current_dir(&place)
        .output()
        .unwrap();
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("main.tf") && text.contains("nothing was written"),
        "{text}"
    );
    let files = files(&place);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["main.tf"]);
    assert_eq!(files["main.tf"], mine.as_bytes());
}

#[test]
fn links_that_lead_to_each_other_are_found() {
    let (_keep, place) = repository();
    symlink("b.tf", place.join("a.tf")).unwrap();
    symlink("a.tf", place.join("b.tf")).unwrap();
    fs::create_dir(place.join("deep")).unwrap();
    symlink("..", place.join("deep/up")).unwrap();
    let output = Command::new(PROGRAM)
        .args(["scan", "--format=json"])
        .current_dir(&place)
        .output()
        .unwrap();
    let report = report(&output);
    assert_eq!(report["summary"]["files"], 1);
    let findings = report["findings"].as_array().unwrap();
    let odd = findings
        .iter()
        .filter(|finding| finding["slug"] == "file/not-regular");
    let odd: Vec<&str> = odd.filter_map(|finding| finding["file"].as_str()).collect();
    assert!(odd.contains(&"a.tf") && odd.contains(&"b.tf"), "{odd:?}");
}

#[test]
fn any_nesting_has_an_account() {
    let shapes = [
        ("(", ")"),
        ("[", "]"),
        ("{ a = ", " }"),
        ("f(", ")"),
        ("\"${", "}\""),
        ("!", ""),
        ("x ? y : ", ""),
    ];
    for depth in [65, 300, 20_000] {
        let (_keep, place) = repository();
        for (number, (open, close)) in shapes.iter().enumerate() {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let text = format!(
                "locals {{\n  deep = {value}\n}}\n\n{}",
                CLUSTER.replace("main", "inner")
            );
            let folder = place.join(format!("shape{number}"));
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("main.tf"), text).unwrap();
        }
        let blocks = format!("{}{}", "b {\n".repeat(depth), "}\n".repeat(depth));
        let text = format!("resource \"ovh_cloud_project_kube\" \"deep\" {{\n{blocks}}}\n");
        fs::write(place.join("blocks.tf"), text).unwrap();
        let json = format!(
            "{{\"locals\": {{\"a\": {}1{}}}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        fs::write(place.join("deep.tf.json"), json).unwrap();
        let output = Command::new(PROGRAM)
            .args(["rewrite", "--format=json"])
            .current_dir(&place)
            .output()
            .unwrap();
        let report = report(&output);
        let summary = &report["summary"];
        let count = |name: &str| summary[name].as_u64().unwrap();
        assert_eq!(
            count("found"),
            shapes.len() as u64 + 2,
            "{depth}: {summary}"
        );
        let dispositions = ["rewritten", "removed", "kept", "refused"];
        assert_eq!(
            count("found"),
            dispositions.map(count).iter().sum::<u64>(),
            "{summary}"
        );
    }
}

/// What the program prints on a terminal.
fn on_a_terminal(arguments: &str, place: &Path, no_color: bool) -> String {
    let mut command = Command::new("script");
    command
        .args(["-qec", &format!("'{PROGRAM}' {arguments}"), "/dev/null"])
        .current_dir(place)
        .env("TERM", "xterm")
        .env_remove("NO_COLOR");
    if no_color {
        command.env("NO_COLOR", "1");
    }
    let output = command.output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn colour_and_progress_are_for_terminals() {
    let (_keep, place) = repository();
    let coloured = on_a_terminal("scan", &place, false);
    assert!(
        coloured.contains("\u{1b}[") && coloured.contains("main_connection"),
        "{coloured}"
    );
    assert!(!coloured.contains("of 1 files"), "{coloured}");
    let plain = on_a_terminal("scan", &place, true);
    assert!(
        !plain.contains("\u{1b}[") && plain.contains("main_connection"),
        "{plain}"
    );
    for number in 0..2100 {
        fs::write(place.join(format!("{number}.txt")), "x").unwrap();
    }
    let large = on_a_terminal("scan --format=json", &place, false);
    assert!(large.contains("of 2101 files"), "{large:.200}");
    let piped = Command::new(PROGRAM)
        .arg("scan")
        .current_dir(&place)
        .output()
        .unwrap();
    let all = [piped.stdout, piped.stderr].concat();
    let all = String::from_utf8_lossy(&all).into_owned();
    assert!(
        !all.contains('\u{1b}') && !all.contains("of 2101 files"),
        "{all:.200}"
    );
}
