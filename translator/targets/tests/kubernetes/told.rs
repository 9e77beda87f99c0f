//! What people are told must be what is written.

use ovhai_targets::{Accumulated, Format};
use serde_json::Value;
use test_fixtures::cases;

use crate::load::{self, Input, objects};

fn input(name: &str) -> Input {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == name)
        .unwrap();
    Input::of(&case)
}

/// The objects that run the workloads themselves.
fn controllers(input: &Input) -> Vec<Value> {
    objects(&input.export(Format::Json).tree)
        .into_iter()
        .map(|(_, object)| object)
        .filter(|object| {
            ["Deployment", "Job", "StatefulSet"].contains(&object["kind"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn the_told_scratch_disk_is_the_written_one() {
    let mut input = input("volumes");
    for workload in &mut input.estate.workloads {
        workload.compute.scratch = Some(1500 << 30);
    }
    let controllers = controllers(&input);
    let mut details = Vec::new();
    for rendered in input.export(Format::Json).rendered {
        let finding = rendered
            .findings
            .iter()
            .find(|finding| finding.slug == "kubernetes/scratch-disk-capped")
            .unwrap();
        let deployment = controllers
            .iter()
            .find(|object| object["metadata"]["name"] == rendered.name)
            .unwrap();
        let resources = &deployment["spec"]["template"]["spec"]["containers"][0]["resources"];
        let written = resources["requests"]["ephemeral-storage"].as_str().unwrap();
        assert_eq!(resources["limits"]["ephemeral-storage"], written);
        let start = format!("1500Gi becomes {written}");
        assert!(
            finding.detail == start || finding.detail.starts_with(&format!("{start}: ")),
            "{}: {written}",
            finding.detail
        );
        details.push(finding.detail.clone());
    }
    let expected = "1500Gi becomes 120Gi: 100Gi and 20Gi for copied volumes";
    assert!(
        details.iter().any(|detail| detail == expected),
        "{details:?}"
    );
}

#[test]
fn volumes_get_the_sizes_of_their_paths() {
    let mut input = input("jobs-pushed");
    let sizes = |input: &Input| {
        let rendered = input.export(Format::Json).rendered;
        let mirror = rendered.iter().find(|one| one.name == "mirror").unwrap();
        mirror
            .findings
            .iter()
            .find(|finding| finding.slug == "kubernetes/volume-size-unknown")
            .map(|finding| (finding.detail.clone(), finding.answer.is_some()))
            .unwrap()
    };
    let slug = "kubernetes/volume-size-unknown".to_owned();
    let answers = &mut input.decisions.answers;
    answers.insert(slug.clone(), "/mirror=500Gi,/tar/=1Ti".to_owned());
    // Two volumes have no size yet, so the question stays open.
    let partly = "/mirror gets 500Gi; /tar gets 1Ti; /kept gets 60Gi; /seeded gets 60Gi";
    assert_eq!(sizes(&input), (partly.to_owned(), false));
    let answers = &mut input.decisions.answers;
    answers.insert(slug, "/mirror=500Gi,/tar/=1Ti,80Gi".to_owned());
    let all = "/mirror gets 500Gi; /tar gets 1Ti; /kept gets 80Gi; /seeded gets 80Gi";
    assert_eq!(sizes(&input), (all.to_owned(), true));
    // An archive of a terabyte needs larger parts than usual.
    let objects = controllers(&input);
    let mirror = objects
        .iter()
        .find(|object| object["metadata"]["name"] == "mirror")
        .unwrap();
    let steps = &mirror["spec"]["template"]["spec"]["initContainers"];
    let push = steps.as_array().unwrap().iter();
    let push = push.clone().find(|step| step["name"] == "push-2").unwrap();
    let parts = push["env"].as_array().unwrap().iter();
    let parts = parts
        .clone()
        .find(|entry| entry["name"] == "RCLONE_S3_CHUNK_SIZE");
    assert_eq!(parts.unwrap()["value"], "256Mi");
    assert_eq!(push["resources"]["limits"]["memory"], "704Mi");
}

/// Quotas refuse containers without resources, and one without them takes the pod out of the Guaranteed class.
#[test]
fn init_containers_ask_for_what_the_workload_has() {
    let mut seen = 0;
    for (case, input) in load::all() {
        for controller in controllers(&input) {
            let pod = &controller["spec"]["template"]["spec"];
            let mut expected = pod["containers"][0]["resources"].clone();
            for quantities in ["requests", "limits"] {
                if let Some(members) = expected[quantities].as_object_mut() {
                    members.remove("nvidia.com/gpu");
                }
            }
            for container in pod["initContainers"].as_array().into_iter().flatten() {
                // A native sidecar runs beside the workload and asks for what it needs itself.
                if container["restartPolicy"] == "Always" {
                    assert!(!container["resources"].is_null(), "{}", case.name);
                    continue;
                }
                assert_eq!(container["resources"], expected, "{}", case.name);
                seen += usize::from(!expected.is_null());
            }
        }
    }
    assert!(seen > 0);
}

/// A URL inside a script could be read as commands.
#[test]
fn no_url_is_part_of_a_script() {
    let mut repositories = 0;
    for (case, input) in load::all() {
        for controller in controllers(&input) {
            let pod = &controller["spec"]["template"]["spec"];
            for container in pod["initContainers"].as_array().into_iter().flatten() {
                let Some(script) = container["command"][2].as_str() else {
                    continue;
                };
                assert!(!script.contains("://"), "{}: {script}", case.name);
                if script.contains("git fetch") {
                    repositories += 1;
                    assert!(script.contains("-- \"$1\""), "{script}");
                    // The URL, and the branch of a registered repository.
                    let arguments = container["args"].as_array().unwrap().len();
                    assert_eq!(
                        arguments == 3,
                        script.contains("\"refs/heads/$2\""),
                        "{script}"
                    );
                }
            }
        }
    }
    assert!(repositories > 0);
}

#[test]
fn a_large_estate_has_a_bounded_list_of_open_findings() {
    let mut input = input("minimal");
    let one = input.estate.workloads[0].clone();
    input.estate.workloads = (0..60)
        .map(|index| {
            let mut workload = one.clone();
            workload.address = format!("app/{index:02}").parse().unwrap();
            workload
        })
        .collect();
    let session = input.session(Format::Yaml).unwrap();
    let mut accumulated = Accumulated::new();
    for workload in session.workloads() {
        accumulated.add(&session.render(workload).unwrap());
    }
    let summary = session
        .finish(&accumulated)
        .into_iter()
        .find(|artefact| artefact.path == "SUMMARY.md")
        .map(|artefact| String::from_utf8(artefact.bytes).unwrap())
        .unwrap();
    assert_eq!(summary.matches("\n### ").count(), 50);
    assert!(summary.contains("address `app/49`") && !summary.contains("address `app/50`"));
    assert!(summary.contains("10 workloads more with open differences: `findings.json`"));
}
