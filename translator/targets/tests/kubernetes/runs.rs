//! What one run of a job leaves to the next, and what to do where a run had no time to push.

use std::{
    fs,
    process::{Command, Stdio},
};

use ovhai_targets::Format;
use serde_json::{Value, json};
use test_fixtures::cases;

use crate::{
    load::{Input, objects},
    volume_steps::Volume,
};

#[test]
fn what_a_pod_writes_while_a_further_run_begins_is_kept() {
    let volume = Volume::mirror("late-writer");
    volume.start("1").unwrap();
    assert!(volume.push());
    // A pod has its own way to the folder, which a new name does not close.
    volume.place.stand_in(
        "mv",
        "/bin/mv \"$@\"\ncase \"$2\" in */claim/aside) echo late > \"$2/late\" ;; esac",
    );
    let refusal = volume.start("2").unwrap_err();
    assert!(refusal.contains("holds results"), "{refusal}");
    assert_eq!(volume.text("late"), "late\n");
    assert!(!volume.place.path("claim/aside").exists());
    assert_eq!(volume.place.text("claim/run"), "1\n");
}

#[test]
fn what_was_set_aside_is_looked_at_again_after_an_interruption() {
    for (name, written) in [("unchanged", false), ("written", true)] {
        let volume = Volume::mirror(&format!("set-aside-{name}"));
        volume.start("1").unwrap();
        assert!(volume.push());
        if written {
            volume.write("late", "1");
        }
        let claim = |name: &str| volume.place.path(&format!("claim/{name}"));
        fs::rename(claim("files"), claim("aside")).unwrap();
        volume.upload("results_s3/mirror/kept", "new input");
        let begun = volume.start("2");
        assert_eq!(begun.is_err(), written, "{name}: {begun:?}");
        assert_eq!(volume.text("late"), if written { "1" } else { "" });
        assert_eq!(volume.text("kept"), if written { "1" } else { "new input" });
        assert!(!claim("aside").exists() && !claim("emptying").exists());
    }
}

#[test]
fn a_run_that_lost_the_claim_pushes_nothing() {
    let volume = Volume::mirror("lost-claim");
    volume.start("1").unwrap();
    assert!(volume.push_of("1"));
    volume.start("2").unwrap();
    volume.write("half", "of run 2");
    let known = volume.place.text("claim/known");
    assert!(!volume.push_of("1"));
    assert_eq!(volume.calls(), Vec::<String>::new());
    assert_eq!(volume.place.text("claim/known"), known);
    assert!(volume.push_of("2"));
    assert!(
        volume
            .remote("results_s3/mirror")
            .contains(&"half".to_owned())
    );
}

#[test]
fn a_sidecar_that_is_stopped_before_it_waits_pushes() {
    for (name, object, number) in [("files", "Job/train", 1), ("archive", "Job/mirror", 2)] {
        let volume = Volume::new(
            &format!("stopped-early-{name}"),
            "jobs-pushed",
            object,
            number,
        );
        volume.start("1").unwrap();
        volume.write("result", "1");
        let mut sidecar = volume.step("push").clone();
        let script = sidecar["command"][2].as_str().unwrap();
        let trap = "trap 'stopped=yes' TERM\n";
        let (before, after) = script.split_once(trap).unwrap();
        let commands: Vec<&str> = before
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(commands, ["stopped="], "nothing goes before it");
        sidecar["command"][2] = format!("{before}{trap}kill -TERM $$\n{after}").into();
        let ended = volume
            .place
            .command(&sidecar)
            .env("RUN", "1")
            .status()
            .unwrap();
        assert!(ended.success(), "{name}");
        assert!(!volume.calls().is_empty(), "{name}");
        assert!(!volume.place.path("waits").exists(), "{name}");
    }
}

#[test]
fn a_source_that_was_not_found_is_looked_for_again_while_nothing_is_there() {
    let new = |name: &str| {
        let volume = Volume::new(
            &format!("unseen-{name}"),
            "notebook-snapshots",
            "StatefulSet/exploration",
            1,
        );
        let said = volume.one("prepare", "").status.success();
        let pull = volume.one("pull", "");
        let text = String::from_utf8(pull.stderr).unwrap();
        assert!(said && pull.status.success(), "{text}");
        assert!(text.contains("nothing was found at gra:datasets"), "{text}");
        volume.start("").unwrap();
        assert_eq!(volume.files(), Vec::<String>::new());
        volume
    };
    // The Secret is mended, and pushes in between do not hide it.
    let volume = new("mended");
    assert!(volume.push());
    volume.upload("gra/datasets/table", "1");
    volume.start("").unwrap();
    assert_eq!(volume.files(), ["table"]);
    // From here on it is as any other that was filled once.
    volume.remove("table");
    volume.start("").unwrap();
    assert_eq!(volume.files(), Vec::<String>::new());
    // What somebody wrote meanwhile is not mixed with it, nor what was thrown away brought back.
    let volume = new("written");
    volume.write("mine", "1");
    volume.upload("gra/datasets/table", "1");
    volume.start("").unwrap();
    assert_eq!(volume.files(), ["mine"]);
    assert!(volume.push());
    volume.remove("mine");
    volume.start("").unwrap();
    assert_eq!(volume.files(), Vec::<String>::new());
}

