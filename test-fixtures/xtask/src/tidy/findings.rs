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

/// Every `slug: "area/what-is-wrong"` in production code, and every row of a table in a macro that writes
/// `slug: concat!("area/", $slug)`: `NAME: "what-is-wrong" Adapted Core`.
fn declared(tree: &Tree) -> Vec<Declared> {
    const PLAIN: &str = "slug: \"";
    const TABLE: &str = "slug: concat!(\"";
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.is_production_rust()) {
        let is_candidate = file.text.contains(PLAIN) || file.text.contains(TABLE);
        if !is_candidate || file.path.starts_with("test-fixtures/xtask/") {
            continue;
        }
        let code = code::strip(&code::production(&file.text), Keep::Strings);
        let area = code
            .split_once(TABLE)
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(area, _)| area);
        for (index, line) in code.lines().enumerate() {
            let plain = line
                .split_once(PLAIN)
                .and_then(|(_, rest)| rest.split_once('"'))
                .map(|(slug, _)| slug.to_owned());
            let slug = plain.or_else(|| Some(format!("{}{}", area?, table_row(line)?)));
            if let Some(slug) = slug {
                found.push(Declared {
                    slug,
                    path: file.path.clone(),
                    line: index + 1,
                });
            }
        }
    }
    found
}

/// `what-is-wrong` of `NAME: "what-is-wrong" Adapted Core`.
fn table_row(line: &str) -> Option<&str> {
    let (name, rest) = line.trim().split_once(": \"")?;
    let (slug, rest) = rest.split_once('"')?;
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let grades = ["Exact", "Adapted", "Manual", "Unsupported"];
    (is_name
        && rest
            .split_whitespace()
            .next()
            .is_some_and(|word| grades.contains(&word)))
    .then_some(slug)
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
    fn tables_declare_slugs_too() {
        let code = "slug: concat!(\"kubernetes/\", $slug),\nA_B: \"one-thing\" Adapted Core\n    \"A title: \"\nC: \"two\" Manual Core\n";
        let tree = Tree::of_texts(&[("translator/targets/src/a.rs", code)]);
        let slugs: Vec<String> = declared(&tree).into_iter().map(|d| d.slug).collect();
        assert_eq!(slugs, ["kubernetes/one-thing", "kubernetes/two"]);
    }

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
