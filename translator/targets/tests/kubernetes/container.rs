//! Values arrive in the container as they were: the process is put together again from the manifests, by Kubernetes' own
//! rules for variables, references and `$(NAME)` expansion, and compared with what the platform would have run.

use std::collections::BTreeMap;

use ovhai_model::{Estate, Kind, Selection, Text, Variable, secrecy};
use ovhai_platform::{
    documents::{App, Job, Listed, Notebook},
    observe,
};
use ovhai_targets::{Accumulated, Decisions, Format, Profile, Session};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What runs in the container.
#[derive(Debug, PartialEq)]
struct Process {
    command: Vec<String>,
    args: Vec<String>,
    environment: BTreeMap<String, String>,
}

/// Reads the YAML form with an independent parser, fills required Secrets with `secrets`, and expands.
fn process(yaml: &[u8], secrets: &dyn Fn(&str, &str) -> String) -> Process {
    let documents: Vec<Value> =
        serde_saphyr::from_multiple(std::str::from_utf8(yaml).unwrap()).unwrap();
    let maps: BTreeMap<&str, &Value> = documents
        .iter()
        .filter(|object| object["kind"] == "ConfigMap")
        .map(|object| {
            (
                object["metadata"]["name"].as_str().unwrap(),
                &object["data"],
            )
        })
        .collect();
    let controller = documents
        .iter()
        .find(|object| {
            ["Deployment", "Job", "StatefulSet"].contains(&object["kind"].as_str().unwrap())
        })
        .unwrap();
    let container = &controller["spec"]["template"]["spec"]["containers"][0];
    let mut environment = BTreeMap::new();
    for entry in container["env"].as_array().into_iter().flatten() {
        let from = &entry["valueFrom"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let value = if let Some(value) = entry["value"].as_str() {
            expand(value, &environment)
        } else if from["configMapKeyRef"].is_object() {
            let reference = &from["configMapKeyRef"];
            let map = maps[reference["name"].as_str().unwrap()];
            text(&map[reference["key"].as_str().unwrap()])
        } else {
            let reference = &from["secretKeyRef"];
            secrets(&text(&reference["name"]), &text(&reference["key"]))
        };
        let previous = environment.insert(text(&entry["name"]), value);
        assert!(
            previous.is_none(),
            "server-side apply refuses a variable given twice"
        );
    }
    let list = |member: &str| -> Vec<String> {
        container[member]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| expand(item.as_str().unwrap(), &environment))
            .collect()
    };
    Process {
        command: list("command"),
        args: list("args"),
        environment,
    }
}

/// Kubernetes' expansion: `$$` is `$`, `$(NAME)` the value of a variable defined before or itself, anything else stays; byte by
/// byte, so a character of several bytes after `$` would be torn.
fn expand(text: &str, defined: &BTreeMap<String, String>) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] != b'$' || at + 1 == bytes.len() {
            out.push(bytes[at]);
            at += 1;
        } else if bytes[at + 1] == b'$' {
            out.push(b'$');
            at += 2;
        } else if bytes[at + 1] != b'(' {
            out.push(b'$');
            out.extend(char::from(bytes[at + 1]).to_string().bytes());
            at += 2;
        } else if let Some(length) = bytes[at + 2..].iter().position(|byte| *byte == b')') {
            let name = String::from_utf8(bytes[at + 2..at + 2 + length].to_vec()).unwrap();
            match defined.get(&name) {
                Some(value) => out.extend(value.bytes()),
                None => out.extend(&bytes[at..at + 3 + length]),
            }
            at += 3 + length;
        } else {
            out.extend(b"$(");
            at += 2;
        }
    }
    String::from_utf8(out).unwrap()
}

/// The kinds, of which notebooks have no command.
fn kind() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::WORKLOADS)
}

