//! Suite: what the translator writes, judged by real Terraform.
//!
//! Every fixture's input is rewritten by the built program. Each folder of the result must be accepted by `terraform validate`
//! with stand-ins that serve the providers' published schemas, and new text must be formatted. What Terraform already refused
//! in the input may stay refused; nothing else. Folders of fixtures for which there are files under `test-fixtures/stubs/plans` are also
//! planned, from a state of before where there is one.

mod judge;
mod vendor;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use super::suites::{Ground, Outcome};
use crate::{
    binaries, process,
    repository::{Repository, copy_tree, empty_folder, files_below},
    terraform::Installation,
};
use judge::{Judge, Verdict};

/// Oldest and newest.
const VERSIONS: [&str; 2] = ["1.11", "1.15"];
/// What a plan must come to; beside it, files that are laid into the folder before it is planned.
const PLANNED: &str = "planned.json";
const PROFILES: [&str; 1] = ["kubernetes"];

/// One thing to judge.
enum Work {
    /// A fixture, by name.
    Fixture(String),
    /// The modules of a profile, by name.
    Profile(String),
}

/// Rewrites, validates, plans.
pub fn run(ground: &Ground) -> Result<Outcome> {
    let [translator, stub] = binaries::programs(
        &ground.repository,
        ground.build,
        ["ovh-translator", "stub-provider"],
    )?;
    let tools = ground.tools()?;
    let folder = ground.repository.scratch("translator")?;
    let installation = install(ground, &folder, &translator, &stub)?;
    let judge = Judge {
        versions: VERSIONS.map(|version| (version, tools.terraform(version))),
        installation,
        translator,
    };
    let repository = &ground.repository;
    let fixtures = repository.path("test-fixtures/translator");
    let work = work(&fixtures)?;
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(one) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = match one {
                        Work::Fixture(name) => {
                            let run = folder.join("fixtures").join(name);
                            fixture(repository, &judge, &fixtures.join(name), &run, name)
                                .with_context(|| name.clone())
                        }
                        Work::Profile(name) => {
                            profile(&judge, &folder.join("profiles").join(name), name)
                                .with_context(|| format!("profile {name}"))
                        }
                    };
                    // A poisoned lock means that a judge panicked, and then the scope panics too.
                    if let Ok(mut all) = verdicts.lock() {
                        all.push(verdict);
                    }
                }
            });
        }
    });
    conclude(verdicts.into_inner().unwrap_or_default(), work.len())
}

fn conclude(verdicts: Vec<Result<Verdict>>, wanted: usize) -> Result<Outcome> {
    let mut sum = Verdict::default();
    let mut failures = Vec::new();
    ensure!(verdicts.len() == wanted, "not everything was judged");
    for verdict in verdicts {
        match verdict {
            Ok(verdict) => sum.add(verdict),
            Err(error) => failures.push(format!("{error:#}")),
        }
    }
    sum.failures.append(&mut failures);
    sum.failures.sort();
    for (what, why) in &sum.not_judged {
        println!("not judged: {what}: {why}");
    }
    for failure in &sum.failures {
        println!("{failure}");
    }
    ensure!(
        sum.failures.is_empty(),
        "{} complaints about translated configuration; see above",
        sum.failures.len()
    );
    ensure!(sum.validated > 0, "nothing was validated");
    ensure!(sum.planned > 0, "nothing was planned");
    Ok(Outcome::Passed(format!(
        "{} validations, {} plans, {} files formatted, {} folders not judged",
        sum.validated,
        sum.planned,
        sum.formatted,
        sum.not_judged.len()
    )))
}

