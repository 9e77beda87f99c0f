//! Every case: the expected tree, and laws that hold for all of them.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_targets::{FINDINGS, Format};
use serde_json::Value;
use test_fixtures::compare;

use crate::load::{self, objects};

#[test]
fn cases_give_their_expected_trees() {
    let mut failures = Vec::new();
    for (case, input) in load::all() {
        let export = input.export(input.format);
        if let Err(mismatch) = compare(&case.folder("expected"), &export.tree) {
            failures.push(format!("{}:\n{mismatch}", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn rendering_again_and_in_another_order_gives_the_same_bytes() {
    for (case, mut input) in load::all() {
        let first = input.export(input.format).tree;
        assert_eq!(first, input.export(input.format).tree, "{}", case.name);
        input.estate.workloads.reverse();
        input.estate.registries.reverse();
        input.estate.tokens.reverse();
        input.estate.users.reverse();
        input.estate.data_stores.reverse();
        input.estate.findings.reverse();
        assert_eq!(first, input.export(input.format).tree, "{}", case.name);
    }
}

#[test]
fn no_planted_secret_appears_anywhere() {
    let mut planted = 0;
    for (case, input) in load::all() {
        let export = input.export(input.format);
        for secret in &input.planted {
            planted += 1;
            for (path, bytes) in &export.tree {
                let text = String::from_utf8_lossy(bytes);
                // Escaping must not hide one either.
                let inner = serde_json::to_string(secret).unwrap();
                let escaped = inner.trim_matches('"');
                assert!(
                    !text.contains(secret.as_str()) && !text.contains(escaped),
                    "{}: {path} holds {secret:?}",
                    case.name
                );
            }
            for rendered in &export.rendered {
                assert!(
                    !format!("{rendered:?}").contains(secret.as_str()),
                    "{}",
                    case.name
                );
            }
        }
    }
    assert!(planted >= 10, "only {planted} secrets are planted");
}

#[test]
fn every_workload_has_manifests_and_its_source() {
    for (case, input) in load::all() {
        let export = input.export(input.format);
        let session = input.session(input.format).unwrap();
        assert_eq!(session.workloads().len(), export.rendered.len());
        for rendered in &export.rendered {
            let paths: Vec<&str> = rendered
                .artefacts
                .iter()
                .map(|artefact| artefact.path.as_str())
                .collect();
            let name = &rendered.name;
            let kind = rendered.address.kind();
            assert_eq!(
                paths,
                [
                    format!("{kind}s/{name}.{}", input.format.extension()),
                    format!("sources/{kind}/{name}.json")
                ],
                "{}",
                case.name
            );
        }
    }
}

#[test]
fn every_finding_is_declared_and_raised_somewhere() {
    let declared: BTreeMap<&str, _> = FINDINGS
        .iter()
        .chain(ovhai_platform::observe::FINDINGS)
        .map(|kind| (kind.slug, *kind))
        .collect();
    // Raised for whole estates and not for one of their workloads, for which session.rs has a test; and for a mistake of ours, which
    // no fixture may show.
    let mut raised = BTreeSet::from(
        [
            "kubernetes/objects-not-read",
            "kubernetes/objects-with-one-name",
        ]
        .map(str::to_owned),
    );
    for (case, input) in load::all() {
        let export = input.export(input.format);
        for findings in export
            .rendered
            .iter()
            .map(|rendered| &rendered.findings)
            .chain([&export.others])
        {
            for finding in findings.iter() {
                let kind = declared
                    .get(finding.slug.as_str())
                    .unwrap_or_else(|| panic!("{}: {} is not declared", case.name, finding.slug));
                assert_eq!(
                    (kind.fidelity, kind.category),
                    (finding.fidelity, finding.category)
                );
                assert!(!finding.detail.is_empty(), "{}", finding.slug);
                raised.insert(finding.slug.clone());
            }
        }
    }
    let silent: Vec<&str> = FINDINGS
        .iter()
        .map(|kind| kind.slug)
        .filter(|slug| !raised.contains(*slug))
        .collect();
    assert!(silent.is_empty(), "no fixture raises {silent:#?}");
}

/// An independent parser reads from YAML what JSON says.
#[test]
fn yaml_and_json_say_the_same() {
    for (case, input) in load::all() {
        let yaml = input.export(Format::Yaml).tree;
        let json = input.export(Format::Json).tree;
        let from_json: BTreeMap<String, Value> = objects(&json)
            .into_iter()
            .map(|(key, object)| (key.replace(".json#", ".yaml#"), object))
            .collect();
        let mut from_yaml = BTreeMap::new();
        for (path, bytes) in yaml.iter().filter(|(path, _)| path.ends_with(".yaml")) {
            let text = std::str::from_utf8(bytes).unwrap();
            let documents: Vec<Value> = serde_saphyr::from_multiple(text)
                .unwrap_or_else(|error| panic!("{}/{path}: {error}", case.name));
            for object in documents {
                let key = format!(
                    "{path}#{}/{}",
                    object["kind"].as_str().unwrap(),
                    object["metadata"]["name"].as_str().unwrap()
                );
                assert!(from_yaml.insert(key, object).is_none());
            }
        }
        assert_eq!(from_yaml, from_json, "{}", case.name);
    }
}

/// Names of objects are unique over all workloads of an export, so that no manifest overwrites another's object.
#[test]
fn no_object_is_produced_twice() {
    for (case, input) in load::all() {
        let mut seen = BTreeSet::new();
        for (key, _) in objects(&input.export(Format::Json).tree) {
            let object = key.split_once('#').unwrap().1.to_owned();
            assert!(seen.insert(object.clone()), "{}: {object} twice", case.name);
        }
    }
}

/// No Secret is ever written as an object: applying it would overwrite the real one.
#[test]
fn secrets_are_required_and_never_written() {
    for (case, input) in load::all() {
        let export = input.export(Format::Json);
        let required: BTreeMap<&str, BTreeSet<&str>> = export
            .rendered
            .iter()
            .flat_map(|rendered| &rendered.required_secrets)
            .fold(BTreeMap::new(), |mut all, secret| {
                all.entry(&secret.name)
                    .or_default()
                    .extend(secret.keys.iter().map(|key| key.key.as_str()));
                all
            });
        let profile_secrets = &input.profile.pull_secrets;
        for (key, object) in objects(&export.tree) {
            // One that the cluster fills has nothing of ours: applying it again takes nothing away.
            if object["kind"] == "Secret" {
                assert_eq!(object["type"], "kubernetes.io/service-account-token");
                for member in ["data", "stringData"] {
                    assert!(object[member].is_null(), "{}: {key}", case.name);
                }
            }
            visit(&object, &mut |name, value| {
                let referred = match name {
                    "secretKeyRef" => {
                        Some((value["name"].as_str().unwrap(), value["key"].as_str()))
                    }
                    "secretRef" => Some((value["name"].as_str().unwrap(), None)),
                    _ => None,
                };
                if let Some((secret, field)) = referred {
                    let keys = required
                        .get(secret)
                        .unwrap_or_else(|| panic!("{}: {secret} is not required", case.name));
                    if let Some(field) = field {
                        assert!(
                            keys.contains(field),
                            "{}: {secret} lacks {field}",
                            case.name
                        );
                    }
                }
                if name == "imagePullSecrets" {
                    for item in value.as_array().unwrap() {
                        let name = item["name"].as_str().unwrap();
                        assert!(required.contains_key(name) || profile_secrets.contains(name));
                    }
                }
            });
        }
    }
}

fn visit<'a>(value: &'a Value, look: &mut impl FnMut(&'a str, &'a Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                look(name, member);
                visit(member, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        _ => {}
    }
}
