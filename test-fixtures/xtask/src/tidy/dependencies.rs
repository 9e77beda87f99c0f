//! Which crate may import which: the table of docs/engineering/architecture.md.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Violation, tree::Tree};
use crate::{binaries::cargo, process, repository::Repository};

/// Crate, what it may import, what only its tests may import besides.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const TABLE: &[Row] = &[
    ("ovhai-model", &[], &["test-fixtures"]),
    ("ovhai-platform", &["ovhai-model"], &["test-fixtures"]),
    ("ovhai-syntax", &[], &[]),
    (
        "ovhai-engine",
        &[
            "ovhai-model",
            "ovhai-platform",
            "ovhai-syntax",
            "ovhai-targets",
        ],
        &["test-fixtures"],
    ),
    (
        "ovh-translator",
        &["ovhai-engine", "ovhai-model", "ovhai-syntax"],
        &["test-fixtures"],
    ),
    ("ovhai-report", &["ovhai-model"], &["test-fixtures"]),
    (
        "ovhai-targets",
        &["ovhai-model"],
        &["ovhai-platform", "test-fixtures"],
    ),
    ("terraform-plugin-derive", &[], &["terraform-plugin"]),
    (
        "terraform-plugin",
        &["terraform-plugin-derive"],
        &["terraform-plugin"],
    ),
    (
        "ovh-api",
        &["ovhai-http", "ovhai-platform"],
        &["ovh-sandbox", "ovhai-model", "test-fixtures"],
    ),
    // The feature `testing` of its own, in its own tests.
    ("ovhai-clusters", &["ovhai-model"], &["ovhai-clusters"]),
    (
        "ovhai-exports",
        // Of the plugin only the schema derive, for a kind's options.
        &["ovhai-model", "ovhai-targets", "terraform-plugin"],
        &["ovhai-platform", "test-fixtures"],
    ),
    (
        "ovhai-clusters",
        &["ovhai-model"],
        // Itself with the feature for tests.
        &["ovhai-clusters"],
    ),
    ("ovhai-age", &[], &[]),
    ("ovhai-http", &[], &[]),
    // Itself with the feature for tests.
    ("ovhai-data", &["ovhai-age", "ovhai-http"], &["ovhai-data"]),
    // Itself with the feature for tests.
    (
        "ovhai-jobs",
        &["ovhai-clusters", "ovhai-model"],
        &["ovhai-data", "ovhai-jobs", "test-fixtures"],
    ),
    ("ovhai-telemetry", &["ovhai-http"], &["ovhai-telemetry"]),
    (
        "ovhai-images",
        &["ovhai-http", "ovhai-model"],
        // Itself with the feature for tests.
        &["ovhai-images"],
    ),
    (
        "terraform-provider-ovhai",
        &[
            "ovh-api",
            "ovhai-age",
            "ovhai-clusters",
            "ovhai-data",
            "ovhai-exports",
            "ovhai-images",
            "ovhai-jobs",
            "ovhai-model",
            "ovhai-platform",
            "ovhai-report",
            "ovhai-targets",
            "ovhai-telemetry",
            "terraform-plugin",
        ],
        // Three of them with the features for tests.
        &[
            "ovh-sandbox",
            "ovhai-data",
            "ovhai-images",
            "ovhai-jobs",
            "test-fixtures",
        ],
    ),
    (
        "ovh-sandbox",
        &["ovhai-platform"],
        &["ovhai-model", "test-fixtures"],
    ),
    (
        "ovhai-probe",
        &["ovh-api", "ovhai-model", "ovhai-platform"],
        &["ovh-sandbox"],
    ),
    ("stub-provider", &["terraform-plugin"], &[]),
    ("test-fixtures", &[], &[]),
    ("xtask", &[], &[]),
];
const LICENCE: &str = "Apache-2.0";

/// One crate of the workspace as cargo sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    name: String,
    /// Manifest, relative, with `/`.
    manifest: String,
    licence: Option<String>,
    /// Imported members of the workspace, each with whether only tests use it.
    imports: Vec<(String, bool)>,
}

/// Every member of the workspace.
pub fn workspace(repository: &Repository) -> Result<Vec<Member>> {
    let text =
        process::output(cargo(repository).args(["metadata", "--format-version=1", "--no-deps"]))?;
    members(&serde_json::from_str(&text).context("cargo metadata printed no JSON")?)
}

fn members(metadata: &Value) -> Result<Vec<Member>> {
    let root = metadata["workspace_root"]
        .as_str()
        .context("cargo metadata names no workspace")?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let text = |name: &str| package[name].as_str().map(str::to_owned);
            let manifest = text("manifest_path").context("a package without manifest")?;
            let manifest = manifest
                .strip_prefix(root)
                .unwrap_or(&manifest)
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_owned();
            let imports = list(&package["dependencies"])
                .iter()
                .filter(|dependency| dependency["path"].is_string())
                .filter_map(|dependency| {
                    Some((
                        dependency["name"].as_str()?.to_owned(),
                        dependency["kind"] == "dev",
                    ))
                })
                .collect();
            Ok(Member {
                name: text("name").context("a package without name")?,
                manifest,
                licence: text("license"),
                imports,
            })
        })
        .collect()
}

