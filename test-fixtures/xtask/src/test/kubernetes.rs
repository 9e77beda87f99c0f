//! Manifests exported by real Terraform, judged by other people's schemas.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, ensure};

use super::suites::{Ground, Outcome};
use crate::{
    process,
    repository::copy_tree,
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
};

/// The hand-made estate and generated ones that exercise every field.
const ESTATES: [&[&str]; 3] = [
    &[],
    &["--objects", "40", "--seed", "1"],
    &["--objects", "40", "--seed", "2"],
];
const LARGE: [&[&str]; 3] = [
    &["--objects", "1000", "--seed", "3"],
    &["--objects", "1000", "--seed", "4"],
    &["--objects", "1000", "--seed", "5"],
];

/// The default suite.
pub fn run(ground: &Ground) -> Result<Outcome> {
    judge(ground, "kubernetes", &ESTATES)
}

/// The slow one.
pub fn large(ground: &Ground) -> Result<Outcome> {
    judge(ground, "estates", &LARGE)
}

fn judge(ground: &Ground, name: &str, estates: &[&[&str]]) -> Result<Outcome> {
    let tools = ground.tools()?;
    let mut count = 0;
    for (exit, arguments) in export(ground, name, estates)?.iter().zip(estates) {
        let title = if arguments.is_empty() {
            "the demonstration estate".to_owned()
        } else {
            arguments.join(" ")
        };
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
    }
    Ok(Outcome::Passed(format!(
        "{} estates, {count} manifest files",
        estates.len()
    )))
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
