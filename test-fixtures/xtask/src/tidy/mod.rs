//! `cargo xtask tidy`: the house rules that no compiler or linter knows, as a plain program.
//!
//! A rule is a function from the tree to violations. What a rule forbids can be excepted in one list with a reason; an
//! exception that excepts nothing is a violation itself.

mod code;
mod dependencies;
mod exceptions;
mod findings;
mod layout;
mod mappings;
mod purity;
mod text;
mod tree;
mod units;

use std::{fmt, process::ExitCode};

use anyhow::Result;

use crate::repository::Repository;
pub use text::{JUDGED, is_left};
use tree::Tree;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    path: String,
    /// From 1; 0 when it is about the file or folder as a whole.
    line: usize,
    rule: &'static str,
    /// What to do.
    advice: String,
}

impl Violation {
    fn new(
        path: impl Into<String>,
        line: usize,
        rule: &'static str,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            line,
            rule,
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {}",
            self.path,
            self.line.max(1),
            self.rule,
            self.advice
        )
    }
}

type Rule = fn(&Tree) -> Vec<Violation>;

/// Rules that need nothing but the files. Names are what violations and exceptions carry.
const RULES: &[(&str, Rule)] = &[
    ("file-length", layout::file_length),
    ("module-header", layout::module_header),
    ("module-name", layout::module_name),
    ("flat-folder", layout::flat_folder),
    ("top-level", layout::top_level),
    ("machine-path", text::machine_path),
    ("registry-host", text::registry_host),
    ("unfinished", text::unfinished),
    ("pure-crate", purity::pure_crate),
    ("vendor-in-target", purity::vendor_in_target),
    ("unit-documented", units::documented),
    ("unit-fixture", units::fixture),
    ("unit-example", units::example),
    ("unit-registered", units::registered),
    ("mapping-fixture", mappings::mapping_fixture),
    ("noun-fixture", mappings::noun_fixture),
    ("noun-documented", mappings::noun_documented),
    ("finding-slug", findings::slug),
    ("finding-documented", findings::documented),
];
/// Rules that need cargo's view of the workspace.
const WORKSPACE_RULES: &[&str] = &["dependencies", "licence"];

/// What a check found.
pub struct Report {
    violations: Vec<Violation>,
    files: usize,
}

impl Report {
    /// Whether every rule is kept.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// One line.
    pub fn conclusion(&self) -> String {
        let rules = RULES.len() + WORKSPACE_RULES.len();
        match self.violations.len() {
            0 => format!("{} files, {rules} rules", self.files),
            count => format!("{count} violations in {} files", self.files),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        Ok(())
    }
}

/// Prints every violation.
pub fn run(repository: &Repository) -> Result<ExitCode> {
    let report = check(repository)?;
    print!("{report}");
    println!("tidy: {}", report.conclusion());
    Ok(if report.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Applies every rule to the checkout.
pub fn check(repository: &Repository) -> Result<Report> {
    let tree = Tree::of_repository(repository)?;
    let mut violations = dependencies::check(&dependencies::workspace(repository)?, &tree);
    for (_, rule) in RULES {
        violations.extend(rule(&tree));
    }
    let mut violations = exceptions::apply(&tree, violations);
    violations.sort();
    Ok(Report {
        violations,
        files: tree.len(),
    })
}

fn is_known_rule(name: &str) -> bool {
    RULES.iter().any(|(rule, _)| *rule == name) || WORKSPACE_RULES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_report_under_their_own_name() {
        let tree = Tree::of_texts(&[
            ("stray.txt", "x"),
            ("provider/server/src/utils.rs", "fn x() {}"),
        ]);
        let mut found: Vec<&str> = RULES
            .iter()
            .flat_map(|(name, rule)| {
                rule(&tree).into_iter().map(move |violation| {
                    assert_eq!(violation.rule, *name);
                    violation.rule
                })
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, ["module-header", "module-name", "top-level"]);
    }
}
