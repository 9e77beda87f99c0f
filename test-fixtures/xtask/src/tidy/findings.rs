//! Slugs of findings: promises to users, so well-formed, unique and documented.

use std::collections::BTreeMap;

use super::{
    Violation,
    code::{self, Keep},
    tree::Tree,
};

/// One declaration of a slug.
struct Declared {
    slug: String,
    path: String,
    line: usize,
}

/// Every `slug: "area/what-is-wrong"` in production code.
fn declared(tree: &Tree) -> Vec<Declared> {
    const OPENING: &str = "slug: \"";
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.is_production_rust()) {
        if !file.text.contains(OPENING) || file.path.starts_with("test-fixtures/xtask/") {
            continue;
        }
        let code = code::strip(&code::production(&file.text), Keep::Strings);
        for (index, line) in code.lines().enumerate() {
            let slug = line
                .split_once(OPENING)
                .and_then(|(_, rest)| rest.split_once('"'));
            if let Some((slug, _)) = slug {
                found.push(Declared {
                    slug: slug.to_owned(),
                    path: file.path.clone(),
                    line: index + 1,
                });
            }
        }
    }
    found
}

pub fn slug(tree: &Tree) -> Vec<Violation> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for declared in declared(tree) {
        let place = format!("{}:{}", declared.path, declared.line);
        if !is_well_formed(&declared.slug) {
            found.push(Violation::new(
                &declared.path,
                declared.line,
                "finding-slug",
                format!("{:?} is not of the form area/what-is-wrong", declared.slug),
            ));
        }
        if let Some(other) = first.get(&declared.slug) {
            found.push(Violation::new(
                &declared.path,
                declared.line,
                "finding-slug",
                format!("{} is declared at {other} already", declared.slug),
            ));
        } else {
            first.insert(declared.slug, place);
        }
    }
    found
}

fn is_well_formed(slug: &str) -> bool {
    let is_word = |word: &str| {
        word.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    };
    slug.split_once('/')
        .is_some_and(|(area, what)| is_word(area) && is_word(what))
}

pub fn documented(tree: &Tree) -> Vec<Violation> {
    let pages: Vec<&str> = tree
        .below("docs")
        .filter(|file| file.path.ends_with(".md") && !file.path.starts_with("docs/engineering/"))
        .map(|file| file.text.as_str())
        .collect();
    declared(tree)
        .into_iter()
        .filter(|declared| {
            let wanted = format!("`{}`", declared.slug);
            !pages.iter().any(|page| page.contains(&wanted))
        })
        .map(|declared| {
            Violation::new(
                &declared.path,
                declared.line,
                "finding-documented",
                format!(
                    "no page of docs/ explains `{}`; run `cargo xtask generate`",
                    declared.slug
                ),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_well_formed_unique_and_documented() {
        let code = "//! X is a module.\nconst A: FindingKind = FindingKind {\n    slug: \"volume/read-only\",\n};\nconst B: FindingKind = FindingKind {\n    slug: \"Volume\",\n};\n// slug: \"no/comment\"\n";
        let tree = Tree::of_texts(&[
            ("translator/targets/src/a.rs", code),
            (
                "translator/targets/src/b.rs",
                "slug: \"volume/read-only\",\n",
            ),
            ("docs/guides/findings.md", "| `volume/read-only` | … |\n"),
            ("docs/engineering/x.md", "`Volume`\n"),
        ]);
        let places = |found: Vec<Violation>| -> Vec<(String, usize)> {
            found.into_iter().map(|v| (v.path, v.line)).collect()
        };
        assert_eq!(
            places(slug(&tree)),
            [
                ("translator/targets/src/a.rs".to_owned(), 6),
                ("translator/targets/src/b.rs".to_owned(), 1)
            ]
        );
        assert_eq!(
            places(documented(&tree)),
            [("translator/targets/src/a.rs".to_owned(), 6)]
        );
    }
}
