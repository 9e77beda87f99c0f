//! Building the programs and finding where cargo put them.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, repository::Repository};

/// The built programs.
#[derive(Clone, Debug)]
pub struct Binaries {
    /// `terraform-provider-ovhai`
    pub provider: PathBuf,
    /// `ovh-sandbox`
    pub sandbox: PathBuf,
    /// The provider's version, as the mirror's folder names it.
    pub version: String,
}

/// Which artefacts to build; differing sets of crates have differing features, hence differing artefacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Just the two programs.
    Programs,
    /// The same artefacts as the test run, so that nothing is compiled twice.
    WithTests,
    /// Just the two programs, optimised.
    Release,
}

impl Binaries {
    /// Builds them, showing cargo's progress.
    pub fn build(repository: &Repository, build: Build) -> Result<Self> {
        let mut cargo = cargo(repository);
        cargo.args(["build", "--message-format=json-render-diagnostics"]);
        match build {
            Build::WithTests => cargo.args(["--workspace", "--bins", "--tests"]),
            Build::Programs | Build::Release => cargo.args([
                "--bins",
                "--package=terraform-provider-ovhai",
                "--package=ovh-sandbox",
            ]),
        };
        if build == Build::Release {
            cargo.arg("--release");
        }
        let captured = process::capture_stdout(&mut cargo)?;
        anyhow::ensure!(captured.status.success(), "the build failed; see above");
        let (provider, version) = find(&captured.stdout, "terraform-provider-ovhai")?;
        let (sandbox, _) = find(&captured.stdout, "ovh-sandbox")?;
        Ok(Self {
            provider,
            sandbox,
            version,
        })
    }
}

/// Builds other programs of the workspace, each called like its package; the same artefacts as [`Binaries::build`] makes.
pub fn programs<const N: usize>(
    repository: &Repository,
    build: Build,
    names: [&str; N],
) -> Result<[PathBuf; N]> {
    let mut cargo = cargo(repository);
    cargo.args(["build", "--message-format=json-render-diagnostics"]);
    match build {
        Build::WithTests => {
            cargo.args(["--workspace", "--bins", "--tests"]);
        }
        Build::Programs | Build::Release => {
            cargo.arg("--bins");
            cargo.args(names.map(|name| format!("--package={name}")));
        }
    }
    if build == Build::Release {
        cargo.arg("--release");
    }
    let captured = process::capture_stdout(&mut cargo)?;
    anyhow::ensure!(captured.status.success(), "the build failed; see above");
    let mut found = Vec::with_capacity(N);
    for name in names {
        found.push(find(&captured.stdout, name)?.0);
    }
    <[PathBuf; N]>::try_from(found).map_err(|_| anyhow::anyhow!("as many programs as names"))
}

/// Builds the test program `name` of each package that has one; the same artefacts as a run of all tests makes.
pub fn tests(repository: &Repository, name: &str) -> Result<BTreeMap<String, PathBuf>> {
    let mut cargo = cargo(repository);
    cargo
        .args([
            "test",
            "--workspace",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ])
        .arg(format!("--test={name}"));
    let captured = process::capture_stdout(&mut cargo)?;
    anyhow::ensure!(captured.status.success(), "the build failed; see above");
    Ok(test_programs(&captured.stdout, name))
}

/// Paths of the test programs `name` in cargo's messages, by package.
fn test_programs(messages: &str, name: &str) -> BTreeMap<String, PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name && message["profile"]["test"] == true)
        .filter_map(|message| {
            let path = PathBuf::from(message["executable"].as_str()?);
            let (_, id) = message["package_id"].as_str()?.rsplit_once('#')?;
            let package = id.split('@').next()?;
            Some((package.to_owned(), path))
        })
        .collect()
}

/// The cargo that runs this program, in the repository.
pub fn cargo(repository: &Repository) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(repository.root());
    cargo
}

/// Path and version of the program `name` in cargo's messages.
pub fn find(messages: &str, name: &str) -> Result<(PathBuf, String)> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name && message["profile"]["test"] == false)
        .find_map(|message| {
            let path = PathBuf::from(message["executable"].as_str()?);
            // Package ids end in `#name@1.2.3` or `#1.2.3`.
            let id = message["package_id"].as_str()?;
            let version = id.rsplit(['#', '@']).next()?;
            Some((path, version.to_owned()))
        })
        .with_context(|| format!("cargo built no program called {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_program_and_not_its_test() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","package_id":"path+file:///x/provider/server#terraform-provider-ovhai@0.1.0","target":{"name":"terraform-provider-ovhai"},"profile":{"test":true},"executable":"/x/deps/t-1"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","package_id":"path+file:///x/provider/server#terraform-provider-ovhai@0.1.0","target":{"name":"terraform-provider-ovhai"},"profile":{"test":false},"executable":"/x/a b/t"}"#,
            "\n"
        );
        assert_eq!(
            find(messages, "terraform-provider-ovhai").unwrap(),
            (PathBuf::from("/x/a b/t"), "0.1.0".to_owned())
        );
        assert!(find(messages, "ovh-sandbox").is_err());
        let tests = test_programs(messages, "terraform-provider-ovhai");
        let path = PathBuf::from("/x/deps/t-1");
        assert_eq!(
            tests,
            [("terraform-provider-ovhai".to_owned(), path)].into()
        );
    }
}
