//! The coverage table of the platform's documents: complete, and true of what is rendered.
//!
//! `test-fixtures/coverage/observed.json` is what changing every member does; `UPDATE_GOLDEN=1` writes it anew.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use ovhai_model::{Fidelity, FindingKind};
use terraform_plugin::schema::describe::{FieldDescription, describe};
use terraform_provider_ovhai::{
    Ovhai,
    generated_docs::finding_kinds,
    what_survives::{Fate, Landing, Models, Observed, Row, Table, all_cases, observed},
};

fn table() -> (Models, Table) {
    let root = test_fixtures::root();
    (Models::read(&root).unwrap(), Table::read(&root).unwrap())
}

fn checked_in() -> BTreeMap<String, Observed> {
    let path = test_fixtures::root().join("coverage/observed.json");
    fs::read(path).map_or_else(
        |_| BTreeMap::new(),
        |bytes| serde_json::from_slice(&bytes).unwrap(),
    )
}

fn rows(table: &Table) -> Vec<(String, Fate<'_>)> {
    let mut rows = Vec::new();
    for model in &table.models {
        for member in model.members() {
            if let Some(fate) = model.fate(member) {
                rows.push((format!("{}.{member}", model.model), fate));
            }
        }
    }
    rows
}

fn slugs() -> BTreeMap<&'static str, &'static FindingKind> {
    finding_kinds()
        .into_iter()
        .map(|kind| (kind.slug, kind))
        .collect()
}

#[test]
fn every_member_of_every_model_has_a_row_and_none_is_invented() {
    let (models, table) = table();
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for model in &table.models {
        let members: BTreeSet<&str> = model.members().into_iter().collect();
        assert_eq!(members.len(), model.members().len(), "{}", model.model);
        assert!(
            named.insert(&model.model, members).is_none(),
            "{} twice",
            model.model
        );
    }
    let known: BTreeMap<&str, BTreeSet<&str>> = models
        .models
        .iter()
        .map(|(model, members)| (model.as_str(), members.keys().map(String::as_str).collect()))
        .collect();
    for (model, members) in &known {
        assert_eq!(named.get(model), Some(members), "{model}");
    }
    assert_eq!(
        named.len(),
        known.len(),
        "the table has models the API has not"
    );
}

#[test]
fn every_row_says_something() {
    let (models, table) = table();
    for model in &table.models {
        for base in &model.request_of {
            assert!(table.model(base).is_some(), "{base}");
        }
        if !model.request_of.is_empty() {
            for member in model.members() {
                let is_known = model
                    .request_of
                    .iter()
                    .any(|base| models.models[base].contains_key(member));
                assert!(is_known, "{}.{member} is in no answer", model.model);
            }
        }
    }
    for (name, fate) in rows(&table) {
        match fate {
            Fate::Parts(other) => {
                let (model, member) = name.rsplit_once('.').unwrap();
                let kind = &models.models[model][member];
                assert_eq!(kind.trim_end_matches("[]"), other, "{name}");
            }
            Fate::Nothing(reason) => assert!(reason.ends_with('.'), "{name}: {reason:?}"),
            Fate::Something(row) => assert!(!row.target.is_empty(), "{name} says nothing"),
        }
    }
}

#[test]
fn the_table_is_true_of_what_is_rendered() {
    let (models, table) = table();
    let cases = all_cases(&test_fixtures::root()).unwrap();
    let found = observed(&models, &cases);
    if test_fixtures::is_updating() {
        let mut text = serde_json::to_string_pretty(&found).unwrap();
        text.push('\n');
        fs::write(test_fixtures::root().join("coverage/observed.json"), text).unwrap();
    }
    let mut lies = Vec::new();
    for (name, fate) in rows(&table) {
        let seen = &found[&name];
        if let Some(lie) = lie(&fate, seen) {
            lies.push(format!("{name}: {lie}"));
        }
    }
    assert!(lies.is_empty(), "{} rows:\n{}", lies.len(), lies.join("\n"));
    let checked_in = checked_in();
    for (name, seen) in &found {
        assert_eq!(
            checked_in.get(name),
            Some(seen),
            "{name}: run with UPDATE_GOLDEN=1 and read the diff"
        );
    }
    assert_eq!(checked_in.len(), found.len());
}

