//! Choices that cannot be carried out: each is refused with its place, and nothing is rendered.

use std::collections::BTreeMap;

use ovhai_model::Selection;
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
    // And it changes nothing of those inside: not even their names.
    let names: Vec<&str> = session
        .workloads()
        .filter_map(|one| session.name(&one.address))
        .collect();
    assert_eq!(names, ["kept"]);
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
