//! Manifests exported by real Terraform, judged by other people's schemas.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Result, ensure};

use super::suites::{Ground, Outcome};
use crate::{
    process,
    repository::copy_tree,
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
};

/// The hand-made estate, and generated ones that exercise every field: apps alone, and all kinds.
const ESTATES: [&[&str]; 3] = [
    &[],
    &["--objects", "40", "--seed", "1"],
    &["--mix", "all", "--objects", "80", "--seed", "2"],
];

/// Estates of the slow suite, one for each seed from 1.
const SEEDS: usize = 10;

/// Of forty objects of all kinds 31 are workloads: these are 1,000 of them and a few.
const OBJECTS: usize = 1_300;

/// The default suite.
pub fn run(ground: &Ground) -> Result<Outcome> {
    judge(ground, "kubernetes", &ESTATES)
}

/// The slow one.
pub fn large(ground: &Ground) -> Result<Outcome> {
    let objects = OBJECTS.to_string();
    let mut total = 0;
    for seed in 1..=SEEDS {
        let seed = seed.to_string();
        let arguments = ["--mix", "all", "--objects", &objects, "--seed", &seed];
        // One after the other: ten thousand workloads are many files, and the folder is made anew each time.
        total += judged(ground, "estates", &[&arguments])?;
    }
    Ok(Outcome::Passed(format!(
        "{SEEDS} estates of {OBJECTS} objects, {total} manifest files"
    )))
}

fn judge(ground: &Ground, name: &str, estates: &[&[&str]]) -> Result<Outcome> {
    let count = judged(ground, name, estates)?;
    Ok(Outcome::Passed(format!(
        "{} estates, {count} manifest files",
        estates.len()
    )))
}

/// Judges the export of each estate; returns how many files hold manifests.
fn judged(ground: &Ground, name: &str, estates: &[&[&str]]) -> Result<usize> {
    let tools = ground.tools()?;
    let mut count = 0;
    for (exit, arguments) in export(ground, name, estates)?.iter().zip(estates) {
        let title = if arguments.is_empty() {
            "the demonstration estate".to_owned()
        } else {
            arguments.join(" ")
        };
        let started = Instant::now();
        let files = manifests(exit)?;
        ensure!(!files.is_empty(), "the export of {title} holds no manifest");
        count += files.len();
        println!("{title}: {} files", files.len());
        let fixtures = ground.repository.path("test-fixtures/targets");
        process::run(
            Command::new(tools.python())
                .arg(fixtures.join("validate.py"))
                .arg(exit),
        )?;
        process::run(
            Command::new("node")
                .arg(fixtures.join("validate-crds.mjs"))
                .arg(exit)
                .env("NODE_PATH", tools.node().join("node_modules"))
                .env("OVHAI_TOOLS", tools.root()),
        )?;
        println!("judged in {:.1} s", started.elapsed().as_secs_f64());
    }
    Ok(count)
}

/// Applies the end-to-end example to each estate; returns the folders the exits lie in.
pub fn export(ground: &Ground, name: &str, estates: &[&[&str]]) -> Result<Vec<PathBuf>> {
    let (binaries, tools) = (ground.binaries()?, ground.tools()?);
    let folder = ground.repository.scratch(name)?;
    let installation = Installation::new(&folder, binaries)?;
    let mut exits = Vec::new();
    for (index, arguments) in estates.iter().enumerate() {
        let log = folder.join(format!("sandbox-{index}.log"));
        let sandbox = Sandbox::start(&binaries.sandbox, arguments, &log)?;
        let run = folder.join(format!("estate-{index}"));
        copy_tree(
            &ground.repository.path("examples/end-to-end"),
            &run,
            &[".terraform", "exit"],
        )?;
        let terraform = Terraform::new(
            &tools.terraform("1.15"),
            &run,
            &installation,
            sandbox.environment(Credentials::Keys)?,
        );
        terraform.expect(&["init", "-no-color"])?;
        terraform.expect(&["apply", "-no-color", "-auto-approve"])?;
        terraform.expect_no_changes()?;
        exits.push(run.join("exit"));
    }
    Ok(exits)
}

/// YAML and JSON files below the exit that hold Kubernetes objects.
pub fn manifests(exit: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in crate::repository::files_below(exit, &[])? {
        let is_candidate = file
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "json");
        if is_candidate {
            let text = fs::read_to_string(&file)?;
            if text.contains("apiVersion") && text.contains("kind") {
                found.push(file);
            }
        }
    }
    Ok(found)
}