/// Imports outside the table, crates missing from it, rows without crate, other licences.
pub fn check(members: &[Member], tree: &Tree) -> Vec<Violation> {
    let table: BTreeMap<&str, &Row> = TABLE.iter().map(|row| (row.0, row)).collect();
    let mut found = Vec::new();
    for member in members {
        let mut complain = |rule, needle: &str, advice: String| {
            let line = tree
                .get(&member.manifest)
                .and_then(|file| file.lines().find(|(_, line)| line.starts_with(needle)))
                .map_or(0, |(number, _)| number);
            found.push(Violation::new(&member.manifest, line, rule, advice));
        };
        if member.licence.as_deref() != Some(LICENCE) {
            complain(
                "licence",
                "license",
                format!("say license = {LICENCE:?}, or license.workspace = true"),
            );
        }
        let Some((_, allowed, tests)) = table.get(member.name.as_str()) else {
            complain(
                "dependencies",
                "name",
                "add this crate to the table of architecture.md and of this rule".to_owned(),
            );
            continue;
        };
        for (import, for_tests) in &member.imports {
            let is_allowed = allowed.contains(&import.as_str())
                || (*for_tests && tests.contains(&import.as_str()));
            if !is_allowed {
                complain(
                    "dependencies",
                    import,
                    format!(
                        "{} must not import {import}{}; it may import: {}",
                        member.name,
                        if *for_tests { " even in tests" } else { "" },
                        if allowed.is_empty() {
                            "nothing of ours".to_owned()
                        } else {
                            allowed.join(", ")
                        }
                    ),
                );
            }
        }
    }
    for (name, ..) in TABLE {
        if !members.iter().any(|member| member.name == *name) {
            found.push(Violation::new(
                "Cargo.toml",
                0,
                "dependencies",
                format!("{name} is gone; remove its row from the table"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Member> {
        TABLE
            .iter()
            .map(|(name, allowed, tests)| Member {
                name: (*name).to_owned(),
                manifest: format!("{name}/Cargo.toml"),
                licence: Some(LICENCE.to_owned()),
                imports: allowed
                    .iter()
                    .map(|import| ((*import).to_owned(), false))
                    .chain(tests.iter().map(|import| ((*import).to_owned(), true)))
                    .collect(),
            })
            .collect()
    }

    fn check_with(change: impl FnOnce(&mut Vec<Member>)) -> Vec<String> {
        let mut members = all();
        change(&mut members);
        let tree = Tree::of_texts(&[(
            "ovhai-model/Cargo.toml",
            "[package]\nname = \"ovhai-model\"\nlicense = \"MIT\"\novh-api.workspace = true\n",
        )]);
        check(&members, &tree)
            .into_iter()
            .map(|violation| violation.to_string())
            .collect()
    }

    #[test]
    fn the_table_itself_is_kept() {
        assert_eq!(check_with(|_| {}), [""; 0]);
    }

    #[test]
    fn forbidden_imports_licences_and_unknown_crates_are_found() {
        assert_eq!(
            check_with(|members| {
                members[0].imports.push(("ovh-api".to_owned(), false));
                members[0].licence = Some("MIT".to_owned());
            }),
            [
                "ovhai-model/Cargo.toml:3: licence: say license = \"Apache-2.0\", or license.workspace = true",
                "ovhai-model/Cargo.toml:4: dependencies: ovhai-model must not import ovh-api; it may import: nothing of ours",
            ]
        );
        let found = check_with(|members| members[0].name = "ovhai-other".to_owned());
        assert!(
            found
                .iter()
                .any(|line| line.contains("add this crate to the table")),
            "{found:?}"
        );
        assert!(
            found
                .iter()
                .any(|line| line.contains("ovhai-model is gone")),
            "{found:?}"
        );
    }

    #[test]
    fn a_crate_for_tests_stays_in_tests() {
        let found = check_with(|members| {
            let api = members
                .iter_mut()
                .find(|member| member.name == "ovh-api")
                .expect("the table has ovh-api");
            for (_, for_tests) in &mut api.imports {
                *for_tests = false;
            }
        });
        assert!(
            found
                .iter()
                .any(|line| line.contains("ovh-api must not import ovh-sandbox")),
            "{found:?}"
        );
    }

    #[test]
    fn reads_cargo_metadata() {
        let metadata = serde_json::json!({
            "workspace_root": "/a b",
            "packages": [{
                "name": "x", "manifest_path": "/a b/c/Cargo.toml", "license": "Apache-2.0",
                "dependencies": [
                    {"name": "y", "kind": null, "path": "/a b/y"},
                    {"name": "z", "kind": "dev", "path": "/a b/z"},
                    {"name": "serde", "kind": null},
                ],
            }],
        });
        assert_eq!(
            members(&metadata).unwrap(),
            [Member {
                name: "x".to_owned(),
                manifest: "c/Cargo.toml".to_owned(),
                licence: Some(LICENCE.to_owned()),
                imports: vec![("y".to_owned(), false), ("z".to_owned(), true)],
            }]
        );
    }
}