fn estate(kind: Kind, command: &[String], variables: &[(String, String)]) -> Estate {
    let mut document = json!([{
        "id": "96fb9aef-5adf-5e3f-b977-06b5c996edd8",
        "spec": {
            "name": "round-trip", "region": "GRA", "image": "example/app:1", "unsecureHttp": true,
            "command": command,
            "envVars": variables.iter().map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
            "resources": {"cpu": 1, "memory": 1 << 30},
            "scalingStrategy": {"fixed": {"replicas": 1}},
        },
        "status": {"state": "RUNNING"},
    }]);
    let options = observe::ObserveOptions::default();
    let read =
        |documents: &observe::Documents<'_>| observe::estate_of("project", documents, &options);
    let none = observe::Documents::default();
    match kind {
        Kind::Job => {
            let jobs: Vec<Listed<Job>> = serde_json::from_value(document).unwrap();
            read(&observe::Documents {
                jobs: Some(&jobs),
                ..none
            })
        }
        Kind::Notebook => {
            document[0]["spec"]
                .as_object_mut()
                .unwrap()
                .remove("command");
            let notebooks: Vec<Listed<Notebook>> = serde_json::from_value(document).unwrap();
            read(&observe::Documents {
                notebooks: Some(&notebooks),
                ..none
            })
        }
        _ => {
            let apps: Vec<Listed<App>> = serde_json::from_value(document).unwrap();
            read(&observe::Documents {
                apps: Some(&apps),
                ..none
            })
        }
    }
}

/// Names every Kubernetes takes.
fn is_taken(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && name != "."
        && !name.starts_with("..")
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-Z_][A-Z0-9_]{0,8}",
        2 => "[a-z._-]{1,4}",
        1 => "(PASSWORD|API_KEY|HOME|OVHAI_ARGUMENT_1|no)",
        1 => ".{0,6}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => ".{0,30}",
        2 => "[$()A-Z{}é\\\\ ]{0,12}",
        2 => "(|no|~|1e3|0x1|true|null|2026-11-22|12:30:45| x |a: b|- a|#|'|\"|---|\n|\n\n a\n|\t|\r\n)",
        1 => "(hf_0123456789abcdef|postgres://u:p@h/d|-----BEGIN KEY-----\nx)",
        1 => "[ -~]{250,300}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_process_is_the_same(
        kind in kind(),
        given in proptest::collection::vec(value(), 0..5),
        variables in proptest::collection::vec((name(), value()), 0..8),
    ) {
        let command = if kind == Kind::Notebook { Vec::new() } else { given };
        let estate = estate(kind, &command, &variables);
        let (profile, decisions) = (Profile::default(), Decisions::default());
        let session =
            Session::new("kubernetes", Format::Yaml, &estate, &Selection::default(), &profile, &decisions).unwrap();
        let rendered = session.render(&estate.workloads[0]).unwrap();
        // What a person would fill in, found by the purpose that required-secrets.json states.
        let secrets = |secret: &str, key: &str| {
            let required = rendered.required_secrets.iter().find(|known| known.name == secret).unwrap();
            let purpose = &required.keys.iter().find(|known| known.key == key).unwrap().purpose;
            match purpose.strip_prefix("the whole of argument ") {
                Some(rest) => {
                    let number: usize = rest.split(' ').next().unwrap().parse().unwrap();
                    // A NUL cannot be given to any process.
                    command[number - 1].replace('\0', "")
                }
                None => {
                    let name = purpose.strip_prefix("value of the variable ").unwrap();
                    variables.iter().rev().find(|(known, _)| known == name).unwrap().1.clone()
                }
            }
        };
        let process = process(&rendered.artefacts[0].bytes, &secrets);

        let mut expected: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &variables {
            expected.insert(name.clone(), value.clone());
        }
        // What cannot be represented is left out and reported.
        let refused = |slug: &str| rendered.findings.iter().any(|finding| finding.slug == slug);
        if expected.keys().any(|name| !is_taken(name)) {
            prop_assert!(refused("kubernetes/variable-name-refused"));
        }
        expected.retain(|name, value| is_taken(name) && !value.contains('\0'));
        let mut found = process.environment.clone();
        if !expected.contains_key("HOME") {
            let home = found.remove("HOME");
            // The image's own, except where the workspace is.
            let own = (kind == Kind::Notebook).then_some("/workspace");
            prop_assert_eq!(home.as_deref(), own);
        }
        let count = command.len();
        found.retain(|name, _| {
            let stem = name.trim_end_matches('_');
            let is_ours = (1..=count).any(|number| stem == format!("OVHAI_ARGUMENT_{number}"));
            expected.contains_key(name) || !is_ours
        });
        prop_assert_eq!(&found, &expected);

        let arguments: Vec<String> = command.iter().map(|argument| argument.replace('\0', "")).collect();
        prop_assert!(process.command.is_empty() || process.args.is_empty());
        prop_assert_eq!([process.command, process.args].concat(), arguments);

        // No secret value in any artefact, unless it is also a plain one or too short to tell.
        let mut accumulated = Accumulated::new();
        accumulated.add(&rendered);
        let artefacts = [rendered.artefacts.clone(), session.finish(&accumulated)].concat();
        for (name, value) in &variables {
            let last = variables.iter().rev().find(|(known, _)| known == name).unwrap();
            let is_secret = secrecy::secret_variable(name, value).is_some() && last.1 == *value;
            let elsewhere = variables.iter().filter(|(_, other)| other.contains(value.as_str())).count() > 1
                || command.iter().any(|argument| argument.contains(value.as_str()));
            if is_secret && value.len() >= 12 && !elsewhere {
                for artefact in &artefacts {
                    let text = String::from_utf8_lossy(&artefact.bytes);
                    prop_assert!(!text.contains(value.as_str()), "{} holds {:?}", artefact.path, value);
                }
            }
        }
    }
}

