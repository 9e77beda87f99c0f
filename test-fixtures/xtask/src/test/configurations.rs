//! Suites that run real Terraform over the configurations of examples/.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use super::suites::{Ground, Outcome};
use crate::{
    repository::{copy_tree, files_below},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
};

/// Terraforms every configuration must work with, and how each run authenticates, so that both ways are used.
const VERSIONS: [(&str, Credentials); 2] =
    [("1.11", Credentials::Keys), ("1.15", Credentials::Client)];

/// Init, plan, apply, and a second plan that is empty. Folder names have spaces, as users' folders do.
pub fn end_to_end(ground: &Ground) -> Result<Outcome> {
    let (binaries, tools) = (ground.binaries()?, ground.tools()?);
    let folder = ground.repository.scratch("end to end")?;
    let installation = Installation::new(&folder, binaries)?;
    let sandbox = Sandbox::start(&binaries.sandbox, &[], &folder.join("sandbox.log"))?;
    let mut trees = BTreeSet::new();
    for (version, credentials) in VERSIONS {
        let run = folder.join(format!("terraform {version}"));
        copy_tree(
            &ground.repository.path("examples/end-to-end"),
            &run,
            &[".terraform", "exit"],
        )?;
        let terraform = Terraform::new(
            &tools.terraform(version),
            &run,
            &installation,
            sandbox.environment(credentials)?,
        );
        terraform.expect(&["init", "-no-color"])?;
        terraform.expect(&["plan", "-no-color", "-out=exit.tfplan"])?;
        ensure!(
            !run.join("exit").exists(),
            "planning with Terraform {version} wrote files"
        );
        terraform.expect(&["apply", "-no-color", "exit.tfplan"])?;
        terraform.expect_no_changes()?;
        trees.insert(contents(&run.join("exit"))?);
        println!("Terraform {version}: init, plan, apply, empty second plan");
    }
    ensure!(
        trees.len() == 1,
        "Terraform 1.11 and 1.15 made differing exits of the same estate; compare them below {}",
        folder.display()
    );
    let files = trees.first().map_or(0, Vec::len);
    ensure!(files > 0, "the exit holds no file");
    Ok(Outcome::Passed(format!(
        "2 Terraforms, {files} equal files each"
    )))
}

/// Every artefact with its bytes. The journal's folder is left out: it names the export by a random id.
fn contents(exit: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    files_below(exit, &[".ovhai-export"])?
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file)?;
            Ok((file.strip_prefix(exit)?.to_path_buf(), bytes))
        })
        .collect()
}

/// `terraform validate` of every folder below examples/ that holds configuration.
pub fn examples(ground: &Ground) -> Result<Outcome> {
    let (binaries, tools) = (ground.binaries()?, ground.tools()?);
    let folder = ground.repository.scratch("examples")?;
    let installation = Installation::new(&folder, binaries)?;
    let source = ground.repository.path("examples");
    let examples = configurations(&source)?;
    ensure!(!examples.is_empty(), "examples/ holds no configuration");
    let mut validations = 0;
    for example in &examples {
        let run = folder.join("run").join(example);
        copy_tree(&source.join(example), &run, &[".terraform", "exit"])?;
        complete(&run, example)?;
        // The newest first: what it alone knows is taken out afterwards.
        for (version, _) in VERSIONS.iter().rev() {
            if *version == OLDEST {
                if !suits_the_oldest(&run)? {
                    continue;
                }
                restore(&source.join(example), &run)?;
            } else {
                by_identity_alone(&run)?;
            }
            let terraform =
                Terraform::new(&tools.terraform(version), &run, &installation, Vec::new());
            let name = || format!("examples/{}", example.display());
            // Each version writes its own lock file.
            fs::remove_file(run.join(".terraform.lock.hcl")).ok();
            terraform
                .expect(&["init", "-backend=false", "-no-color"])
                .with_context(name)?;
            let validate: &[&str] = if *version == OLDEST {
                &["validate", "-no-color"]
            } else {
                &["validate", "-no-color", "-query"]
            };
            terraform.expect(validate).with_context(name)?;
            validations += 1;
        }
        terraform_formats(&tools.terraform(VERSIONS[1].0), &run, &installation)
            .with_context(|| format!("examples/{}", example.display()))?;
    }
    Ok(Outcome::Passed(format!(
        "{} examples, {validations} validations by 2 Terraforms",
        examples.len()
    )))
}

