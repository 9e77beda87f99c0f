//! Choices that cannot be carried out: each is refused with its place, and nothing is rendered.

use std::collections::BTreeMap;

use ovhai_model::{Address, Finding, Kind, Selection, Task, Unread};
use ovhai_targets::{Decisions, Format, Problem, Profile, Session};
use serde_json::{Value, json};
use test_fixtures::cases;

use crate::load::Input;

fn input(name: &str) -> Input {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == name)
        .unwrap();
    Input::of(&case)
}

fn problems(input: &Input) -> Vec<(String, String)> {
    let Err(problems) = input.session(Format::Yaml) else {
        return Vec::new();
    };
    problems
        .into_iter()
        .map(|Problem { attribute, message }| (attribute.join("."), message))
        .collect()
}

fn answers(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn answers_are_checked() {
    let mut input = input("decisions");
    let address = input.estate.workloads[0].address.to_string();
    for (key, answer, part) in [
        (
            "kubernetes/url-change",
            "x",
            "did you mean `kubernetes/url-changes`",
        ),
        ("kubernetes/url-changes@nonsense", "x", "kind/id"),
        (
            "kubernetes/url-changes@app/gone",
            "x",
            "the estate has no `app/gone`",
        ),
        ("kubernetes/url-changes", " ", "empty"),
        (
            "kubernetes/image-in-shared-registry",
            "nginx:1",
            "slug@kind/id",
        ),
        (
            &format!("kubernetes/image-in-shared-registry@{address}"),
            "Not An Image",
            "no image reference",
        ),
        (
            &format!("kubernetes/host-needed@{address}"),
            "not a host",
            "no host name",
        ),
        ("kubernetes/volume-size-unknown", "much", "no size"),
        (
            "kubernetes/volume-size-unknown",
            "80Gi,/no/such/path=500Gi",
            "no volume is mounted at `/no/such/path`",
        ),
        (
            "kubernetes/user-needs-subject",
            "group:system:masters",
            "names no users",
        ),
        (
            "kubernetes/read-user-needs-binding",
            "done by hand",
            "names no users",
        ),
        (
            "kubernetes/command-or-entrypoint",
            "entrypoint",
            "command, args",
        ),
    ] {
        input.decisions.answers = answers(&[(key, answer)]);
        let found = problems(&input);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        assert_eq!(found[0].0, format!("answers.{key}"));
        assert!(found[0].1.contains(part), "{key}: {}", found[0].1);
    }
    input.decisions.answers = answers(&[
        ("platform/unknown-member", "fine"),
        ("kubernetes/no-readiness-check", "fine"),
    ]);
    assert_eq!(problems(&input), []);
}

#[test]
fn overrides_must_match_an_object_and_keep_its_identity() {
    let mut input = input("decisions");
    for (key, patch, part) in [
        (
            "Deployment/shopp",
            json!({}),
            "did you mean `Deployment/shop`",
        ),
        (
            "Deploymnt/shop",
            json!({}),
            "did you mean `Deployment/shop`",
        ),
        ("shop", json!({}), "Kind/name"),
        ("Secret/shop-env", json!({"data": {}}), "no object"),
        (
            "Deployment/shop",
            json!({"kind": "StatefulSet"}),
            "must not change the kind",
        ),
        (
            "Deployment/shop",
            json!({"metadata": {"name": "other"}}),
            "must not change the name",
        ),
        ("Deployment/shop", json!(3), "JSON merge patch"),
    ] {
        input.decisions.overrides = BTreeMap::from([(key.to_owned(), patch)]);
        let found = problems(&input);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        assert_eq!(found[0].0, format!("overrides.{key}"));
        assert!(found[0].1.contains(part), "{key}: {}", found[0].1);
    }
    // An object of a workload that is not selected is not produced.
    input.decisions.overrides = BTreeMap::from([("Service/front".to_owned(), json!({}))]);
    assert_eq!(problems(&input), []);
    input.selection.exclude.insert("front".to_owned());
    assert_eq!(problems(&input).len(), 1);
}

#[test]
fn unknown_targets_and_bad_profiles_are_refused() {
    let input = input("minimal");
    let (profile, decisions) = (Profile::default(), Decisions::default());
    let open = |target| {
        Session::new(
            target,
            Format::Yaml,
            &input.estate,
            &Selection::default(),
            &profile,
            &decisions,
        )
        .err()
        .unwrap()
    };
    assert!(
        open("kubernets")[0]
            .message
            .contains("did you mean `kubernetes`")
    );
    let profile = Profile {
        namespace: "NOT VALID".to_owned(),
        ..Profile::default()
    };
    let found = Session::new(
        "kubernetes",
        Format::Yaml,
        &input.estate,
        &Selection::default(),
        &profile,
        &decisions,
    )
    .err()
    .unwrap();
    assert_eq!(found[0].attribute, ["profile", "namespace"]);
}

/// Rendering a workload alone, twice, or after others gives the same; nothing is kept between calls.
#[test]
fn rendering_keeps_nothing() {
    let input = input("volumes");
    let session = input.session(Format::Yaml).unwrap();
    let workloads: Vec<_> = session.workloads().collect();
    let first: Vec<_> = workloads
        .iter()
        .map(|one| session.render(one).unwrap().artefacts)
        .collect();
    let mut again: Vec<_> = workloads
        .iter()
        .rev()
        .map(|one| session.render(one).unwrap().artefacts)
        .collect();
    again.reverse();
    assert_eq!(first, again);
}

#[test]
fn a_workload_outside_the_selection_is_refused() {
    let input = input("selection");
    let session = input.session(Format::Yaml).unwrap();
    let outside = input
        .estate
        .workloads
        .iter()
        .find(|workload| session.name(&workload.address).is_none())
        .unwrap();
    assert!(session.render(outside).is_err());
    // Names of those inside make room for it all the same: another export may have it.
    let names: Vec<&str> = session
        .workloads()
        .filter_map(|one| session.name(&one.address))
        .collect();
    assert_eq!(names, ["kept-39664"]);
}

/// An answer marks its finding, in what is rendered and in the files.
#[test]
fn answers_are_written_to_their_findings() {
    let input = input("decisions");
    let export = input.export(Format::Yaml);
    let findings: Value = serde_json::from_slice(&export.tree["findings.json"]).unwrap();
    let mut found = findings["objects"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|object| object["findings"].get("kubernetes/url-changes"))
        .peekable();
    assert!(found.peek().is_some());
    let decided = found.all(|finding| finding["answer"] == "clients were told");
    assert!(decided);
    let deployment = String::from_utf8_lossy(&export.tree["apps/shop.yaml"]);
    for part in [
        "image: registry.example.com/team/shop:1",
        "replicas: 5",
        "priorityClassName: high",
        "- not-secret-after-all",
    ] {
        assert!(deployment.contains(part), "{part}");
    }
    assert!(!deployment.contains("terminationGracePeriodSeconds"));
}

/// What changes without the revision, or does not feed an export, must not change an artefact: a plan would not hold.
#[test]
fn what_the_revision_leaves_out_changes_nothing() {
    for name in ["notebooks", "all-kinds"] {
        let mut input = input(name);
        let first = input.export(Format::Yaml).tree;
        for workload in &mut input.estate.workloads {
            if let Task::Workbench(bench) = &mut workload.task {
                bench.workspace_used = Some(1 << 40);
            }
            workload.platform_labels.clear();
        }
        for kind in [Kind::Container, Kind::Cluster, Kind::Backup] {
            let finding = Finding {
                slug: "platform/unknown-member".to_owned(),
                address: Address::new(kind, "1"),
                fidelity: ovhai_model::Fidelity::Manual,
                category: ovhai_model::Category::Specific,
                detail: "/x".to_owned(),
                hint: "look".to_owned(),
                answer: None,
            };
            input.estate.findings.push(finding);
            input.estate.kinds.insert(kind);
            input.estate.unread.push(Unread {
                kind,
                place: None,
                reason: "refused".to_owned(),
                remedy: None,
            });
        }
        assert!(first == input.export(Format::Yaml).tree, "{name}");
    }
}

#[test]
fn what_could_not_be_read_is_told() {
    let mut input = input("all-kinds");
    let mut unread = Unread {
        kind: Kind::Job,
        place: Some("GRA".to_owned()),
        reason: "the API said something today".to_owned(),
        remedy: None,
    };
    input.estate.unread = vec![unread.clone()];
    let text = |input: &Input, path: &str| {
        String::from_utf8(input.export(Format::Yaml).tree.remove(path).unwrap()).unwrap()
    };
    let findings = text(&input, "findings.json");
    assert!(
        findings.contains("kubernetes/objects-not-read"),
        "{findings}"
    );
    assert!(findings.contains("\"job/unread-in-GRA\""), "{findings}");
    let summary = text(&input, "SUMMARY.md");
    assert!(summary.contains("kind job in GRA"), "{summary}");
    // The reason is worded anew at every reading.
    unread.reason = "the API said something else".to_owned();
    input.estate.unread = vec![unread];
    assert!(summary == text(&input, "SUMMARY.md"));
    // A selection without jobs misses none.
    input.selection.kinds.insert(Kind::App);
    assert!(!text(&input, "findings.json").contains("objects-not-read"));
}

#[test]
fn a_data_store_that_could_not_be_read_is_not_missing() {
    let mut input = input("data-stores");
    let missing = |input: &Input| -> Vec<String> {
        input
            .export(Format::Yaml)
            .rendered
            .iter()
            .flat_map(|rendered| rendered.findings.iter())
            .filter(|finding| finding.slug == "kubernetes/data-store-missing")
            .map(|finding| finding.detail.clone())
            .collect()
    };
    let mut all = missing(&input);
    all.sort_unstable();
    assert_eq!(all, ["gone in GRA", "private-code in BHS"]);
    let unread = |place: Option<&str>| Unread {
        kind: Kind::DataStore,
        place: place.map(str::to_owned),
        reason: "refused".to_owned(),
        remedy: None,
    };
    input.estate.unread = vec![unread(Some("BHS"))];
    assert_eq!(missing(&input), ["gone in GRA"]);
    input.estate.unread = vec![unread(None)];
    assert_eq!(missing(&input), [""; 0]);
}

#[test]
fn objects_of_jobs_and_notebooks_can_be_overridden() {
    let mut input = input("jobs");
    for (key, patch, part) in [
        (
            "Job/train",
            json!({"spec": {"ttlSecondsAfterFinished": 60}}),
            "ttlSecondsAfterFinished: 60",
        ),
        (
            "PersistentVolumeClaim/train-volume-2",
            json!({"spec": {"accessModes": ["ReadWriteMany"]}}),
            "- ReadWriteMany",
        ),
    ] {
        input.decisions.overrides = BTreeMap::from([(key.to_owned(), patch)]);
        let tree = input.export(Format::Yaml).tree;
        let manifests = String::from_utf8_lossy(&tree["jobs/train.yaml"]);
        assert!(manifests.contains(part), "{part}");
    }
}