/// What is wrong with a row, given what changing the member does.
fn lie(fate: &Fate<'_>, seen: &Observed) -> Option<String> {
    if seen.example.is_none() && !matches!(fate, Fate::Nothing(_)) {
        return Some("no fixture has a value that can be changed".to_owned());
    }
    match fate {
        Fate::Parts(_) => None,
        Fate::Nothing(_) => (seen.lands > Landing::Source).then(|| {
            format!(
                "something does become of it: {:?} {:?} {:?}",
                seen.kinds, seen.findings, seen.example
            )
        }),
        Fate::Something(row) => claim(row, seen),
    }
}

fn claim(row: &Row, seen: &Observed) -> Option<String> {
    let Some(fidelity) = row.fidelity else {
        let is_told = [Landing::Source, Landing::Report].contains(&seen.lands);
        return (!is_told).then(|| format!("it has no fidelity, but lands in {:?}", seen.lands));
    };
    if seen.lands < Landing::Report {
        return Some("changing it changes no artefact and no finding".to_owned());
    }
    let kinds = slugs();
    let has = |wanted: Fidelity| {
        seen.findings
            .iter()
            .any(|slug| kinds[slug.as_str()].fidelity == wanted)
    };
    match fidelity {
        // A difference has a name.
        Fidelity::Adapted | Fidelity::Manual | Fidelity::Unsupported if !has(fidelity) => {
            Some(format!(
                "no {fidelity} finding comes or goes with it: {:?}",
                seen.findings
            ))
        }
        Fidelity::Exact if seen.lands != Landing::Objects => {
            Some("it is said to survive, but no object depends on it".to_owned())
        }
        _ => None,
    }
}

/// Findings no single member of these documents raises.
const OTHERS: &[(&str, &str)] = &[
    ("access/password-not-readable", READINESS),
    ("access/token-ends", READINESS),
    ("access/user-ends", READINESS),
    ("anti-ddos/protection-ends", READINESS),
    ("cluster/contents-not-read", READINESS),
    ("monitoring/history-ends", READINESS),
    ("registry/images-to-copy", READINESS),
    ("storage/backup-ends", READINESS),
    ("storage/container-missing", READINESS),
    ("storage/data-store-becomes-secret", READINESS),
    ("storage/data-to-copy", READINESS),
    ("storage/not-used-by-workloads", READINESS),
    ("storage/use-unknown", READINESS),
    ("terraform/vendor-resources", READINESS),
    ("kubernetes/cluster-ranges-guessed", PROFILE),
    (
        "kubernetes/names-not-compared",
        "About kinds that a selection leaves out of reading.",
    ),
    (
        "kubernetes/objects-with-one-name",
        "About a mistake of this program that no document leads to.",
    ),
    ("kubernetes/dashboard-link-gone", ALWAYS),
    ("kubernetes/log-history-gone", ALWAYS),
    ("kubernetes/not-exposed", PROFILE),
    ("kubernetes/workspace-backups-gone", ALWAYS),
    ("kubernetes/workspace-content-not-copied", ALWAYS),
    ("kubernetes/workspace-size-chosen", ALWAYS),
    (
        "kubernetes/mount-hides-image-files",
        "About one mount path that no small change of another leads to.",
    ),
    (
        "platform/unknown-member",
        "About members that are in no model.",
    ),
    ("kubernetes/extra-port-routed", OTHER_WORKLOADS),
    ("kubernetes/extra-port-url", OTHER_WORKLOADS),
    (
        "kubernetes/objects-not-read",
        "About what could not be read at all.",
    ),
    (
        "platform/undecodable",
        "About documents that cannot be decoded.",
    ),
    (
        "platform/resources-from-flavor",
        "Needs the platform's table of flavors, which fixtures are read without.",
    ),
    ("platform/scaling-ambiguous", TWO_AT_ONCE),
    ("platform/volume-ambiguous", TWO_AT_ONCE),
];
const READINESS: &str = "Of the readiness report, about objects of a kind and not about a member.";
const PROFILE: &str = "About the cluster and the choices for it, whatever the members say.";
const ALWAYS: &str = "About every app, job or notebook, whatever its members say.";
const OTHER_WORKLOADS: &str =
    "About a value that names another workload; changes are tried on one workload at a time.";
