//! Volumes with results over more than one pod and more than one run: what people wrote is neither overwritten nor lost, and what
//! others have in a data store stays theirs.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use crate::volume_steps::Volume;

#[test]
fn only_what_a_run_changed_is_pushed() {
    let volume = Volume::mirror("push-changes");
    volume.start("1").unwrap();
    volume.write("changed", "mine");
    volume.write("new/result", "mine");
    volume.remove("deleted");
    // Meanwhile somebody else works at the same place.
    volume.upload("results_s3/mirror/of-others", "newer, theirs");
    volume.upload("results_s3/mirror/added-by-others", "theirs");
    assert!(volume.push());
    assert_eq!(
        volume.remote("results_s3/mirror"),
        [
            "added-by-others",
            "changed",
            "kept",
            "new/result",
            "of-others"
        ]
    );
    let remote = |name: &str| {
        volume
            .place
            .text(&format!("remote/results_s3/mirror/{name}"))
    };
    assert_eq!(remote("of-others"), "newer, theirs");
    assert_eq!(
        (remote("changed"), remote("new/result")),
        ("mine".into(), "mine".into())
    );
}

#[test]
fn what_was_pushed_is_pushed_once_and_deleted_when_it_goes() {
    let volume = Volume::mirror("push-again");
    volume.start("1").unwrap();
    volume.write("checkpoint", "1");
    assert!(volume.push());
    // The node is drained, and the pod comes again.
    volume.upload("results_s3/mirror/checkpoint", "changed by others");
    volume.start("1").unwrap();
    assert_eq!(volume.text("checkpoint"), "1");
    assert!(volume.push());
    assert_eq!(volume.calls(), Vec::<String>::new());
    volume.start("1").unwrap();
    volume.remove("checkpoint");
    assert!(volume.push());
    assert_eq!(
        volume.remote("results_s3/mirror"),
        ["changed", "deleted", "kept", "of-others"]
    );
}

#[test]
fn nothing_is_deleted_where_nothing_came_from() {
    // Filled from a public container, pushed with deletions to a store that others use.
    let volume = Volume::new("push-elsewhere", "jobs-pushed", "Job/mirror", 4);
    volume
        .place
        .stand_in("wget", "printf 'seed\\n' > \"${@: -2:1}\"");
    volume.upload("results_s3/seeded/of-others", "1");
    volume.upload("results_s3/seeded/seed", "of others too");
    volume.one("prepare", "1");
    volume.write("seed", "1");
    assert!(volume.one("record", "1").status.success());
    volume.remove("seed");
    volume.write("result", "1");
    assert!(volume.push());
    assert_eq!(
        volume.remote("results_s3/seeded"),
        ["of-others", "result", "seed"]
    );
    // What it pushed itself, it may delete.
    volume.start("1").unwrap();
    volume.remove("result");
    assert!(volume.push());
    assert_eq!(volume.remote("results_s3/seeded"), ["of-others", "seed"]);
}

#[test]
fn without_the_right_to_delete_nothing_is_deleted() {
    let volume = Volume::new("push-without-deletions", "jobs-pushed", "Job/train", 1);
    volume.upload("results_s3/results/runs/old", "1");
    volume.start("1").unwrap();
    volume.remove("old");
    volume.write("result", "1");
    assert!(volume.push());
    assert_eq!(volume.remote("results_s3/results/runs"), ["old", "result"]);
}

#[test]
fn every_name_and_link_is_pushed() {
    let volume = Volume::mirror("push-names");
    volume.start("1").unwrap();
    let odd = [
        " lead",
        "trail ",
        "a;b;c",
        "#a",
        "; b",
        "-rf",
        "cr\rin",
        "cr\r",
        "line\nfeed",
        "x{y}[z]*?",
        "\"q'\\",
        "über/öl",
        "$HOME",
    ];
    for name in odd {
        volume.write(name, "1");
    }
    let data = volume.place.path("data");
    symlink("kept", data.join("link")).unwrap();
    symlink("nowhere", data.join("dangling")).unwrap();
    symlink("..", data.join("über/loop")).unwrap();
    assert!(volume.push());
    let mut remote = volume.remote("results_s3/mirror");
    for name in odd {
        assert!(
            remote.iter().any(|known| known == name),
            "{name:?}: {remote:?}"
        );
    }
    remote
        .retain(|name| name.contains("link") || name.contains("dangling") || name.contains("loop"));
    let with = |end: &str| ["dangling", "link", "über/loop"].map(|name| format!("{name}{end}"));
    // The real program writes links to a remote that is a folder.
    assert!(
        remote == with(".rclonelink") || remote == with(""),
        "{remote:?}"
    );
    volume.start("2").unwrap();
    assert_eq!(fs::read_link(data.join("link")).unwrap(), Path::new("kept"));
    assert_eq!(
        fs::read_link(data.join("dangling")).unwrap(),
        Path::new("nowhere")
    );
}