/// A variable that occurs twice, and one page of settings that is not enough.
#[test]
fn large_environments_are_spread_over_several_objects() {
    let mut estate = estate(Kind::App, &[], &[]);
    let long = "word ".repeat(40_000);
    estate.workloads[0].environment = (0..12)
        .map(|number| Variable {
            name: format!("V{number}"),
            value: Text::new(format!("{number} {long}")),
        })
        .collect();
    let profile = Profile {
        plain_environment: (0..6).map(|number| format!("V{number}")).collect(),
        ..Profile::default()
    };
    let decisions = Decisions::default();
    let session = Session::new(
        "kubernetes",
        Format::Yaml,
        &estate,
        &Selection::default(),
        &profile,
        &decisions,
    )
    .unwrap();
    let rendered = session.render(&estate.workloads[0]).unwrap();
    let secret_names: Vec<&str> = rendered
        .required_secrets
        .iter()
        .map(|secret| secret.name.as_str())
        .collect();
    assert_eq!(secret_names, ["round-trip-env", "round-trip-env-2"]);
    let secrets = |_: &str, key: &str| format!("{} {long}", &key[1..]);
    let process = process(&rendered.artefacts[0].bytes, &secrets);
    for number in 0..12 {
        assert_eq!(
            process.environment[&format!("V{number}")],
            format!("{number} {long}")
        );
    }
    let text = String::from_utf8_lossy(&rendered.artefacts[0].bytes);
    assert!(text.contains("name: round-trip-env-2\n"));
}

#[test]
fn credentials_in_commands_reach_no_artefact_and_are_told() {
    for command in [
        &[
            "sh",
            "-c",
            "echo hunter2 | docker login -u me --password-stdin",
        ][..],
        &["app", "--basic", "admin:hunter2"],
        &["python", "app.py", "-p", "hunter2"],
    ] {
        let command: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        for kind in [Kind::App, Kind::Job] {
            let estate = estate(kind, &command, &[]);
            let (profile, decisions) = (Profile::default(), Decisions::default());
            let session = Session::new(
                "kubernetes",
                Format::Yaml,
                &estate,
                &Selection::default(),
                &profile,
                &decisions,
            )
            .unwrap();
            let rendered = session.render(&estate.workloads[0]).unwrap();
            let slugs: Vec<&str> = rendered.findings.iter().map(|it| &*it.slug).collect();
            assert!(slugs.contains(&"kubernetes/secret-in-command"), "{slugs:?}");
            let mut accumulated = Accumulated::new();
            accumulated.add(&rendered);
            let artefacts = [rendered.artefacts.clone(), session.finish(&accumulated)].concat();
            for artefact in &artefacts {
                let text = String::from_utf8_lossy(&artefact.bytes);
                assert!(!text.contains("hunter2"), "{} holds it", artefact.path);
            }
        }
    }
}
