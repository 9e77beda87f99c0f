//! What a selection or a gap in the reading does to tokens, users and quotas.

use ovhai_model::{Kind, Reach, Unread};
use ovhai_targets::{Decisions, Format};

use crate::{
    access::{input, of_tree},
    load::Input,
};

fn case() -> Input {
    let mut input = input("access");
    input.decisions = Decisions::default();
    input
}

#[test]
fn what_is_not_selected_or_not_read_makes_nothing_and_is_told() {
    let mut input = case();
    let made = |input: &Input| -> Vec<String> {
        input
            .export(Format::Json)
            .tree
            .into_keys()
            .filter(|path| {
                ["access/", "quota.", "sources/token/", "sources/user/"]
                    .iter()
                    .any(|start| path.starts_with(start))
            })
            .collect()
    };
    assert!(made(&input).len() > 30);
    input.selection.kinds = [Kind::App].into();
    assert_eq!(made(&input), [""; 0]);
    let gap = Unread {
        kind: Kind::Token,
        place: None,
        reason: "refused".to_owned(),
        remedy: None,
    };
    input.estate.unread = vec![gap];
    let findings = |input: &Input| {
        String::from_utf8(
            input
                .export(Format::Json)
                .tree
                .remove("findings.json")
                .unwrap(),
        )
        .unwrap()
    };
    assert!(!findings(&input).contains("token/"));
    input.selection.kinds = [Kind::App, Kind::Token].into();
    input.estate.tokens.clear();
    assert!(findings(&input).contains("\"token/unread\""));
    // Tokens alone reach nothing of the export, and get no rights.
    let mut input = case();
    input.selection.kinds = [Kind::Token].into();
    let objects = of_tree(&input.export(Format::Json).tree);
    assert!(objects.iter().all(|object| object["kind"] != "Role"));
    assert_eq!(
        objects
            .iter()
            .filter(|object| object["kind"] == "ServiceAccount")
            .count(),
        13
    );
}

/// Labels of the platform that may change without the revision change nothing that was planned.
#[test]
fn platform_labels_beside_id_and_type_are_not_looked_at() {
    let mut input = case();
    let first = input.export(Format::Json).tree;
    let selector = "ovh/owner=anna".parse().unwrap();
    for workload in &mut input.estate.workloads {
        workload
            .platform_labels
            .insert("ovh/owner".to_owned(), "anna".to_owned());
    }
    assert!(first == input.export(Format::Json).tree);
    input.estate.tokens[0].reach = Reach::Selected(selector);
    input.estate.tokens[0].role = "ai_training_read".to_owned();
    let address = input.estate.tokens[0].address.clone();
    let export = input.export(Format::Json);
    assert!(
        export
            .others
            .iter()
            .any(|finding| finding.address == address
                && finding.slug == "kubernetes/token-reaches-nothing")
    );
}