fn work(fixtures: &Path) -> Result<Vec<Work>> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for entry in fs::read_dir(fixtures).context("there are no fixtures")? {
        let entry = entry?;
        if entry.path().join("input").is_dir() {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    let profiles = PROFILES.map(|name| Work::Profile(name.to_owned()));
    Ok(profiles
        .into_iter()
        .chain(names.into_iter().map(Work::Fixture))
        .collect())
}

/// A mirror with a stand-in for every provider whose schema is known.
fn install(ground: &Ground, folder: &Path, translator: &Path, stub: &Path) -> Result<Installation> {
    let installation = Installation::empty(folder)?;
    let stubs = ground.repository.path("test-fixtures/stubs");
    let list = fs::read_to_string(stubs.join("providers.json"))?;
    let list: BTreeMap<String, Value> =
        serde_json::from_str(&list).context("stubs/providers.json")?;
    for (address, provider) in &list {
        let name = provider["schema"]
            .as_str()
            .context("a provider without schema")?;
        let schema = fs::read(stubs.join("schemas").join(format!("{name}.schema.json")))
            .with_context(|| format!("the schema of {address}"))?;
        for version in provider["versions"].as_array().into_iter().flatten() {
            let version = version.as_str().context("a version that is no text")?;
            let package = installation.add(address, version, stub)?;
            fs::write(package.join("schema.json"), &schema)?;
        }
    }
    let rows = process::output(Command::new(translator).args(["mappings", "--format=json"]))?;
    let rows: Value = serde_json::from_str(&rows).context("mappings are no JSON")?;
    let schema = vendor::schema(&rows)?;
    for address in vendor::ADDRESSES {
        for version in vendor::VERSIONS {
            let package = installation.add(address, version, stub)?;
            fs::write(package.join("schema.json"), schema.to_string())?;
        }
    }
    Ok(installation)
}

fn fixture(
    repository: &Repository,
    judge: &Judge,
    fixture: &Path,
    run: &Path,
    name: &str,
) -> Result<Verdict> {
    let (before, after) = (run.join("before"), run.join("after"));
    for copy in [&before, &after] {
        copy_tree(&fixture.join("input"), copy, &[])?;
    }
    let rewritten = process::capture(
        Command::new(&judge.translator)
            .args(["rewrite", "--write", "--allow-dirty", "--format=json"])
            .arg(&after),
    )?;
    ensure!(
        matches!(rewritten.status.code(), Some(0 | 1)),
        "the rewrite failed: {}",
        rewritten.tail()
    );
    for copy in [&before, &after] {
        allow_any_terraform(copy)?;
    }
    let mut verdict = judge.tree(name, &after, Some(&before))?;
    let plans = repository.path("test-fixtures/stubs/plans").join(name);
    if plans.is_dir() {
        for expected in files_below(&plans, &[])? {
            if expected.file_name().is_some_and(|name| name == PLANNED)
                && let Some(given) = expected.parent()
            {
                let root = given.strip_prefix(&plans)?;
                verdict.add(judge.plan(name, &after, root, given)?);
            }
        }
    }
    Ok(verdict)
}

/// Takes `required_version` out: a constraint on the program says nothing about the rest.
fn allow_any_terraform(tree: &Path) -> Result<()> {
    for file in files_below(tree, &[".terraform"])? {
        // Some fixtures hold files that are no text.
        if !file.to_string_lossy().ends_with(".tf") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        let is_constraint = |line: &str| line.trim_start().starts_with("required_version ");
        if text.lines().any(is_constraint) {
            let rest: String = text
                .split_inclusive('\n')
                .filter(|line| !is_constraint(line))
                .collect();
            fs::write(&file, rest)?;
        }
    }
    Ok(())
}

/// Every module of a profile by itself, as a person gets it.
fn profile(judge: &Judge, run: &Path, name: &str) -> Result<Verdict> {
    empty_folder(run)?;
    let folder = run.join("profile");
    process::output(
        Command::new(&judge.translator)
            .args(["profiles", name, "--out"])
            .arg(&folder),
    )?;
    judge.tree(&format!("profile {name}"), &folder, None)
}

/// Folders with configuration, relative to `tree`.
fn folders(tree: &Path) -> Result<BTreeSet<PathBuf>> {
    files_below(tree, &[".terraform"])?
        .iter()
        .filter(|file| {
            let name = file.to_string_lossy();
            name.ends_with(".tf") || name.ends_with(".tf.json")
        })
        .filter_map(|file| file.parent())
        .map(|folder| {
            folder
                .strip_prefix(tree)
                .map(Path::to_path_buf)
                .map_err(|error| anyhow!(error))
        })
        .collect()
}
