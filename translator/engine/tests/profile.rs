//! The built-in profile: complete, neutral, and fitting what mappings set.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use ovhai_engine::{
    Profile,
    catalogue::{Catalogue, RowFate},
    census,
    mappings::{Fate, MAPPINGS, OutputRule, Reach},
};

fn profile() -> Profile {
    Profile::built_in("kubernetes").unwrap().unwrap()
}

#[test]
fn every_file_of_the_folder_is_part_of_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/profiles/kubernetes");
    let tree = test_fixtures::read_tree(&folder);
    let on_disk: Vec<&str> = tree.keys().map(String::as_str).collect();
    let mut built_in: Vec<&str> = Profile::sources("kubernetes")
        .unwrap()
        .iter()
        .map(|(path, _)| *path)
        .collect();
    built_in.sort_unstable();
    assert_eq!(built_in, on_disk);
}

#[test]
fn a_copy_to_edit_is_the_same_profile_with_whole_modules() {
    let profile = profile();
    let files = profile.files();
    let copy = Profile::from_files(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    )
    .unwrap();
    for noun in profile.nouns() {
        assert_eq!(copy.module(noun), profile.module(noun), "{noun}");
    }
    assert!(copy.settings.parts.is_empty());
    assert!(files.keys().all(|path| !path.starts_with("parts/")));
}

#[test]
fn a_part_must_fit_its_modules() {
    let settings = r#"{"name": "x", "summary": "", "parts": {"p": ["m"]}}"#;
    let module = ("modules/m/main.tf", "output \"o\" {\n  value = 1\n}\n");
    for (files, why) in [
        (vec![module], "no such part"),
        (vec![("parts/p/x.tf", "")], "no such module"),
        (vec![module, ("parts/p/main.tf", "")], "both have main.tf"),
    ] {
        let files = files.into_iter().chain([("profile.json", settings)]);
        let error = Profile::from_files(files).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn no_module_speaks_of_the_vendor() {
    for (path, text) in Profile::sources("kubernetes").unwrap() {
        let found: Vec<_> = census::scan(text.as_bytes())
            .into_iter()
            .map(|hit| hit.span().text(text))
            .collect();
        assert!(found.is_empty(), "{path}: {found:?}");
    }
}

#[test]
fn every_argument_and_output_is_described() {
    let profile = profile();
    for noun in profile.nouns() {
        let template = profile.module(noun).unwrap();
        for (path, text) in template
            .files
            .iter()
            .filter(|(path, _)| path.ends_with(".tf"))
        {
            let class = ovhai_syntax::FileClass::Configuration;
            for block in ovhai_syntax::parse(text.as_bytes(), class).body.blocks() {
                let wants = ["variable", "output"].contains(&block.keyword.text.as_str());
                assert!(
                    !wants || block.body.attribute("description").is_some(),
                    "{noun}/{path}: {}",
                    block.label(0)
                );
            }
        }
        assert!(!template.outputs.is_empty(), "{noun}");
    }
}

/// What tables of mappings and rows name is there. (What code sets is checked by the cases: Terraform refuses the rest.)
#[test]
fn tables_name_what_modules_have() {
    let profile = profile();
    let arguments: BTreeSet<String> = profile
        .nouns()
        .flat_map(|noun| profile.module(noun).unwrap().arguments.clone())
        .map(|(name, _)| name)
        .collect();
    let outputs: BTreeSet<String> = profile
        .nouns()
        .flat_map(|noun| profile.module(noun).unwrap().outputs.clone())
        .collect();
    for mapping in MAPPINGS {
        for rule in mapping.attributes() {
            if let Fate::To(argument) | Fate::One(argument) | Fate::Secret(argument) = rule.fate {
                assert!(
                    arguments.contains(&argument),
                    "{:?}: {argument}",
                    mapping.types()
                );
            }
        }
        for OutputRule { path, reach } in mapping.outputs() {
            if let Reach::Output(output) | Reach::Decoded { output, .. } = reach {
                assert!(
                    outputs.contains(output),
                    "{:?}: {path}: {output}",
                    mapping.types()
                );
            }
        }
    }
    for row in Catalogue::get().rows() {
        let Some(noun) = &row.noun else { continue };
        let template = profile
            .module(noun)
            .unwrap_or_else(|| panic!("{}: no module {noun}", row.of_type));
        for (name, fate) in &row.fates {
            assert!(row.knows(name), "{}.{name}", row.of_type);
            if let RowFate::To(argument) | RowFate::One(argument) | RowFate::Secret(argument) = fate
            {
                assert!(
                    template
                        .arguments
                        .iter()
                        .any(|(known, _)| known == argument),
                    "{}.{name}: {argument}",
                    row.of_type
                );
            }
        }
    }
}
