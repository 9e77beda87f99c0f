//! A folder with a configuration, a folder for the provider's objects, and Terraform to run.

use std::io::BufRead;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::lab_binary::lab;

pub struct Workspace {
    folder: tempfile::TempDir,
    terraform: PathBuf,
}

/// The Terraform on PATH, or the one at `TF_ACC_TERRAFORM_PATH`.
fn usual() -> PathBuf {
    std::env::var_os("TF_ACC_TERRAFORM_PATH").map_or_else(|| "terraform".into(), PathBuf::from)
}

/// The usual Terraform and version 1.15, which `cargo xtask test` brings.
pub fn each_terraform() -> [PathBuf; 2] {
    [usual(), terraform_115()]
}

/// Terraform 1.15: some units need more than version 1.11.
pub fn terraform_115() -> PathBuf {
    let brought = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools");
    let tools = std::env::var_os("OVHAI_TOOLS").map_or_else(|| brought.into(), PathBuf::from);
    let program = tools.join("bin/terraform115");
    assert!(
        program.is_file(),
        "there is no Terraform 1.15 at {}: `cargo xtask test` brings it",
        program.display()
    );
    program
}

/// A started process that does not outlive a failed test.
pub struct Started(pub Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The result of a run.
pub struct Run {
    status: std::process::ExitStatus,
    stdout: String,
    pub stderr: String,
}

impl Run {
    /// What it wrote, when it succeeded.
    #[track_caller]
    pub fn succeeds(self) -> String {
        assert!(
            self.status.success(),
            "{:?}\n{}\n{}",
            self.status,
            self.stdout,
            self.stderr
        );
        self.stdout
    }

    /// What it wrote to either stream, when it failed.
    #[track_caller]
    pub fn fails(self) -> String {
        assert!(!self.status.success(), "{}\n{}", self.stdout, self.stderr);
        // Terraform breaks lines to fit a terminal.
        format!("{}\n{}", self.stdout, self.stderr)
            .replace("\n│ ", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

pub struct State {
    pub text: String,
    json: Json,
}

impl State {
    #[track_caller]
    pub fn resource(&self, type_name: &str) -> &Json {
        &self.instance(type_name)["attributes"]
    }

    #[track_caller]
    pub fn instance(&self, type_name: &str) -> &Json {
        let resources = self.json["resources"].as_array().unwrap();
        let found = resources
            .iter()
            .find(|resource| resource["type"] == type_name && resource["mode"] == "managed");
        &found.unwrap_or_else(|| panic!("no {type_name} in {}", self.text))["instances"][0]
    }
}

impl Workspace {
    pub fn new(configuration: &str) -> Self {
        Self::with(usual(), configuration)
    }

    pub fn with(terraform: PathBuf, configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["objects", "plugins", "work"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let this = Self { folder, terraform };
        std::os::unix::fs::symlink(lab(), this.plugins().join("terraform-provider-lab")).unwrap();
        let rc = format!(
            "provider_installation {{\n  dev_overrides {{\n    \"acme/lab\" = {:?}\n  }}\n  direct {{}}\n}}\n",
            this.plugins()
        );
        std::fs::write(this.folder.path().join("terraformrc"), rc).unwrap();
        this.write(configuration);
        this
    }

    fn plugins(&self) -> PathBuf {
        self.folder.path().join("plugins")
    }

    /// Where the provider keeps its objects.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("objects")
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn write(&self, configuration: &str) {
        let head = format!(
            "terraform {{\n  required_providers {{\n    lab = {{\n      source = \"acme/lab\"\n    }}\n  }}\n}}\n\
             provider \"lab\" {{\n  root  = {:?}\n  token = \"terraform-test-token\"\n}}\n",
            self.root()
        );
        std::fs::write(
            self.work().join("main.tf"),
            format!("{head}\n{configuration}"),
        )
        .unwrap();
    }

    /// Another file beside the configuration.
    pub fn write_file(&self, name: &str, text: &str) {
        std::fs::write(self.work().join(name), text).unwrap();
    }

    pub fn read_file(&self, name: &str) -> String {
        std::fs::read_to_string(self.work().join(name)).unwrap()
    }

    pub fn remove_file(&self, name: &str) {
        std::fs::remove_file(self.work().join(name)).unwrap();
    }

    fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new(&self.terraform);
        command.args(arguments).current_dir(self.work());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("TF_") || name.starts_with("PLUGIN_") {
                command.env_remove(name);
            }
        }
        command.env("TF_CLI_CONFIG_FILE", self.folder.path().join("terraformrc"));
        command
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1");
        command.env("TF_DATA_DIR", self.work().join("data"));
        // A group of its own, so that a test can interrupt it as a terminal would.
        command.process_group(0);
        command.stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub fn terraform<const N: usize>(&self, arguments: [&str; N]) -> Run {
        self.terraform_with(arguments, &[])
    }

    #[track_caller]
    pub fn terraform_with<const N: usize>(
        &self,
        arguments: [&str; N],
        environment: &[(&str, &str)],
    ) -> Run {
        let output = self
            .command(arguments)
            .envs(environment.iter().copied())
            .output()
            .unwrap_or_else(|error| missing(&error));
        Run {
            status: output.status,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn start<const N: usize>(&self, arguments: [&str; N]) -> Started {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Started(command.spawn().unwrap_or_else(|error| missing(&error)))
    }

    /// The provider as a debug server, and the value for `TF_REATTACH_PROVIDERS`.
    pub fn debug_server(&self) -> (Started, String) {
        let mut server = Command::new(lab())
            .arg("--debug")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let value = line
            .trim()
            .strip_prefix("TF_REATTACH_PROVIDERS='")
            .and_then(|rest| rest.strip_suffix('\''));
        (Started(server), value.unwrap().to_owned())
    }

    pub fn state(&self) -> State {
        let text = std::fs::read_to_string(self.work().join("terraform.tfstate")).unwrap();
        let json = serde_json::from_str(&text).unwrap();
        State { text, json }
    }

    /// Files the provider has.
    pub fn objects(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.root()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// Running providers of this workspace.
    pub fn providers(&self) -> Vec<PathBuf> {
        let plugins = self.plugins();
        let ours = |process: &Path| {
            let command = std::fs::read(process.join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&command).starts_with(&*plugins.to_string_lossy())
        };
        let processes = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(Result::ok)
            .map(|entry| entry.path());
        processes.filter(|process| ours(process)).collect()
    }

    #[track_caller]
    pub fn no_provider_is_left(&self) {
        wait_until("all providers have ended", || self.providers().is_empty());
    }
}

fn missing(error: &std::io::Error) -> ! {
    panic!(
        "cannot run Terraform: {error}. These tests need version 1.11 or later as `terraform` on PATH, \
         or at TF_ACC_TERRAFORM_PATH: \
         https://developer.hashicorp.com/terraform/install"
    )
}

/// Sends a signal to a process, or with a negative number to a group.
pub fn signal(name: &str, process: i64) {
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("kill -s {name} -- {process}"))
        .status()
        .unwrap();
    assert!(status.success());
}

#[track_caller]
pub fn wait_until(what: &str, ready: impl Fn() -> bool) {
    let start = Instant::now();
    while !ready() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "waited too long until {what}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}
