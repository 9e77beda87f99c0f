//! Who may do what, by Kubernetes' own rules.

use std::collections::BTreeSet;

use ovhai_model::{Address, Kind, Reach, Token, Workload};
use ovhai_targets::Format;
use serde_json::{Value, json};
use test_fixtures::{Tree, cases};

use crate::{
    acceptance,
    authorizer::{Authorizer, Review},
    load::{self, Input, objects},
};

pub fn input(name: &str) -> Input {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == name)
        .unwrap();
    Input::of(&case)
}

pub fn of_tree(tree: &Tree) -> Vec<Value> {
    objects(tree)
        .into_iter()
        .map(|(_, object)| object)
        .collect()
}

/// The vendor's rule, written anew.
fn reaches(token: &Token, workload: &Workload) -> bool {
    let label = |name: &str| match name {
        "ovh/id" => Some(workload.id()),
        "ovh/type" => Some(workload.kind().as_str()),
        name => workload.labels.get(name).map(String::as_str),
    };
    token.region == workload.region
        && match &token.reach {
            Reach::Everything => true,
            Reach::Selected(selector) => selector.matches_by(label),
            Reach::Unreadable(_) => false,
        }
}

/// Every token's ServiceAccount passes the question that the proxy of a workload asks exactly where the token did.
#[test]
fn tokens_pass_the_proxies_of_what_they_reached_and_no_others() {
    let (mut asked, mut passed) = (0, 0);
    for (case, input) in load::all() {
        let export = input.export(Format::Json);
        let objects = of_tree(&export.tree);
        let authorizer = Authorizer::of(&objects);
        let findings: Value = serde_json::from_slice(&export.tree["findings.json"]).unwrap();
        for workload in &input.estate.workloads {
            let name = &findings["objects"][workload.address.to_string()]["name"];
            let Some(proxy) = name.as_str().and_then(|name| {
                objects
                    .iter()
                    .find(|object| object["metadata"]["name"] == format!("{name}-proxy"))
            }) else {
                continue;
            };
            let settings: Value =
                serde_json::from_str(proxy["data"]["config.json"].as_str().unwrap()).unwrap();
            let attributes = &settings["authorization"]["resourceAttributes"];
            for token in &input.estate.tokens {
                let account = &findings["objects"][token.address.to_string()]["name"];
                let is_known =
                    ["ai_training_read", "ai_training_operator"].contains(&token.role.as_str());
                let expected = is_known && reaches(token, workload);
                for verb in ["get", "create", "delete", "*"] {
                    let review = Review {
                        account: &format!("{}.token", account.as_str().unwrap()),
                        group: attributes["apiGroup"].as_str().unwrap(),
                        resource: attributes["resource"].as_str().unwrap(),
                        name: attributes["name"].as_str().unwrap(),
                        verb,
                    };
                    asked += 1;
                    passed += usize::from(expected);
                    assert_eq!(
                        authorizer.allows(&review),
                        expected,
                        "{}: {} at {}",
                        case.name,
                        token.address,
                        workload.address
                    );
                }
            }
        }
    }
    assert!(asked > 200 && passed > 50, "{asked} asked, {passed} passed");
}

/// Operators manage what they reached, by name; readers manage nothing; nobody reads Secrets or the API behind the proxy.
#[test]
fn rights_in_the_cluster_are_the_operators_alone() {
    let export = input("access").export(Format::Json);
    let objects = of_tree(&export.tree);
    let authorizer = Authorizer::of(&objects);
    let allows = |account, group, resource, name, verb| {
        authorizer.allows(&Review {
            account,
            group,
            resource,
            name,
            verb,
        })
    };
    for verb in ["get", "patch", "delete"] {
        assert!(allows(
            "ci-deploy.token",
            "apps",
            "deployments",
            "web",
            verb
        ));
        assert!(allows(
            "ci-deploy.token",
            "apps",
            "statefulsets",
            "lab",
            verb
        ));
        assert!(!allows(
            "ci-deploy.token",
            "apps",
            "deployments",
            "public-page",
            verb
        ));
        assert!(allows(
            "everything.token",
            "apps",
            "deployments",
            "public-page",
            verb
        ));
        assert!(!allows(
            "everything.token",
            "apps",
            "deployments",
            "far",
            verb
        ));
        assert!(!allows(
            "ci-reader.token",
            "apps",
            "deployments",
            "web",
            verb
        ));
    }
    assert!(allows("ci-deploy.token", "", "pods/log", "any", "get"));
    assert!(!allows("ci-reader.token", "", "pods/log", "any", "get"));
    for account in ["ci-deploy.token", "everything.token", "ci-reader.token"] {
        for resource in [
            "secrets",
            "services/proxy",
            "pods/exec",
            "serviceaccounts/token",
        ] {
            assert!(!allows(account, "", resource, "web", "get"));
            assert!(!allows(account, "", resource, "web", "create"));
        }
    }
}

