//! `cargo xtask new`: the beginning of a unit: its folder, its two registry lines, a first case, an example.
//!
//! What it writes compiles and does nothing yet. Nothing that exists is changed besides the registry.

use std::{fs, path::Path, process::Command, process::ExitCode};

use anyhow::{Context, Result, bail, ensure};

use crate::{process, repository::Repository};

/// What can be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Unit {
    /// A data source of the provider
    DataSource,
    /// A managed resource of the provider
    Resource,
    /// A target of the translator
    Target,
    /// A kind of export, with its resource
    ExportKind,
    /// A mapping of the translator, named after its type without ovh_
    Mapping,
}

/// One registered folder.
struct Part {
    /// The folder of all such units; holds the registry file.
    parent: &'static str,
    registry: &'static str,
    code: &'static str,
    /// Ends the text before the list's items; without one the line is a `pub use`.
    list: Option<&'static str>,
    /// The registry's second line.
    line: &'static str,
}

const DATA_SOURCE: Part = Part {
    parent: "provider/server/src/data_sources",
    registry: "mod.rs",
    code: include_str!("../templates/data_source.rs"),
    list: Some("vec!["),
    line: "DataSourceUnit::new(@name@::@Type@)",
};
const RESOURCE: Part = Part {
    parent: "provider/server/src/resources",
    registry: "mod.rs",
    code: include_str!("../templates/resource.rs"),
    list: Some("vec!["),
    line: "ResourceUnit::new(@name@::@Type@)",
};
const EXPORT_RESOURCE: Part = Part {
    code: include_str!("../templates/export_resource.rs"),
    line: "@name@::unit()",
    ..RESOURCE
};
const EXPORT_KIND: Part = Part {
    parent: "provider/exports/src/kinds",
    registry: "mod.rs",
    code: include_str!("../templates/export_kind.rs"),
    list: None,
    line: "pub use @name@::{@Type@, @Type@Options};",
};
const TARGET: Part = Part {
    parent: "translator/targets/src",
    registry: "lib.rs",
    code: include_str!("../templates/target.rs"),
    list: Some("&[&dyn Target] = &["),
    line: "&@name@::@Type@",
};

const MAPPING: Part = Part {
    parent: "translator/engine/src/mappings",
    registry: "mod.rs",
    code: include_str!("../templates/mapping.rs"),
    list: Some("&[&dyn Mapping] = &["),
    line: "&@name@::@Type@",
};

/// A file beside the code.
struct Extra {
    path: &'static str,
    text: &'static str,
}

/// What a target's case holds differs little from a neighbour's: copy one.
const CASE: &str = "Each folder here is one case, found by walking. Copy a case of another target, then remove this file.\n";
const DATA_SOURCE_TF: &str = include_str!("../templates/data-source.tf");
const RESOURCE_TF: &str = include_str!("../templates/resource.tf");
const MAPPING_TF: &str = include_str!("../templates/mapping.tf");
const EXPORT_TF: &str = include_str!("../templates/export.tf");

impl Unit {
    /// Registered folders, each with the name it has there.
    fn parts(self, name: &str) -> Vec<(Part, String)> {
        let name = name.to_owned();
        match self {
            Self::DataSource => vec![(DATA_SOURCE, name)],
            Self::Resource => vec![(RESOURCE, name)],
            Self::Target => vec![(TARGET, name)],
            Self::Mapping => vec![(MAPPING, name)],
            Self::ExportKind => {
                let resource = format!("{name}_export");
                vec![(EXPORT_KIND, name), (EXPORT_RESOURCE, resource)]
            }
        }
    }

