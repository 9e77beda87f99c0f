//! The translator's units: a mapping is a folder, a noun is a module of a profile. Both are shown to work by a fixture.

use std::collections::BTreeSet;

use super::{Violation, tree::Tree};

const MAPPINGS: &str = "translator/engine/src/mappings/";
const PROFILES: &str = "translator/engine/data/profiles/";
const FIXTURES: &str = "test-fixtures/translator";

/// The first name below `start`, for paths with something below that.
fn folder_in<'a>(path: &'a str, start: &str) -> Option<&'a str> {
    let (name, rest) = path.strip_prefix(start)?.split_once('/')?;
    (!rest.is_empty()).then_some(name)
}

/// Every folder of mappings has a block of one of its types in some case.
pub fn mapping_fixture(tree: &Tree) -> Vec<Violation> {
    let folders: BTreeSet<&str> = tree
        .files()
        .filter_map(|file| folder_in(&file.path, MAPPINGS))
        .collect();
    let inputs: Vec<&str> = tree
        .below(FIXTURES)
        .filter(|file| file.path.contains("/input/"))
        .map(|file| file.text.as_str())
        .collect();
    folders
        .into_iter()
        .filter(|folder| {
            let home = format!("{MAPPINGS}{folder}/mod.rs");
            let types = tree
                .get(&home)
                .map_or_else(Vec::new, |file| types(&file.text));
            // Rules that several mappings share name no type.
            !types.is_empty()
                && !types.iter().any(|of_type| {
                    let quoted = format!("\"{of_type}\"");
                    inputs.iter().any(|text| text.contains(&quoted))
                })
        })
        .map(|folder| {
            Violation::new(
                format!("{MAPPINGS}{folder}/mod.rs"),
                0,
                "mapping-fixture",
                format!("add a case with a block of its type below {FIXTURES}/"),
            )
        })
        .collect()
}

/// The vendor's types that the source of a mapping lists in `fn types`.
fn types(text: &str) -> Vec<&str> {
    let Some((_, rest)) = text.split_once("fn types(") else {
        return Vec::new();
    };
    let body = rest.split("\n    }").next().unwrap_or_default();
    body.split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.starts_with("ovh_"))
        .collect()
}

/// Every module of a profile is called in the result of some case.
pub fn noun_fixture(tree: &Tree) -> Vec<Violation> {
    let results: Vec<&str> = tree
        .below(FIXTURES)
        .filter(|file| file.path.contains("/expected/"))
        .map(|file| file.text.as_str())
        .collect();
    nouns(tree)
        .into_iter()
        .filter(|(_, noun)| {
            let ends = [format!("/{noun}\""), format!("/neutral_{noun}\"")];
            !results
                .iter()
                .any(|text| ends.iter().any(|end| text.contains(end)))
        })
        .map(|(profile, noun)| {
            Violation::new(
                format!("{PROFILES}{profile}/modules/{noun}/main.tf"),
                0,
                "noun-fixture",
                format!("add a case below {FIXTURES}/ whose result calls the module"),
            )
        })
        .collect()
}

/// Every module of a profile begins with what it is, and says what its variables are for: people own it afterwards.
pub fn noun_documented(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (profile, noun) in nouns(tree) {
        let folder = format!("{PROFILES}{profile}/modules/{noun}");
        let main = format!("{folder}/main.tf");
        if tree
            .get(&main)
            .is_some_and(|file| !file.text.starts_with("# "))
        {
            let advice = "begin with a comment that says what it makes";
            found.push(Violation::new(main, 1, "noun-documented", advice));
        }
        for file in tree
            .below(&folder)
            .filter(|file| file.path.ends_with(".tf"))
        {
            let blocks = file.text.split("\nvariable \"").skip(1);
            for block in blocks.chain(file.text.strip_prefix("variable \"")) {
                let body = block.split("\n}").next().unwrap_or_default();
                if !body.contains("description") {
                    let name = body.split('"').next().unwrap_or_default();
                    let advice = format!("say what the variable {name} is for");
                    found.push(Violation::new(&file.path, 0, "noun-documented", advice));
                }
            }
        }
    }
    found
}

/// Profiles and their modules that have configuration.
fn nouns(tree: &Tree) -> BTreeSet<(&str, &str)> {
    tree.files()
        .filter_map(|file| {
            let profile = folder_in(&file.path, PROFILES)?;
            let modules = format!("{PROFILES}{profile}/modules/");
            let noun = folder_in(&file.path, &modules)?;
            file.path.ends_with(".tf").then_some((profile, noun))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rule: fn(&Tree) -> Vec<Violation>, files: &[(&str, &str)]) -> Vec<String> {
        rule(&Tree::of_texts(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const MAPPING: (&str, &str) = (
        "translator/engine/src/mappings/a_b/mod.rs",
        "impl Mapping for X {\n    fn types(&self) -> T {\n        &[\"ovh_a_b\", \"ovh_a_c\"]\n    }\n    fn summary(&self) { \"ovh_x\" }\n}",
    );

    #[test]
    fn a_mapping_needs_a_case_with_one_of_its_types() {
        let case = (
            "test-fixtures/translator/a/input/main.tf",
            "resource \"ovh_a_c\" \"x\" {}",
        );
        assert_eq!(found(mapping_fixture, &[MAPPING, case]), [""; 0]);
        let other = (
            "test-fixtures/translator/a/input/main.tf",
            "resource \"ovh_x\" \"x\" {}",
        );
        assert_eq!(found(mapping_fixture, &[MAPPING, other]).len(), 1);
        let shared = ("translator/engine/src/mappings/rules/mod.rs", "//! Shared.");
        assert_eq!(found(mapping_fixture, &[shared]), [""; 0]);
    }

    #[test]
    fn a_noun_needs_a_case_and_words() {
        let main = "translator/engine/data/profiles/p/modules/n/main.tf";
        let call = (
            "test-fixtures/translator/a/expected/main.tf",
            "source = \"./modules/n\"",
        );
        let good = (
            main,
            "# A thing.\nvariable \"a\" {\n  description = \"x\"\n}\n",
        );
        assert_eq!(found(noun_fixture, &[good, call]), [""; 0]);
        assert_eq!(found(noun_documented, &[good]), [""; 0]);
        assert_eq!(found(noun_fixture, &[good]).len(), 1);
        let bad = (
            main,
            "variable \"a\" {\n}\nvariable \"b\" {\n  type = string\n}\n",
        );
        assert_eq!(found(noun_documented, &[bad]).len(), 3);
    }
}