#[test]
fn a_further_run_begins_afresh_when_everything_was_pushed() {
    let volume = Volume::mirror("second-run");
    volume.start("1").unwrap();
    volume.write("of-run-1", "1");
    volume.remove("deleted");
    assert!(volume.push());
    volume.upload("results_s3/mirror/kept", "new input");
    fs::remove_file(volume.place.path("remote/results_s3/mirror/of-run-1")).unwrap();
    volume.start("2").unwrap();
    assert_eq!(volume.files(), ["changed", "kept", "of-others"]);
    assert_eq!(volume.text("kept"), "new input");
    // What run 1 pushed and run 2 never had is not run 2's to delete.
    volume.upload("results_s3/mirror/of-run-1", "1");
    assert!(volume.push());
    assert!(
        volume
            .remote("results_s3/mirror")
            .contains(&"of-run-1".to_owned())
    );
}

#[test]
fn a_further_run_waits_until_results_are_safe() {
    let volume = Volume::mirror("unpushed-results");
    volume.start("1").unwrap();
    volume.write("result", "1");
    fs::write(volume.place.path("fails-copy"), "").unwrap();
    assert!(!volume.push(), "a push that fails says so");
    fs::remove_file(volume.place.path("fails-copy")).unwrap();
    let refusal = volume.start("2").unwrap_err();
    assert!(
        refusal.contains("the claim mirror-volume-1 holds results"),
        "{refusal}"
    );
    assert_eq!(volume.text("result"), "1");
    // The run itself goes on.
    volume.start("1").unwrap();
    assert!(volume.push());
    volume.start("2").unwrap();
    assert_eq!(
        volume.text("result"),
        "1",
        "it was pushed and comes back as input"
    );
    // A run that changes nothing leaves nothing to lose.
    volume.upload("results_s3/mirror/kept", "new input");
    volume.start("3").unwrap();
    assert_eq!(volume.text("kept"), "new input");
    // One that only deletes does.
    volume.remove("kept");
    assert!(volume.start("4").is_err());
}