/// A rule of a token without names would be one for every name.
#[test]
fn rules_of_tokens_name_workloads_that_are_exported() {
    for (case, input) in load::all() {
        let export = input.export(Format::Json);
        let names: BTreeSet<&str> = export
            .rendered
            .iter()
            .map(|rendered| rendered.name.as_str())
            .collect();
        for (key, object) in objects(&export.tree) {
            if object["kind"] != "Role" || !key.contains("access/tokens/") {
                continue;
            }
            for rule in acceptance::list(&object["rules"]) {
                let named = acceptance::list(&rule["resourceNames"]);
                let is_unlimited = rule["verbs"] == json!(["create"])
                    || rule["resources"] == json!(["pods", "pods/log"]);
                assert_eq!(named.is_empty(), is_unlimited, "{}/{key}", case.name);
                for name in named {
                    assert!(
                        names.contains(name.as_str().unwrap()),
                        "{}/{key}",
                        case.name
                    );
                }
            }
        }
    }
}

#[test]
fn nobody_is_bound_whom_no_answer_names() {
    let people = |input: &Input| -> Vec<(String, Value)> {
        of_tree(&input.export(Format::Json).tree)
            .into_iter()
            .filter(|object| object["kind"] == "RoleBinding")
            .flat_map(|binding| {
                let name = binding["metadata"]["name"].as_str().unwrap().to_owned();
                acceptance::list(&binding["subjects"])
                    .iter()
                    .filter(|subject| subject["kind"] != "ServiceAccount")
                    .map(|subject| (name.clone(), subject["name"].clone()))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let mut input = input("access");
    let bound: Vec<String> = people(&input)
        .into_iter()
        .map(|(name, subject)| format!("{name} {}", subject.as_str().unwrap()))
        .collect();
    assert_eq!(
        bound,
        [
            "user-anna7.user anna@example.com",
            "user-anna7.user oidc:ml-operators",
            "nightly.readers reader@example.com"
        ]
    );
    input.decisions = ovhai_targets::Decisions::default();
    assert_eq!(people(&input), []);
    // The Roles are there to be bound by hand.
    let tree = input.export(Format::Json).tree;
    let roles = objects(&tree);
    for role in [
        "export.people.operators",
        "export.people.readers",
        "weekly.readers",
    ] {
        assert!(
            roles
                .iter()
                .any(|(key, _)| key.ends_with(&format!("#Role/{role}"))),
            "{role}"
        );
    }
    let summary = String::from_utf8_lossy(&tree["SUMMARY.md"]);
    assert!(summary.contains("--role=export.people.operators --user=PERSON"));
}

/// An object has to fit into the cluster's store, which takes 1.5 MiB.
#[test]
fn a_token_of_five_thousand_workloads_has_roles_of_bearable_size() {
    let mut input = input("access");
    let one = input
        .estate
        .workloads
        .iter()
        .find(|workload| workload.kind() == Kind::App && workload.region == "GRA")
        .unwrap()
        .clone();
    input.estate.workloads = (0..5000)
        .map(|index| {
            let mut workload = one.clone();
            workload.address = format!("app/{index:08}").parse().unwrap();
            workload.name = format!("a-workload-with-quite-a-long-name-{index:08}-of-many");
            workload
        })
        .collect();
    input.estate.findings.clear();
    input
        .estate
        .tokens
        .retain(|token| token.name == "everything");
    input.estate.users.clear();
    input.decisions = ovhai_targets::Decisions::default();
    let session = input.session(Format::Json).unwrap();
    let tree: Tree = session
        .conclude(&ovhai_targets::Accumulated::new())
        .artefacts
        .into_iter()
        .filter(|artefact| artefact.path.starts_with("access/"))
        .map(|artefact| (artefact.path, artefact.bytes))
        .collect();
    let objects = of_tree(&tree);
    let mut names = BTreeSet::new();
    let mut unlimited = 0;
    for object in &objects {
        assert!(object.to_string().len() < 200_000);
        for rule in acceptance::list(&object["rules"]) {
            unlimited += usize::from(rule["resourceNames"].is_null());
            if rule["apiGroups"] == json!(["access.ovhai.migration"]) {
                for name in acceptance::list(&rule["resourceNames"]) {
                    assert!(names.insert(name.as_str().unwrap()), "{name} twice");
                }
            }
        }
    }
    assert_eq!((names.len(), unlimited), (5000, 2));
    let authorizer = Authorizer::of(&objects);
    for index in [0, 999, 1000, 4999] {
        let name = session
            .name(&format!("app/{index:08}").parse::<Address>().unwrap())
            .unwrap();
        assert!(authorizer.allows(&Review {
            account: "everything.token",
            group: "apps",
            resource: "deployments",
            name,
            verb: "patch",
        }));
    }
}

#[test]
fn every_object_of_access_can_be_overridden() {
    let mut input = input("access");
    let keys: Vec<String> = of_tree(&input.export(Format::Json).tree)
        .iter()
        .filter(|object| object["metadata"]["name"].as_str().unwrap().contains('.'))
        .map(|object| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{}/{}",
                text(&object["kind"]),
                text(&object["metadata"]["name"])
            )
        })
        .collect();
    assert!(keys.len() > 30);
    input.decisions.overrides = keys
        .into_iter()
        .map(|key| (key, json!({"metadata": {"labels": {"mark": "x"}}})))
        .collect();
    let count = input.decisions.overrides.len();
    let marked = of_tree(&input.export(Format::Json).tree)
        .iter()
        .filter(|object| object["metadata"]["labels"]["mark"] == "x")
        .count();
    assert_eq!(marked, count);
}
