//! `cargo xtask probe`: which inferred facts about the vendor's API hold for an account. The looking is a program of its
//! own, `ovhai-probe`; this builds it and, if asked to, gives it a sandbox to look at.

use std::{ffi::OsString, process::ExitCode};

use anyhow::{Context, Result, ensure};

use crate::{
    binaries::{cargo, find},
    process,
    repository::Repository,
    sandbox::{Credentials, Sandbox},
};

/// What `ovhai-probe` is told, and what it looks at.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Start a sandbox and look at it instead of an account
    #[arg(long, conflicts_with_all = ["service", "endpoint"])]
    sandbox: bool,
    /// Public Cloud project; default: OVH_CLOUD_PROJECT_SERVICE
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// ovh-eu, ovh-ca, ovh-us or a URL; default: as the provider finds it
    #[arg(long)]
    endpoint: Option<String>,
    /// Also make the POST calls that turn a spec into a command; by the vendor's words they create nothing
    #[arg(long)]
    commands: bool,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

impl Options {
    fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        for (name, value) in [("--service", &self.service), ("--endpoint", &self.endpoint)] {
            if let Some(value) = value {
                arguments.extend([name.into(), value.into()]);
            }
        }
        for (name, is_set) in [("--commands", self.commands), ("--json", self.json)] {
            if is_set {
                arguments.push(name.into());
            }
        }
        arguments
    }
}

/// Builds and runs it.
pub fn run(repository: &Repository, options: &Options) -> Result<ExitCode> {
    let mut build = cargo(repository);
    build.args([
        "build",
        "--message-format=json-render-diagnostics",
        "--bins",
    ]);
    build.args(["--package=ovhai-probe", "--package=ovh-sandbox"]);
    let built = process::capture_stdout(&mut build)?;
    ensure!(built.status.success(), "the build failed; see above");
    let (program, _) = find(&built.stdout, "ovhai-probe")?;
    let mut look = std::process::Command::new(program);
    look.args(options.arguments());
    let _sandbox = if options.sandbox {
        let (sandbox, _) = find(&built.stdout, "ovh-sandbox")?;
        let log = repository.scratch("probe")?.join("sandbox.log");
        let sandbox = Sandbox::start(&sandbox, &["--mix=all", "--objects=300"], &log)?;
        look.envs(sandbox.environment(Credentials::Keys)?);
        Some(sandbox)
    } else {
        None
    };
    // Its output is the user's to redirect, so nothing stands between.
    let status = look.status().context("cannot start ovhai-probe")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_passed_on() {
        let options = Options {
            sandbox: false,
            service: Some("s".to_owned()),
            endpoint: None,
            commands: true,
            json: false,
        };
        assert_eq!(options.arguments(), ["--service", "s", "--commands"]);
    }
}
