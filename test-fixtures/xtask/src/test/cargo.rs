//! Suites that are a run of cargo or of this program's own checks.

use std::{process::Command, time::SystemTime};

use anyhow::{Result, bail, ensure};

use super::{
    judges,
    suites::{Ground, Outcome},
};
use crate::{
    binaries::cargo,
    generate as pages, process,
    repository::{copy_tree, empty_folder},
    scaffold::{Unit, begin},
    tidy as rules,
};

/// `cargo fmt --check`.
pub fn fmt(ground: &Ground) -> Result<Outcome> {
    process::run(cargo(&ground.repository).args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Passed(String::new()))
}

/// Clippy over everything.
pub fn clippy(ground: &Ground) -> Result<Outcome> {
    process::run(cargo(&ground.repository).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ok(Outcome::Passed(String::new()))
}

/// The house rules.
pub fn tidy(ground: &Ground) -> Result<Outcome> {
    let report = rules::check(&ground.repository)?;
    print!("{report}");
    ensure!(report.is_clean(), "{}", report.conclusion());
    Ok(Outcome::Passed(report.conclusion()))
}

/// Where property tests begin, unless the environment says otherwise: what one change is judged by must not be chance.
const SEED: u64 = 20_261_122;
const SEED_VARIABLE: &str = "PROPTEST_RNG_SEED";

/// Every test of every crate.
pub fn unit(ground: &Ground) -> Result<Outcome> {
    let given = std::env::var(SEED_VARIABLE).ok();
    every_test(ground, &given.unwrap_or_else(|| SEED.to_string()))
}

/// Every test again, with property tests that begin elsewhere each time.
pub fn seeds(ground: &Ground) -> Result<Outcome> {
    let seed = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)?
        .as_secs()
        .to_string();
    println!("to see the same again: {SEED_VARIABLE}={seed} cargo xtask test --only unit");
    every_test(ground, &seed)
}

fn every_test(ground: &Ground, seed: &str) -> Result<Outcome> {
    // Tests that start our programs find them built.
    let binaries = ground.binaries()?;
    let tools = ground.tools()?;
    let mut tests = Counts::default();
    let has_nextest = process::capture(cargo(&ground.repository).args(["nextest", "--version"]))
        .is_ok_and(|captured| captured.status.success());
    let mut runs = Vec::new();
    if has_nextest {
        let mut all = cargo(&ground.repository);
        all.args(["nextest", "run", "--workspace", "--no-fail-fast"])
            .args(["--status-level=fail", "--final-status-level=fail"])
            .arg("--cargo-quiet");
        runs.push(all);
    } else {
        let mut all = cargo(&ground.repository);
        all.args([
            "test",
            "--workspace",
            "--no-fail-fast",
            "--bins",
            "--lib",
            "--tests",
        ]);
        runs.push(all);
    }
    let mut documentation = cargo(&ground.repository);
    documentation.args(["test", "--workspace", "--no-fail-fast", "--doc"]);
    runs.push(documentation);
    let mut failed = Vec::new();
    for command in &mut runs {
        command
            .env("OVHAI_TOOLS", tools.root())
            .env("OVHAI_PROVIDER", &binaries.provider)
            .env("OVHAI_SANDBOX", &binaries.sandbox)
            .env(SEED_VARIABLE, seed);
        let status = process::follow(command, |line| tests.read(line))?;
        if !status.success() {
            failed.push(status);
        }
    }
    let said = format!("{} tests passed, {} failed", tests.passed, tests.failed);
    if !failed.is_empty() {
        bail!("{said}");
    }
    ensure!(tests.passed > 0, "no test ran");
    let left = judges::left_to_judges(ground)?;
    ensure!(
        tests.skipped == left,
        "{} tests are ignored or filtered out, and suites of their own run {left}; every test runs",
        tests.skipped
    );
    Ok(Outcome::Passed(said))
}

/// What test runners say they did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
    skipped: usize,
}

impl Counts {
    /// Adds a summary line: cargo's `test result: ok. 3 passed; 0 failed; 1 ignored; …` or nextest's
    /// `Summary [ 0.5s] 3 tests run: 2 passed (1 slow), 1 failed, 4 skipped`.
    pub(super) fn read(&mut self, line: &str) {
        // The runner shows failed tests' own summaries again, indented: they are counted already.
        if !line.starts_with("test result:") && !line.trim_start().starts_with("Summary [") {
            return;
        }
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || ",;:().".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            let [count, what] = pair else { continue };
            let Ok(count) = count.parse::<usize>() else {
                continue;
            };
            match *what {
                "passed" => self.passed += count,
                "failed" | "timed" => self.failed += count,
                "ignored" | "skipped" | "filtered" => self.skipped += count,
                _ => {}
            }
        }
    }
}

