//! The data file of types against the tables of the study.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use ovhai_engine::{
    catalogue::{Catalogue, Kind, OPENSTACK_SECTION, Treatment},
    mappings::{Fate, MAPPINGS},
};

/// Sections that the tables do not have.
const BESIDES: [&str; 3] = ["gone", "pending", OPENSTACK_SECTION];

fn study() -> String {
    let path = test_fixtures::root().join("translator/catalogue.md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Type and kind → section, treatment, target, notes, as the tables say.
fn tables() -> BTreeMap<(String, Kind), [String; 4]> {
    let mut rows = BTreeMap::new();
    let mut section = String::new();
    for line in study().lines() {
        if let Some(title) = line.strip_prefix("### ") {
            section = title.to_lowercase();
        }
        if line.starts_with("## 10") {
            break;
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, kinds, treatment, _, target, notes] = cells.as_slice() else {
            continue;
        };
        let Some(name) = name
            .strip_prefix('`')
            .and_then(|name| name.strip_suffix('`'))
        else {
            continue;
        };
        for kind in kinds.split('/') {
            let kind = if kind == "data" {
                Kind::Data
            } else {
                Kind::Resource
            };
            let row = [
                section.clone(),
                (*treatment).to_owned(),
                (*target).to_owned(),
                (*notes).to_owned(),
            ];
            rows.insert((format!("ovh_{name}"), kind), row);
        }
    }
    rows
}

/// The types that the study lists without a table.
fn outside() -> BTreeSet<String> {
    let study = study();
    let line = study
        .lines()
        .find(|line| line.starts_with("Category 3, inventory only"))
        .unwrap();
    line.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn rows_equal_the_tables_of_the_study() {
    let tables = tables();
    let outside = outside();
    let words = [
        ("0", Treatment::Drop),
        ("1", Treatment::Mechanical),
        ("2", Treatment::Inputs),
        ("3", Treatment::None),
        ("1/2 by engine", Treatment::ByEngine),
    ];
    let documented: Vec<_> = Catalogue::get()
        .rows()
        .filter(|row| !BESIDES.contains(&row.section.as_str()))
        .collect();
    assert_eq!(documented.len(), 393);
    for row in &documented {
        if row.section == "outside scope" {
            assert!(outside.contains(&row.of_type), "{}", row.of_type);
            assert_eq!(row.treatment, Treatment::None, "{}", row.of_type);
            continue;
        }
        let key = (row.of_type.clone(), row.kind);
        let [section, treatment, target, notes] = &tables[&key];
        let treatment = words
            .iter()
            .find(|(word, _)| word == treatment)
            .map(|(_, treatment)| *treatment);
        assert_eq!(Some(row.treatment), treatment, "{key:?}");
        assert_eq!(
            (&row.section, &row.target, &row.notes),
            (section, target, notes),
            "{key:?}"
        );
    }
    let rows: BTreeSet<_> = documented
        .iter()
        .map(|row| (row.of_type.clone(), row.kind))
        .collect();
    assert!(tables.keys().all(|key| rows.contains(key)));
    assert!(
        outside
            .iter()
            .all(|name| documented.iter().any(|row| row.of_type == *name))
    );
}

#[test]
fn treatments_add_up_to_what_the_study_counted() {
    let mut counts: BTreeMap<Treatment, usize> = BTreeMap::new();
    for row in Catalogue::get().rows() {
        if !BESIDES.contains(&row.section.as_str()) {
            *counts.entry(row.treatment).or_default() += 1;
        }
    }
    let expected = [
        (Treatment::Drop, 29),
        (Treatment::Mechanical, 80),
        (Treatment::Inputs, 146),
        (Treatment::None, 136),
        (Treatment::ByEngine, 2),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn other_names_lead_to_a_row_and_every_row_has_attributes() {
    let catalogue = Catalogue::get();
    let mut others = 0;
    for row in catalogue.rows() {
        let found = catalogue.row(&row.of_type, row.kind).unwrap();
        assert!(found.same_as.is_none(), "{}", row.of_type);
        if row.same_as.is_some() {
            others += 1;
            continue;
        }
        // OpenStack's types are guidance only, unless they have a noun.
        let is_bare = row.arguments.is_empty()
            && row.exports.is_empty()
            && (row.section != OPENSTACK_SECTION || row.noun.is_some());
        assert!(!is_bare, "{}", row.of_type);
    }
    // 20 withdrawn names that live on under another one, and the names that are about to come.
    assert!(others > 60, "{others}");
    assert!(
        catalogue
            .row("ovh_publiccloud_user", Kind::Resource)
            .is_some_and(|row| row.of_type == "ovh_cloud_project_user")
    );
    assert!(
        catalogue
            .row("ovh_cloud_managed_kubernetes", Kind::Resource)
            .is_some_and(|row| row.of_type == "ovh_cloud_project_kube")
    );
    assert!(catalogue.row("ovh_never_there", Kind::Resource).is_none());
}

/// A mapping with code must say something about every argument the type has in any release.
#[test]
fn mappings_cover_every_documented_argument() {
    let mut missing = Vec::new();
    for mapping in MAPPINGS {
        let rules = mapping.attributes();
        for of_type in mapping.types() {
            let row = Catalogue::get().row(of_type, Kind::Resource).unwrap();
            assert_eq!(
                row.of_type, *of_type,
                "another name of a type needs no mapping"
            );
            let top: BTreeSet<&str> = row
                .arguments
                .iter()
                .filter(|path| !path.contains('.'))
                .map(String::as_str)
                .collect();
            for name in top {
                let is_said = name == "timeouts"
                    || rules
                        .iter()
                        .any(|rule| rule.name.split('.').next() == Some(name));
                if !is_said {
                    missing.push(format!("{of_type}.{name}"));
                }
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

/// What code reads within a block is said one by one: all else within it is a finding.
#[test]
fn mappings_cover_what_stands_within_what_they_convert() {
    let mut missing = Vec::new();
    for mapping in MAPPINGS {
        let rules = mapping.attributes();
        let is_ruled = |path: &str| rules.iter().any(|rule| rule.name == path);
        for of_type in mapping.types() {
            let row = Catalogue::get().row(of_type, Kind::Resource).unwrap();
            for path in row.arguments.iter().filter(|path| path.contains('.')) {
                let top = path.split('.').next().unwrap_or_default();
                let mut of_top = rules.iter().filter(|rule| rule.name == top);
                let is_converted = of_top.any(|rule| matches!(rule.fate, Fate::Converted(_)));
                let deeper = format!("{path}.");
                let is_parent = row.arguments.iter().any(|known| known.starts_with(&deeper));
                // Documentation lists the values of some arguments as if they stood within, and the members of a block under
                // those of its neighbours.
                let of_values = [
                    "acls.permission.",
                    "mode.",
                    "permission.",
                    "roles.",
                    "type.",
                ];
                let is_value = of_values.iter().any(|values| path.starts_with(values));
                let is_real = !is_value && !path.contains(".metadata") && !path.contains(".spec");
                if is_converted && is_real && !is_parent && !is_ruled(path) {
                    missing.push(format!("{of_type}.{path}"));
                }
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn rows_of_openstack_say_what_each_type_is_elsewhere_and_what_becomes_of_its_arguments() {
    let rows: Vec<_> = Catalogue::get()
        .rows()
        .filter(|row| row.section == OPENSTACK_SECTION)
        .collect();
    assert!(rows.len() > 70, "{}", rows.len());
    for row in rows {
        assert!(row.of_type.starts_with("openstack_"), "{}", row.of_type);
        assert!(!row.target.is_empty(), "{}", row.of_type);
        if row.noun.is_some() {
            let missing: Vec<_> = row
                .arguments
                .iter()
                .filter(|name| !row.fates.contains_key(*name))
                .collect();
            assert!(missing.is_empty(), "{}: {missing:?}", row.of_type);
        }
    }
}
