//! Real Terraform over a copy of a configuration, with our provider in a filesystem mirror.

use std::{
    ffi::OsString,
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    binaries::Binaries,
    process::{self, Captured},
};

const SOURCE_HOST: &str = "registry.terraform.io";
const SOURCE: &str = "ovh-reversibility/ovhai";

/// A Terraform command-line configuration that knows a few providers and no registry.
#[derive(Clone, Debug)]
pub struct Installation {
    configuration: PathBuf,
    mirror: PathBuf,
}

impl Installation {
    /// Puts the provider into `folder/mirror` and writes `folder/terraform.tfrc`.
    pub fn new(folder: &Path, binaries: &Binaries) -> Result<Self> {
        let address = format!("{SOURCE_HOST}/{SOURCE}");
        let installation = Self::empty(folder)?;
        installation.add(&address, &binaries.version, &binaries.provider)?;
        Ok(installation)
    }

    /// Writes `folder/terraform.tfrc`, which knows no provider yet.
    pub fn empty(folder: &Path) -> Result<Self> {
        let mirror = folder.join("mirror");
        fs::create_dir_all(&mirror)
            .with_context(|| format!("cannot create {}", mirror.display()))?;
        let configuration = folder.join("terraform.tfrc");
        let text = format!(
            "# Terraform finds what lies in one folder, and asks no registry.\n\
             disable_checkpoint = true\n\
             provider_installation {{\n  filesystem_mirror {{\n    path = {}\n  }}\n}}\n",
            hcl_string(&mirror)?
        );
        fs::write(&configuration, text)?;
        Ok(Self {
            configuration,
            mirror,
        })
    }

    /// Adds `program` as `version` of the provider at `address`; returns the folder it lies in.
    pub fn add(&self, address: &str, version: &str, program: &Path) -> Result<PathBuf> {
        let package = self.mirror.join(address).join(version).join(platform()?);
        fs::create_dir_all(&package)
            .with_context(|| format!("cannot create {}", package.display()))?;
        let name = address.rsplit('/').next().unwrap_or(address);
        let place = package.join(format!("terraform-provider-{name}_v{version}"));
        fs::remove_file(&place).ok();
        // A link saves copying a large file; cargo replaces its file and never writes into it.
        if fs::hard_link(program, &place).is_err() {
            fs::copy(program, &place)
                .with_context(|| format!("cannot write {}", place.display()))?;
        }
        Ok(package)
    }

    /// The command-line configuration: `TF_CLI_CONFIG_FILE`.
    pub fn configuration(&self) -> &Path {
        &self.configuration
    }
}

/// A quoted HCL string.
fn hcl_string(path: &Path) -> Result<String> {
    let text = path.to_str().with_context(|| {
        format!(
            "{} is not Unicode; Terraform's configuration must be",
            path.display()
        )
    })?;
    Ok(format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}

/// Terraform's name of this platform, such as `linux_amd64`.
fn platform() -> Result<String> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => bail!("Terraform has no name for the architecture {other}"),
    };
    Ok(format!("{system}_{machine}"))
}

/// One Terraform command in one folder.
#[derive(Clone, Debug)]
pub struct Terraform {
    program: PathBuf,
    folder: PathBuf,
    environment: Vec<(String, OsString)>,
}

impl Terraform {
    /// `program` in `folder`; of this process's environment, what would change the run is left out.
    pub fn new(
        program: &Path,
        folder: &Path,
        installation: &Installation,
        environment: Vec<(String, OsString)>,
    ) -> Self {
        let mut all = vec![
            (
                "TF_CLI_CONFIG_FILE".to_owned(),
                installation.configuration.clone().into_os_string(),
            ),
            ("TF_INPUT".to_owned(), "0".into()),
            ("CHECKPOINT_DISABLE".to_owned(), "1".into()),
        ];
        all.extend(environment);
        Self {
            program: program.to_path_buf(),
            folder: folder.to_path_buf(),
            environment: all,
        }
    }

    /// The folder it runs in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The command for `arguments`, not yet run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).args(arguments);
        for (name, _) in std::env::vars_os() {
            let changes_the_run = name.to_str().is_some_and(|name| {
                name.starts_with("OVH_") || (name.starts_with("TF_") && !name.starts_with("TF_LOG"))
            });
            if changes_the_run {
                command.env_remove(name);
            }
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs with this terminal's output; returns the exit code.
    pub fn show(&self, arguments: &[&str]) -> Result<i32> {
        println!("\n$ terraform {}", arguments.join(" "));
        let mut command = self.command(arguments);
        if !io::stdout().is_terminal() {
            command.env("TF_CLI_ARGS", "-no-color");
        }
        let status = process::status(&mut command)?;
        status
            .code()
            .with_context(|| format!("terraform {} was killed", arguments.join(" ")))
    }

    /// Runs without output here.
    pub fn capture(&self, arguments: &[&str]) -> Result<Captured> {
        process::capture(&mut self.command(arguments))
    }

    /// Runs without output here; anything but exit code 0 is an error that shows Terraform's words.
    pub fn expect(&self, arguments: &[&str]) -> Result<String> {
        let captured = self.capture(arguments)?;
        if !captured.status.success() {
            bail!(
                "terraform {} in {}: {}\n{}",
                arguments.join(" "),
                self.folder.display(),
                captured.status,
                captured.tail()
            );
        }
        Ok(captured.stdout)
    }

    /// The law of every export: after an apply, a plan says no changes.
    pub fn expect_no_changes(&self) -> Result<()> {
        let captured = self.capture(&["plan", "-no-color", "-detailed-exitcode"])?;
        match captured.status.code() {
            Some(0) => Ok(()),
            Some(2) => bail!(
                "the second plan in {} is not empty:\n{}",
                self.folder.display(),
                captured.tail()
            ),
            _ => bail!(
                "the second plan in {} failed: {}\n{}",
                self.folder.display(),
                captured.status,
                captured.tail()
            ),
        }
    }
}