/// Objects of the estates that [`faults`] reads.
const OBJECTS_UNDER_FAULTS: &str = "10000";

/// The tests of faults again, over larger estates.
pub fn faults(ground: &Ground) -> Result<Outcome> {
    let mut tests = Counts::default();
    let status = process::follow(
        cargo(&ground.repository)
            .args([
                "test",
                "--package=terraform-provider-ovhai",
                "--test=faults",
            ])
            .env("OVHAI_FAULTS_OBJECTS", OBJECTS_UNDER_FAULTS),
        |line| tests.read(line),
    )?;
    ensure!(status.success(), "{} tests failed", tests.failed);
    ensure!(tests.passed > 0, "no test ran");
    Ok(Outcome::Passed(format!(
        "estates of {OBJECTS_UNDER_FAULTS} objects"
    )))
}

/// Objects of the project that [`round_trip`] takes in and out.
const OBJECTS_OF_ROUND_TRIP: &str = "500";

/// The round trips again, over a larger project.
pub fn round_trip(ground: &Ground) -> Result<Outcome> {
    let mut tests = Counts::default();
    let tools = ground.tools()?;
    let status = process::follow(
        cargo(&ground.repository)
            .args([
                "test",
                "--package=terraform-provider-ovhai",
                "--test=terraform",
                "round_trip::",
            ])
            .env("OVHAI_TOOLS", tools.root())
            .env("OVHAI_ROUND_TRIP_OBJECTS", OBJECTS_OF_ROUND_TRIP),
        |line| tests.read(line),
    )?;
    ensure!(status.success(), "{} tests failed", tests.failed);
    ensure!(tests.passed > 0, "no test ran");
    Ok(Outcome::Passed(format!(
        "projects of {OBJECTS_OF_ROUND_TRIP} objects by query and by import blocks"
    )))
}

/// The generated pages.
pub fn generate(ground: &Ground) -> Result<Outcome> {
    let count = pages::check(&ground.repository, &ground.binaries()?.provider)?;
    Ok(Outcome::Passed(format!("{count} pages")))
}

/// One unit of every kind begun by `cargo xtask new` in a copy of the checkout, which must still compile.
pub fn scaffold(ground: &Ground) -> Result<Outcome> {
    let folder = ground.repository.scratch("scaffold")?;
    let copy = folder.join("checkout");
    copy_tree(
        ground.repository.root(),
        &copy,
        &["target", ".git", ".tools", ".demo", ".terraform"],
    )?;
    let units = [
        (Unit::DataSource, "begun_source"),
        (Unit::Resource, "begun_resource"),
        (Unit::Target, "begun_target"),
        (Unit::ExportKind, "begun"),
        (Unit::Mapping, "begun_mapping"),
    ];
    for (unit, name) in units {
        begin(&copy, unit, name)?;
    }
    let mut check = cargo(&ground.repository);
    check
        .current_dir(&copy)
        .args(["check", "--workspace", "--quiet", "--target-dir"])
        .arg(folder.join("target"));
    process::run(&mut check)?;
    // A second target folder is large, and of no more use.
    empty_folder(&folder)?;
    Ok(Outcome::Passed(format!("{} kinds of unit", units.len())))
}

/// Documentation, warnings denied.
pub fn rustdoc(ground: &Ground) -> Result<Outcome> {
    process::run(
        cargo(&ground.repository)
            .args(["doc", "--workspace", "--no-deps", "--quiet"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(Outcome::Passed(String::new()))
}

/// `cargo deny`, where it is installed.
pub fn deny(ground: &Ground) -> Result<Outcome> {
    let mut version: Command = cargo(&ground.repository);
    version.args(["deny", "--version"]);
    if !process::capture(&mut version).is_ok_and(|captured| captured.status.success()) {
        return Ok(Outcome::NotRun(
            "cargo-deny is not installed; cargo install cargo-deny".to_owned(),
        ));
    }
    process::run(cargo(&ground.repository).args([
        "deny",
        "--offline",
        "check",
        "--config",
        ".deny.toml",
        "licenses",
        "sources",
        "bans",
    ]))?;
    Ok(Outcome::Passed(String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_runners() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 1 failed; 2 ignored; 0 measured; 1 filtered out; finished in 0.10s",
            "     Summary [   0.523s] 12 tests run: 10 passed (1 slow), 2 failed, 4 skipped",
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.24s",
            "test a::passed ... ok",
        ] {
            counts.read(line);
        }
        assert_eq!(
            counts,
            Counts {
                passed: 13,
                failed: 3,
                skipped: 7
            }
        );
    }
}