#[test]
fn what_was_found_late_may_be_deleted_like_what_was_found_at_once() {
    let volume = Volume::new("unseen-deletes", "jobs-pushed", "Job/mirror", 1);
    volume.start("1").unwrap();
    assert!(volume.push());
    volume.upload("results_s3/mirror/old", "1");
    volume.upload("results_s3/mirror/kept", "1");
    volume.start("1").unwrap();
    assert_eq!(volume.files(), ["kept", "old"]);
    volume.remove("old");
    assert!(volume.push());
    assert_eq!(volume.remote("results_s3/mirror"), ["kept"]);
}

/// Jobs that own a claim, with all of their pod.
fn jobs_with_claims() -> Vec<(String, Value)> {
    cases("targets/kubernetes")
        .iter()
        .flat_map(|case| {
            let tree = Input::of(case).export(Format::Json).tree;
            objects(&tree)
        })
        .filter(|(_, object)| object["kind"] == "Job")
        .map(|(key, object)| (key, object["spec"]["template"].clone()))
        .filter(|(_, pod)| {
            let containers = pod["spec"]["initContainers"].as_array();
            containers.into_iter().flatten().any(|container| {
                let name = container["name"].as_str().unwrap();
                name.starts_with("prepare-")
            })
        })
        .collect()
}

#[test]
fn pods_of_two_runs_never_share_a_claim() {
    let jobs = jobs_with_claims();
    assert!(jobs.len() > 3, "{}", jobs.len());
    for (key, pod) in jobs {
        let terms = &pod["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
        let terms = terms.as_array().unwrap_or_else(|| panic!("{key}"));
        assert_eq!(terms[0]["topologyKey"], "kubernetes.io/hostname", "{key}");
        for term in terms {
            let chosen = term["labelSelector"]["matchLabels"].as_object().unwrap();
            assert!(!chosen.is_empty(), "{key}");
            for (label, value) in chosen {
                assert_eq!(pod["metadata"]["labels"][label], *value, "{key}");
            }
        }
    }
}

#[test]
fn the_command_of_the_summary_pushes_what_a_run_could_not() {
    let volume = Volume::new("pushed-by-hand", "jobs-pushed", "Job/mirror", 1);
    volume.start("1").unwrap();
    volume.write("result", "1");
    assert!(volume.start("2").is_err());
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == "jobs-pushed")
        .unwrap();
    let tree = Input::of(&case).export(Format::Json).tree;
    let summary = String::from_utf8(tree["SUMMARY.md"].clone()).unwrap();
    let command = summary
        .split('`')
        .find(|code| code.contains("| jq "))
        .unwrap();
    let file = command
        .split(' ')
        .find(|word| word.starts_with("jobs/"))
        .unwrap();
    // One job stands for all of them.
    let command = command.replace(file, "jobs/mirror.json");
    fs::create_dir(volume.place.path("jobs")).unwrap();
    fs::write(
        volume.place.path("jobs/mirror.json"),
        &tree["jobs/mirror.json"],
    )
    .unwrap();
    volume.place.stand_in(
        "kubectl",
        "if test \"$2\" = --dry-run=client; then cat \"$PLACE/${@: -1}\"; else cat > \"$PLACE/made\"; fi",
    );
    let path = std::env::var("PATH").unwrap();
    let done = Command::new("bash")
        .args(["-o", "pipefail", "-c", &command])
        .current_dir(volume.place.path(""))
        .env(
            "PATH",
            format!("{}:{path}", volume.place.path("bin").display()),
        )
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success(), "{command}");
    let made: Value = serde_json::from_str(&volume.place.text("made")).unwrap();
    serde_json::from_value::<k8s_openapi::api::batch::v1::Job>(made.clone()).unwrap();
    assert_eq!(made["metadata"]["generateName"], "mirror-push-");
    let pod = &made["spec"]["template"];
    assert_eq!(pod["spec"]["initContainers"], json!(null));
    assert_eq!(
        pod["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
            [0]["labelSelector"]["matchLabels"]["app.kubernetes.io/instance"],
        pod["metadata"]["labels"]["app.kubernetes.io/instance"],
        "it waits for the job's own pod"
    );
    let containers = pod["spec"]["containers"].as_array().unwrap();
    let names: Vec<&Value> = containers.iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["push-1", "push-2", "push-3", "push-4"]);
    assert_eq!(containers[0]["restartPolicy"], json!(null));
    // The label of its pod is another one than that of the run.
    let pushed = volume
        .place
        .command(&containers[0])
        .env("RUN", "3")
        .status()
        .unwrap();
    assert!(pushed.success());
    assert!(
        volume
            .remote("results_s3/mirror")
            .contains(&"result".to_owned())
    );
    volume.start("2").unwrap();
}
