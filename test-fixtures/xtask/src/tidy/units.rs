//! Units: each is one folder, registered in its parent's list, with documentation, a fixture and an example.

use std::collections::BTreeSet;

use super::{
    Violation,
    code::{self, Keep},
    tree::Tree,
};

/// A place where units live.
struct Place {
    /// The folder that holds the units' folders.
    folder: &'static str,
    /// The file whose list registers them.
    list: &'static str,
    /// The constant that lists the units, where the folder also holds others; elsewhere every folder is a unit, and
    /// being registered is being declared and used in the file.
    constant: Option<&'static str>,
    /// The page of a unit; `@` is its name.
    page: &'static str,
    /// Where its fixtures lie.
    fixture: &'static str,
    /// Its example.
    example: Option<&'static str>,
}

const PLACES: &[Place] = &[
    Place {
        folder: "provider/server/src/data_sources",
        list: "provider/server/src/data_sources/mod.rs",
        constant: None,
        page: "docs/data-sources/@.md",
        fixture: "test-fixtures/provider/ovhai_@",
        example: Some("examples/data-sources/ovhai_@/data-source.tf"),
    },
    Place {
        folder: "provider/server/src/resources",
        list: "provider/server/src/resources/mod.rs",
        constant: None,
        page: "docs/resources/@.md",
        fixture: "test-fixtures/provider/ovhai_@",
        example: Some("examples/resources/ovhai_@/resource.tf"),
    },
    Place {
        folder: "provider/server/src/functions",
        list: "provider/server/src/functions/mod.rs",
        constant: None,
        page: "docs/functions/@.md",
        fixture: "test-fixtures/provider/@",
        example: Some("examples/functions/@/function.tf"),
    },
    Place {
        folder: "provider/server/src/lists",
        list: "provider/server/src/lists/mod.rs",
        constant: None,
        page: "docs/list-resources/@.md",
        fixture: "test-fixtures/lists/ovhai_@",
        example: Some("examples/list-resources/ovhai_@/list-resource.tfquery.hcl"),
    },
    Place {
        folder: "provider/server/src/ephemeral",
        list: "provider/server/src/ephemeral/mod.rs",
        constant: None,
        page: "docs/ephemeral-resources/@.md",
        fixture: "test-fixtures/ephemeral/ovhai_@",
        example: Some("examples/ephemeral-resources/ovhai_@/ephemeral-resource.tf"),
    },
    Place {
        folder: "provider/server/src/actions",
        list: "provider/server/src/actions/mod.rs",
        constant: None,
        page: "docs/actions/@.md",
        fixture: "test-fixtures/actions/ovhai_@",
        example: Some("examples/actions/ovhai_@/action.tf"),
    },
    Place {
        folder: "provider/exports/src/kinds",
        list: "provider/exports/src/kinds/mod.rs",
        constant: None,
        page: "docs/resources/@_export.md",
        fixture: "test-fixtures/exports/@",
        example: Some("examples/resources/ovhai_@_export/resource.tf"),
    },
    Place {
        folder: "translator/targets/src",
        list: "translator/targets/src/lib.rs",
        constant: Some("TARGETS"),
        page: "docs/guides/target-@.md",
        fixture: "test-fixtures/targets/@",
        example: None,
    },
];