    fn extras(self) -> Vec<Extra> {
        let extra = |path, text| Extra { path, text };
        match self {
            Self::DataSource => vec![
                extra(
                    "test-fixtures/provider/ovhai_@name@/first/config.tf",
                    DATA_SOURCE_TF,
                ),
                extra(
                    "examples/data-sources/ovhai_@name@/data-source.tf",
                    DATA_SOURCE_TF,
                ),
            ],
            Self::Resource => vec![
                extra(
                    "test-fixtures/provider/ovhai_@name@/first/config.tf",
                    RESOURCE_TF,
                ),
                extra("examples/resources/ovhai_@name@/resource.tf", RESOURCE_TF),
            ],
            Self::ExportKind => vec![
                extra("test-fixtures/exports/@name@/first/config.tf", EXPORT_TF),
                extra(
                    "test-fixtures/provider/ovhai_@name@_export/first/config.tf",
                    EXPORT_TF,
                ),
                extra(
                    "examples/resources/ovhai_@name@_export/resource.tf",
                    EXPORT_TF,
                ),
            ],
            Self::Mapping => vec![extra(
                "test-fixtures/translator/@name@/input/main.tf",
                MAPPING_TF,
            )],
            Self::Target => vec![extra("test-fixtures/targets/@name@/README.md", CASE)],
        }
    }
}

/// Writes it, and says what is left to do.
pub fn run(repository: &Repository, unit: Unit, name: &str) -> Result<ExitCode> {
    for path in begin(repository.root(), unit, name)? {
        if path.ends_with(".rs") {
            process::run(
                Command::new("rustfmt")
                    .current_dir(repository.root())
                    .args(["--edition=2024", "--config=skip_children=false"])
                    .arg(&path),
            )
            .ok();
        }
        println!("{path}");
    }
    println!(
        "\nWhat is left: docs/engineering/contributing.md, from step 2. `cargo xtask generate` writes its page, \
         `cargo xtask tidy` names what is missing."
    );
    Ok(ExitCode::SUCCESS)
}

/// Writes everything below `root`; returns the paths written.
pub fn begin(root: &Path, unit: Unit, name: &str) -> Result<Vec<String>> {
    check_name(name)?;
    let mut writes = Vec::new();
    let mut registries = Vec::new();
    for (part, name) in unit.parts(name) {
        let folder = format!("{}/{name}", part.parent);
        ensure!(
            !root.join(&folder).exists(),
            "{folder} exists; nothing was written"
        );
        writes.push((
            format!("{}/{name}/mod.rs", part.parent),
            fill(part.code, &name),
        ));
        let registry = format!("{}/{}", part.parent, part.registry);
        let text = fs::read_to_string(root.join(&registry))
            .with_context(|| format!("cannot read the registry {registry}"))?;
        registries.push((
            registry.clone(),
            register(&text, &part, &name).with_context(|| {
                format!("cannot add {name} to {registry}; add `mod {name};` and its line by hand")
            })?,
        ));
    }
    for extra in unit.extras() {
        writes.push((extra.path.replace("@name@", name), fill(extra.text, name)));
    }
    for (path, _) in &writes {
        ensure!(
            !root.join(path).exists(),
            "{path} exists; nothing was written"
        );
    }
    let mut paths = Vec::new();
    for (path, text) in writes.into_iter().chain(registries) {
        let absolute = root.join(&path);
        if let Some(parent) = absolute.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&absolute, text).with_context(|| format!("cannot write {path}"))?;
        paths.push(path);
    }
    Ok(paths)
}

fn check_name(name: &str) -> Result<()> {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('_')
        && !name.contains("__")
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    ensure!(
        is_plain,
        "{name:?} is no unit name; use snake_case: lower-case letters, digits, single underscores"
    );
    ensure!(
        !name.starts_with("ovhai_"),
        "leave the prefix ovhai_ out of {name:?}; it is added where Terraform wants it"
    );
    Ok(())
}

fn fill(template: &str, name: &str) -> String {
    let words = name.replace('_', " ");
    let capitalised = capitalise(&words);
    // An export's resource is named after its kind.
    let kind = name.strip_suffix("_export").unwrap_or(name);
    template
        .replace("@name@", name)
        .replace("@Type@", &camel(name))
        .replace("@words@", &words)
        .replace("@Words@", &capitalised)
        .replace("@kind@", kind)
        .replace("@Kind@", &camel(kind))
}

fn camel(name: &str) -> String {
    name.split('_').map(capitalise).collect()
}