const OLDEST: &str = VERSIONS[0].0;

/// Whether Terraform 1.11 understands the example, after imports by identity (1.12) were taken out of it. It knows no actions and no
/// queries (both 1.14).
fn suits_the_oldest(run: &Path) -> Result<bool> {
    let mut suits = true;
    for file in files_below(run, &[".terraform"])? {
        if file.ends_with(BY_IDENTITY) {
            fs::remove_file(&file)?;
            continue;
        }
        let text = fs::read_to_string(&file)?;
        suits &= !is_query(&file) && !text.lines().any(|line| line.starts_with("action \""));
    }
    Ok(suits)
}

/// The Registry's page shows both ways to import an object; one configuration can have only one of them.
fn by_identity_alone(run: &Path) -> Result<()> {
    if run.join(BY_IDENTITY).exists() && run.join(BY_ID).exists() {
        fs::remove_file(run.join(BY_ID))?;
    }
    Ok(())
}

/// Puts back what [`by_identity_alone`] took.
fn restore(example: &Path, run: &Path) -> Result<()> {
    if example.join(BY_ID).exists() {
        fs::copy(example.join(BY_ID), run.join(BY_ID))?;
    }
    Ok(())
}

const BY_ID: &str = "import.tf";
const BY_IDENTITY: &str = "import-by-identity.tf";

fn is_query(file: &Path) -> bool {
    file.to_string_lossy().ends_with(".tfquery.hcl")
}

fn terraform_formats(program: &Path, run: &Path, installation: &Installation) -> Result<()> {
    Terraform::new(program, run, installation, Vec::new())
        .expect(&["fmt", "-check", "-diff", "-no-color"])
        .context("not formatted; run terraform fmt")
        .map(drop)
}

/// Folders with configuration or queries, relative to `source`.
fn configurations(source: &Path) -> Result<BTreeSet<PathBuf>> {
    files_below(source, &[".terraform"])?
        .iter()
        .filter(|file| {
            file.extension().is_some_and(|extension| extension == "tf") || is_query(file)
        })
        .filter_map(|file| file.parent())
        .map(|folder| Ok(folder.strip_prefix(source)?.to_path_buf()))
        .collect()
}

/// The Registry shows examples without the provider requirement; Terraform wants one to find a provider of ours.
pub fn complete(run: &Path, example: &Path) -> Result<()> {
    for file in files_below(run, &[])? {
        if file.extension().is_some_and(|extension| extension == "tf")
            && fs::read_to_string(&file)?.contains("required_providers")
        {
            return Ok(());
        }
    }
    fs::write(
        run.join("required-provider.tf"),
        format!(
            "# Added for {}.\nterraform {{\n  required_providers {{\n    ovhai = {{\n      source = \"ovh-reversibility/ovhai\"\n    }}\n  }}\n}}\n",
            example.display()
        ),
    )
    .context("cannot complete the example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_configurations_and_completes_those_without_a_requirement() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            (
                "provider/provider.tf",
                "terraform { required_providers {} }",
            ),
            (
                "data-sources/ovhai_app/data-source.tf",
                "data \"ovhai_app\" \"x\" {}",
            ),
            ("resources/x/import.sh", "terraform import"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found: Vec<PathBuf> = configurations(folder.path()).unwrap().into_iter().collect();
        assert_eq!(
            found,
            [Path::new("data-sources/ovhai_app"), Path::new("provider")]
        );
        for example in &found {
            complete(&folder.path().join(example), example).unwrap();
        }
        let added = |example: &Path| {
            folder
                .path()
                .join(example)
                .join("required-provider.tf")
                .exists()
        };
        assert!(added(&found[0]) && !added(&found[1]));
    }
}