#[test]
fn further_runs_of_every_source_begin_afresh() {
    for (name, number) in [("archive", 2), ("empty", 3), ("public", 4)] {
        let volume = Volume::new(
            &format!("second-run-{name}"),
            "jobs-pushed",
            "Job/mirror",
            number,
        );
        volume.one("prepare", "1");
        volume.write("input", "1");
        assert!(volume.one("record", "1").status.success());
        volume.write("result", "1");
        let second = || volume.one("prepare", "2").status.success();
        assert!(!second(), "{name}");
        assert!(volume.push());
        assert!(second(), "{name}");
        assert_eq!(volume.files(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_interrupted_fill_goes_on_and_a_finished_one_is_left_alone() {
    let volume = Volume::mirror("interrupted");
    volume.one("prepare", "1");
    volume.write("kept", "1");
    volume.write("changed.a1b2c3.partial", "half");
    volume.start("1").unwrap();
    assert_eq!(volume.files(), ["changed", "deleted", "kept", "of-others"]);
    assert!(volume.place.text("log").contains(" --ignore-existing "));
    // Another run may throw away what was never whole.
    fs::remove_file(volume.place.path("claim/known")).unwrap();
    volume.write("half", "");
    volume.start("2").unwrap();
    assert!(!volume.files().contains(&"half".to_owned()));
    // So may one that was stopped while it threw away.
    volume.write("half", "");
    fs::remove_file(volume.place.path("claim/run")).unwrap();
    fs::remove_file(volume.place.path("claim/known")).unwrap();
    fs::write(volume.place.path("claim/emptying"), "").unwrap();
    volume.start("3").unwrap();
    assert!(!volume.files().contains(&"half".to_owned()));
}

#[test]
fn the_volume_of_a_notebook_is_filled_once() {
    let volume = Volume::new(
        "notebook",
        "notebook-snapshots",
        "StatefulSet/exploration",
        1,
    );
    volume.upload("gra/datasets/table", "1");
    volume.start("").unwrap();
    volume.write("table", "my work");
    volume.upload("gra/datasets/table", "newer");
    volume.upload("gra/datasets/other", "newer");
    // The node fails: nothing was pushed.
    volume.start("").unwrap();
    assert_eq!(volume.text("table"), "my work");
    assert_eq!(volume.files(), ["table"]);
    assert!(volume.push());
    assert_eq!(volume.remote("gra/datasets"), ["other", "table"]);
}

#[test]
fn files_of_one_place_are_not_taken_for_those_of_another() {
    let volume = Volume::new("other-place", "notebooks", "StatefulSet/exploration", 1);
    volume.start("").unwrap();
    volume.start("").unwrap();
    fs::write(volume.place.path("claim/place"), "elsewhere\n").unwrap();
    let said = volume.start("").unwrap_err();
    assert!(
        said.contains("was filled from or pushed to another place")
            && said.contains("delete the claim"),
        "{said}"
    );
}

#[test]
fn a_container_that_does_not_exist_is_made() {
    let volume = Volume::new("no-container", "jobs-pushed", "Job/train", 1);
    volume.start("1").unwrap();
    volume.write("result", "1");
    assert!(volume.push());
    assert_eq!(volume.remote("results_s3/results/runs"), ["result"]);
    let volume = Volume::new("no-container-of-archives", "jobs-pushed", "Job/mirror", 2);
    volume.start("1").unwrap();
    assert_eq!(volume.files(), Vec::<String>::new());
    // Any other failure is one.
    fs::write(volume.place.path("fails-cat"), "").unwrap();
    assert!(volume.start("2").is_err());
    let volume = Volume::new("no-access", "jobs-pushed", "Job/train", 1);
    fs::write(volume.place.path("fails-copy"), "").unwrap();
    assert!(volume.start("1").is_err());
}

#[test]
fn jobs_need_a_cluster_that_names_their_runs() {
    let volume = Volume::mirror("no-label");
    assert!(volume.start("").unwrap_err().contains("Kubernetes 1.27"));
}

fn listed(archive: &Path) -> Vec<String> {
    let output = Command::new("tar")
        .arg("-tf")
        .arg(archive)
        .output()
        .unwrap();
    let mut lines: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

#[test]
fn an_archive_is_unpacked_once_and_pushed_whole() {
    let volume = Volume::new("archive", "jobs-pushed", "Job/mirror", 2);
    let place = &volume.place;
    fs::create_dir_all(place.path("remote/gra/packed")).unwrap();
    fs::create_dir(place.path("source")).unwrap();
    place.write("source/input", "1\n");
    let packed = Command::new("tar")
        .arg("-cf")
        .arg(place.path("remote/gra/packed/run.tar"))
        .arg("-C")
        .arg(place.path("source"))
        .arg(".")
        .status()
        .unwrap();
    assert!(packed.success());
    volume.start("1").unwrap();
    assert_eq!(volume.text("input"), "1\n");
    volume.write("input", "changed\n");
    volume.start("1").unwrap();
    assert_eq!(volume.text("input"), "changed\n");
    volume.write("line\nfeed", "");
    assert!(volume.push());
    assert_eq!(volume.calls(), ["rcat", "moveto"]);
    let pushed = place.path("remote/results_s3/packed/out.tar");
    assert_eq!(listed(&pushed), ["./", "./input", "./line\\nfeed"]);
    assert!(volume.push());
    assert_eq!(
        volume.calls(),
        Vec::<String>::new(),
        "the same one is there"
    );
    // Half an archive never replaces a whole one.
    volume.write("more", "");
    place.stand_in("tar", "echo half; exit 1");
    assert!(!volume.push());
    assert_eq!(listed(&pushed).len(), 3);
}