fn capitalise(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `text` of a registry file with the unit's two lines.
fn register(text: &str, part: &Part, name: &str) -> Result<String> {
    let declaration = format!("mod {name};");
    if text.lines().any(|line| line == declaration) {
        bail!("{name} is registered");
    }
    let line = fill(part.line, name);
    let text = insert_sorted(text, &declaration, "mod ").context("there is no `mod` line")?;
    let Some(opening) = part.list else {
        return insert_sorted(&text, &line, "pub use ").context("there is no `pub use` line");
    };
    let start = text.find(opening).context("there is no list")? + opening.len();
    let end = start + text[start..].find(']').context("the list does not end")?;
    let items = text[start..end].trim_end().trim_end_matches(',');
    let separator = if items.trim().is_empty() { "" } else { ", " };
    Ok(format!(
        "{}{items}{separator}{line}{}",
        &text[..start],
        &text[end..]
    ))
}

/// `text` with `line` among the lines that begin with `prefix`, where sorting puts it.
fn insert_sorted(text: &str, line: &str, prefix: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_one = |candidate: &&str| candidate.starts_with(prefix) && candidate.ends_with(';');
    let before = lines
        .iter()
        .position(|candidate| is_one(candidate) && *candidate > line);
    let after_last = lines.iter().rposition(is_one).map(|at| at + 1);
    let at = before.or(after_last)?;
    let mut out: Vec<&str> = lines[..at].to_vec();
    out.push(line);
    out.extend(&lines[at..]);
    Some(out.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTRY: &str = "//! Data sources.\n\nmod app;\nmod apps;\n\npub fn all() -> Vec<Unit> {\n    vec![\n        DataSourceUnit::new(app::App),\n        DataSourceUnit::new(apps::Apps),\n    ]\n}\n";

    #[test]
    fn two_lines_register_a_unit() {
        let text = register(REGISTRY, &DATA_SOURCE, "app_logs").unwrap();
        assert!(
            text.contains("mod app;\nmod app_logs;\nmod apps;\n"),
            "{text}"
        );
        assert!(
            text.contains(
                "DataSourceUnit::new(apps::Apps), DataSourceUnit::new(app_logs::AppLogs)]"
            ),
            "{text}"
        );
        assert!(register(&text, &DATA_SOURCE, "app_logs").is_err());
        let kinds = "mod workload;\n\npub use workload::{Workload, WorkloadOptions};\n";
        assert_eq!(
            register(kinds, &EXPORT_KIND, "image").unwrap(),
            "mod image;\nmod workload;\n\npub use image::{Image, ImageOptions};\npub use workload::{Workload, WorkloadOptions};\n"
        );
        let targets =
            "mod kubernetes;\npub const TARGETS: &[&dyn Target] = &[&kubernetes::Kubernetes];\n";
        assert!(
            register(targets, &TARGET, "helm")
                .unwrap()
                .ends_with("= &[&kubernetes::Kubernetes, &helm::Helm];\n")
        );
    }

    #[test]
    fn a_unit_is_begun_once() {
        let root = tempfile::tempdir().unwrap();
        let registry = root.path().join(DATA_SOURCE.parent).join("mod.rs");
        fs::create_dir_all(registry.parent().unwrap()).unwrap();
        fs::write(&registry, REGISTRY).unwrap();
        let paths = begin(root.path(), Unit::DataSource, "app_logs").unwrap();
        assert_eq!(
            paths,
            [
                "provider/server/src/data_sources/app_logs/mod.rs",
                "test-fixtures/provider/ovhai_app_logs/first/config.tf",
                "examples/data-sources/ovhai_app_logs/data-source.tf",
                "provider/server/src/data_sources/mod.rs",
            ]
        );
        let code = fs::read_to_string(root.path().join(&paths[0])).unwrap();
        assert!(
            code.contains("pub struct AppLogs;") && !code.contains('@'),
            "{code}"
        );
        assert!(begin(root.path(), Unit::DataSource, "app_logs").is_err());
        fs::write(&registry, REGISTRY).unwrap();
        let error = begin(root.path(), Unit::DataSource, "app_logs").unwrap_err();
        assert!(
            error.to_string().contains("exists; nothing was written"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&registry).unwrap(), REGISTRY);
    }

    #[test]
    fn names_are_plain() {
        for name in ["app", "data_store", "s3"] {
            check_name(name).unwrap();
        }
        for name in [
            "",
            "App",
            "a-b",
            "../a",
            "_a",
            "a_",
            "a__b",
            "ovhai_app",
            "3d",
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
