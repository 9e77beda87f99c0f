//! Pages that are printed by the program stay what it prints. `UPDATE_GOLDEN=1` writes them anew.

use std::{fs, process::Command};

/// Page, arguments that print its table, and what stands above the table.
const PAGES: &[(&str, &[&str], &str)] = &[
    (
        "docs/guides/translator-findings.md",
        &["explain", "--format", "markdown"],
        "---
page_title: \"Findings of the translator\"
subcategory: \"\"
description: |-
  What ovh-translator may find in a repository, and what to do about it.
---

# Findings of the translator

`ovh-translator` names everything that stays or differs by a slug. Slugs are never renamed, so that a team can keep a baseline.
`ovh-translator explain SLUG` says the same in a terminal.

* `exact`: nothing changes; good to know.
* `adapted`: works, with the difference named.
* `manual`: a person must supply or decide something.
* `unsupported`: has no place elsewhere.

",
    ),
    (
        "docs/guides/translator-types.md",
        &["mappings", "--format", "markdown"],
        "---
page_title: \"Types the translator knows\"
subcategory: \"\"
description: |-
  Every type of the vendor's provider in any release, and what becomes of it.
---

# Types the translator knows

Treatments: `drop` has no meaning elsewhere, `mechanical` is rewritten fully, `inputs` is rewritten with variables that a
person fills, `none` has no equivalent and stays with guidance. The fourth column says who does it: code, a row of the data
file with the name of its module, a removal, guidance, or nobody yet (`by hand`). `ovh-translator explain TYPE` shows every
argument of a type that is done by code.

",
    ),
];

#[test]
fn pages_are_what_the_program_prints() {
    let root = test_fixtures::root().join("..");
    for (page, arguments, head) in PAGES {
        let output = Command::new(env!("CARGO_BIN_EXE_ovh-translator"))
            .args(*arguments)
            .output()
            .unwrap();
        let text = format!("{head}{}", String::from_utf8(output.stdout).unwrap());
        let path = root.join(page);
        if test_fixtures::is_updating() {
            fs::write(&path, &text).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known == text,
            "{page} is out of date; run this test with UPDATE_GOLDEN=1"
        );
    }
}
