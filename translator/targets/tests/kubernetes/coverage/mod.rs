//! Every field of the model is mapped or has a finding. The patterns name every field, so a new one does not compile here
//! until somebody decides about it.

use std::collections::BTreeSet;

use ovhai_targets::FINDINGS;
use serde_json::Value;

/// Where a field goes: into objects, into findings by these slugs, or both.
struct Row {
    field: &'static str,
    into: &'static str,
    findings: &'static [&'static str],
}

macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {{
        #[expect(unused_variables, reason = "the pattern is only there to be complete")]
        fn is_complete(value: $type) {
            let $type { $($field),* } = value;
        }
        let _ = is_complete;
        vec![$(concat!(stringify!($type), ".", stringify!($field))),*]
    }};
}

macro_rules! table {
    ($($field:literal => $into:literal $(, $finding:literal)*;)*) => {
        &[$(Row { field: $field, into: $into, findings: &[$($finding),*] }),*]
    };
}

mod around;
mod workloads;

fn fields() -> BTreeSet<&'static str> {
    workloads::fields()
        .into_iter()
        .chain(around::fields())
        .collect()
}

fn rows() -> impl Iterator<Item = &'static Row> {
    workloads::TABLE.iter().chain(around::TABLE)
}

#[test]
fn every_field_of_the_model_has_a_row() {
    let model = fields();
    let table: BTreeSet<&str> = rows().map(|row| row.field).collect();
    assert_eq!(table.len(), rows().count(), "a field has two rows");
    assert_eq!(model, table);
}

#[test]
fn every_row_says_what_happens() {
    let known: BTreeSet<&str> = FINDINGS
        .iter()
        .map(|kind| kind.slug.strip_prefix("kubernetes/").unwrap())
        .collect();
    let mut used = BTreeSet::new();
    for row in rows() {
        assert!(
            !row.into.is_empty() || !row.findings.is_empty(),
            "{} vanishes",
            row.field
        );
        for slug in row.findings {
            assert!(known.contains(slug), "{}: no finding {slug}", row.field);
            used.insert(*slug);
        }
    }
    // The rest is about what the target adds or cannot know, not about a field.
    let others: Vec<&str> = known.difference(&used).copied().collect();
    assert_eq!(
        others,
        [
            "cluster-ranges-guessed",
            "dashboard-link-gone",
            "gateway-pods-guessed",
            "log-history-gone",
            "names-not-compared",
            "objects-not-read",
            "objects-with-one-name",
            "pod-port-open-in-cluster",
        ]
    );
}

/// Fields that no single member of a document becomes.
const NOT_OF_ONE_MEMBER: &[(&str, &str)] = &[
    ("Workload.task", "the kind of the document"),
    ("Workload.platform_labels", "written by the platform"),
    ("Workload.image", "its parts have rows"),
    ("Workload.environment", "its variables have rows"),
    ("Workload.readiness", "its members have rows"),
    ("Workload.liveness", "its members have rows"),
    ("Workload.rollout", "its members have rows"),
    ("Workload.compute", "its members have rows"),
    ("Workload.volumes", "its members have rows"),
    ("Workload.unknown", "members this version does not know"),
    ("Volume.target", "its members have rows"),
    (
        "UnknownMember.pointer",
        "members this version does not know",
    ),
    ("UnknownMember.value", "members this version does not know"),
    ("Batch.outcome", "its members have rows"),
    (
        "Workbench.workspace_used",
        "the readiness report adds it up",
    ),
    ("Workbench.workspace_container", "follows from the region"),
    ("Workbench.retention", "its members have rows"),
    ("DataStore.region", "whose list it is in"),
    ("DataStore.address", "region and alias"),
    ("DataStore.own_storage", "follows from the endpoint"),
    ("Registry.region", "a pull Secret has no region"),
    ("Quota.address", "the project's"),
    ("Backup.address", "no manifest can hold it"),
    ("Backup.notebook", "no manifest can hold it"),
    ("Backup.created_at", "no manifest can hold it"),
    ("Backup.evicted_at", "no manifest can hold it"),
];

/// The step before: `test-fixtures/coverage/members.json` says which field each member of the platform's documents becomes.
#[test]
fn members_of_documents_become_fields_that_exist() {
    let bytes = std::fs::read(test_fixtures::root().join("coverage/members.json")).unwrap();
    let table: Value = serde_json::from_slice(&bytes).unwrap();
    let mut named = BTreeSet::new();
    for model in table["models"].as_array().unwrap() {
        for row in model["members"].as_object().into_iter().flatten() {
            for field in row.1["becomes"].as_array().into_iter().flatten() {
                named.insert(field.as_str().unwrap());
            }
        }
    }
    let known = fields();
    let invented: Vec<&&str> = named.difference(&known).collect();
    assert!(invented.is_empty(), "no such fields: {invented:?}");
    let unnamed: BTreeSet<&str> = known
        .difference(&named)
        .copied()
        // Both are the whole document again.
        .filter(|field| !field.ends_with(".source") && !field.ends_with(".digest"))
        .collect();
    let excused: BTreeSet<&str> = NOT_OF_ONE_MEMBER.iter().map(|(field, _)| *field).collect();
    assert_eq!(unnamed, excused);
}