impl Place {
    /// Names of the units: `mod app;` with a later `app::` registers `app`.
    fn registered<'a>(&self, text: &'a str) -> BTreeSet<&'a str> {
        let list = match self.constant {
            None => text,
            Some(constant) => text
                .split_once(&format!(" {constant}:"))
                .and_then(|(_, rest)| rest.split_once('='))
                .map_or("", |(_, rest)| rest.split(';').next().unwrap_or_default()),
        };
        text.lines()
            .filter_map(|line| {
                let line = line.strip_prefix("pub ").unwrap_or(line);
                line.strip_prefix("mod ")?.strip_suffix(';')
            })
            .filter(|name| uses(list, name))
            .collect()
    }

    fn units(&self, tree: &Tree) -> BTreeSet<String> {
        let Some(list) = tree.get(self.list) else {
            return BTreeSet::new();
        };
        let code = code::strip(&code::production(&list.text), Keep::Strings);
        self.registered(&code)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

/// Whether `list` has a path that begins with `module`.
fn uses(list: &str, module: &str) -> bool {
    list.match_indices(&format!("{module}::"))
        .any(|(start, _)| !list[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// `check` for every unit with its own path.
fn each(tree: &Tree, check: impl Fn(&Place, &str) -> Option<Violation>) -> Vec<Violation> {
    PLACES
        .iter()
        .flat_map(|place| {
            place
                .units(tree)
                .iter()
                .filter_map(|unit| check(place, unit))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn home(place: &Place, unit: &str) -> String {
    format!("{}/{unit}/mod.rs", place.folder)
}

pub fn documented(tree: &Tree) -> Vec<Violation> {
    each(tree, |place, unit| {
        let page = place.page.replace('@', unit);
        tree.get(&page).is_none().then(|| {
            Violation::new(
                home(place, unit),
                0,
                "unit-documented",
                format!("{page} is missing; run `cargo xtask generate`, or write it"),
            )
        })
    })
}

pub fn fixture(tree: &Tree) -> Vec<Violation> {
    each(tree, |place, unit| {
        let folder = place.fixture.replace('@', unit);
        let has_case = tree
            .below(&folder)
            .any(|file| !file.path.ends_with("README.md"));
        (!has_case).then(|| {
            Violation::new(
                home(place, unit),
                0,
                "unit-fixture",
                format!("add a case below {folder}/"),
            )
        })
    })
}

pub fn example(tree: &Tree) -> Vec<Violation> {
    let mut found = each(tree, |place, unit| {
        let example = place.example?.replace('@', unit);
        tree.get(&example).is_none().then(|| {
            Violation::new(
                home(place, unit),
                0,
                "unit-example",
                format!("{example} is missing; the Registry shows it"),
            )
        })
    });
    found.extend(orphans(tree));
    found
}

/// Examples of units that are gone.
fn orphans(tree: &Tree) -> Vec<Violation> {
    let known: BTreeSet<String> = PLACES
        .iter()
        .flat_map(|place| {
            place
                .units(tree)
                .iter()
                .filter_map(|unit| Some(place.example?.replace('@', unit)))
                .collect::<Vec<_>>()
        })
        .collect();
    [
        ("examples/data-sources", "/data-source.tf"),
        ("examples/resources", "/resource.tf"),
        ("examples/list-resources", "/list-resource.tfquery.hcl"),
        ("examples/ephemeral-resources", "/ephemeral-resource.tf"),
        ("examples/actions", "/action.tf"),
    ]
    .into_iter()
    .flat_map(|(folder, main)| tree.below(folder).map(move |file| (file, main)))
    .filter(|(file, main)| file.path.ends_with(main) && !known.contains(&file.path))
    .map(|(file, _)| file)
    .map(|file| {
        Violation::new(
            &file.path,
            0,
            "unit-example",
            "no registered unit has this example; remove it",
        )
    })
    .collect()
}

pub fn registered(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for place in PLACES {
        let Some(list) = tree.get(place.list) else {
            continue;
        };
        let units = place.units(tree);
        if units.is_empty() {
            found.push(Violation::new(
                place.list,
                0,
                "unit-registered",
                "it registers no unit".to_owned(),
            ));
        }
        let folders = tree.folders_in(place.folder);
        for unit in units.iter().filter(|unit| !folders.contains(unit.as_str())) {
            found.push(Violation::new(
                &list.path,
                0,
                "unit-registered",
                format!("{unit} has no folder {}/{unit}", place.folder),
            ));
        }
        for folder in folders {
            if place.constant.is_none() && !units.contains(folder) {
                found.push(Violation::new(
                    format!("{}/{folder}", place.folder),
                    0,
                    "unit-registered",
                    format!("declare it and name it in the list of {}", place.list),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "//! Data sources.\nmod app;\nmod apps;\npub const DATA_SOURCES: &[&dyn Unit] = &[&app::UNIT, &apps::App::<X>::UNIT];\n";

    fn advice(found: Vec<Violation>) -> Vec<String> {
        found
            .into_iter()
            .map(|violation| violation.to_string())
            .collect()
    }

    #[test]
    fn a_complete_unit_is_quiet_and_an_incomplete_one_is_not() {
        let list = "provider/server/src/data_sources/mod.rs";
        let complete = [
            (list, LIST),
            ("provider/server/src/data_sources/app/mod.rs", ""),
            ("docs/data-sources/app.md", ""),
            ("test-fixtures/provider/ovhai_app/case/config.tf", ""),
            ("test-fixtures/provider/ovhai_apps/README.md", ""),
            ("examples/data-sources/ovhai_app/data-source.tf", ""),
            ("provider/server/src/data_sources/stray/mod.rs", ""),
            ("examples/resources/ovhai_gone/resource.tf", ""),
        ];
        let tree = Tree::of_texts(&complete);
        assert_eq!(
            advice(documented(&tree)),
            [
                "provider/server/src/data_sources/apps/mod.rs:1: unit-documented: docs/data-sources/apps.md is missing; run `cargo xtask generate`, or write it"
            ]
        );
        assert_eq!(
            advice(fixture(&tree)),
            [
                "provider/server/src/data_sources/apps/mod.rs:1: unit-fixture: add a case below test-fixtures/provider/ovhai_apps/"
            ]
        );
        assert_eq!(
            advice(example(&tree)),
            [
                "provider/server/src/data_sources/apps/mod.rs:1: unit-example: examples/data-sources/ovhai_apps/data-source.tf is missing; the Registry shows it",
                "examples/resources/ovhai_gone/resource.tf:1: unit-example: no registered unit has this example; remove it",
            ]
        );
        assert_eq!(
            advice(registered(&tree)),
            [
                "provider/server/src/data_sources/mod.rs:1: unit-registered: apps has no folder provider/server/src/data_sources/apps",
                "provider/server/src/data_sources/stray:1: unit-registered: declare it and name it in the list of provider/server/src/data_sources/mod.rs",
            ]
        );
    }

    #[test]
    fn an_empty_list_is_no_list() {
        let tree = Tree::of_texts(&[(
            "translator/targets/src/lib.rs",
            "mod other;\nuse other::X;\npub const TARGETS: &[&dyn Target] = &[];",
        )]);
        assert_eq!(registered(&tree).len(), 1);
    }
}