const TWO_AT_ONCE: &str = "About two members at once that say different things.";

#[test]
fn every_finding_belongs_to_a_row_or_has_a_reason() {
    let (_, table) = table();
    let observed = checked_in();
    let known = slugs();
    let mut raised: BTreeSet<&str> = BTreeSet::new();
    for (name, fate) in rows(&table) {
        let Some(observed) = observed.get(&name) else {
            panic!("observed.json lacks {name}: run with UPDATE_GOLDEN=1");
        };
        for slug in &observed.findings {
            assert!(
                known.contains_key(slug.as_str()),
                "{name}: no finding {slug}"
            );
            if !matches!(fate, Fate::Nothing(_)) {
                raised.insert(slug);
            }
        }
    }
    let others: BTreeSet<&str> = OTHERS.iter().map(|(slug, _)| *slug).collect();
    let homeless: Vec<&&str> = known
        .keys()
        // What a cluster says about objects that are made already.
        .filter(|slug| !slug.starts_with("validation/"))
        // About objects in stores, which are no documents.
        .filter(|slug| !slug.starts_with("data/"))
        // About command lines, which are none either.
        .filter(|slug| !slug.starts_with("command/"))
        .filter(|slug| !raised.contains(**slug) && !others.contains(**slug))
        .collect();
    assert!(
        homeless.is_empty(),
        "in no row, and without a reason: {homeless:#?}"
    );
    for (slug, reason) in OTHERS {
        assert!(known.contains_key(slug) && reason.ends_with('.'), "{slug}");
        assert!(!raised.contains(slug), "{slug} is in a row now");
    }
}

/// Members told under another name or never.
const RENAMED: &[(&str, &str)] = &[("dataSync", "data_syncs")];
const NOT_SHOWN: &[&str] = &[
    "volume.Volume.id",
    // Their members are told in its place.
    "volume.DataSync.spec",
    "volume.DataSync.status",
    "registry.Registry.password",
    "token.TokenStatus.value",
];

#[test]
fn shown_members_are_attributes() {
    let (_, table) = table();
    let provider = describe(&Ovhai);
    for model in &table.models {
        let mut names = BTreeSet::new();
        for unit in &model.shown {
            let unit = provider
                .data_sources
                .iter()
                .find(|known| known.type_name == *unit)
                .unwrap_or_else(|| panic!("{}: no data source {unit}", model.model));
            collect(&unit.fields, &mut names);
        }
        for member in model.members() {
            let name = format!("{}.{member}", model.model);
            let is_part = matches!(model.fate(member), Some(Fate::Parts(_)));
            if model.shown.is_empty() || NOT_SHOWN.contains(&name.as_str()) || is_part {
                continue;
            }
            let renamed = RENAMED.iter().find(|(from, _)| *from == member);
            let attribute = renamed.map_or_else(|| snake(member), |(_, to)| (*to).to_owned());
            assert!(
                names.contains(&attribute),
                "{name} is no attribute of {:?}",
                model.shown
            );
        }
    }
}

fn collect(fields: &[FieldDescription], names: &mut BTreeSet<String>) {
    for field in fields {
        names.insert(field.name.clone());
        collect(&field.nested, names);
    }
}

fn snake(member: &str) -> String {
    let mut name = String::new();
    for c in member.chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
