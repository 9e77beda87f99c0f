//! A folder with a configuration, a sandbox, and a Terraform to run on them.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::JoinHandle,
};

use ovh_sandbox::{Options, Running, Sandbox};
use serde_json::Value;

/// The configuration of most tests; `EXTRA` is replaced.
pub const EXIT: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {}
data "ovhai_inventory" "all" {
  SELECT
}
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
  profile     = { domain = "apps.example.com" }
  SELECT
  EXTRA
}
output "open" { value = ovhai_workload_export.exit.open_findings }
"#;

/// Runs `test` with every Terraform.
pub fn on_each_terraform(test: impl Fn(&Path)) {
    let terraforms = terraforms();
    assert!(
        !terraforms.is_empty(),
        "there is no terraform on PATH; install Terraform 1.11 or later, or run cargo xtask test"
    );
    for terraform in terraforms {
        test(&terraform);
    }
}

fn terraforms() -> Vec<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let on_path = on_path
        .map(|folder| folder.join("terraform"))
        .find(|program| program.is_file());
    let brought =
        std::env::var_os("OVHAI_TOOLS").map(|tools| PathBuf::from(tools).join("bin/terraform115"));
    on_path
        .into_iter()
        .chain(brought.filter(|program| program.is_file()))
        .collect()
}

pub struct Workspace {
    pub sandbox: Running,
    pub environment: BTreeMap<String, String>,
    folder: tempfile::TempDir,
    terraform: PathBuf,
}

/// What a run printed, and how it ended.
pub struct Outcome {
    pub code: i32,
    pub text: String,
}

impl Outcome {
    /// Terraform wraps lines and frames diagnostics; wording is compared without.
    pub fn says(&self, words: &str) -> bool {
        flat(&self.text).contains(&flat(words))
    }

    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.text);
        self
    }

    /// It failed, and said every one of `words`.
    #[track_caller]
    pub fn failed(self, words: &[&str]) -> Self {
        assert_eq!(self.code, 1, "{}", self.text);
        for words in words {
            assert!(self.says(words), "{words:?} is missing in\n{}", self.text);
        }
        self
    }
}

fn outcome(output: &Output) -> Outcome {
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    Outcome {
        code: output.status.code().unwrap_or(-1),
        text,
    }
}

fn flat(text: &str) -> String {
    text.replace(['│', '╷', '╵'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Workspace {
    pub fn new(terraform: &Path, options: Options) -> Self {
        let sandbox = Sandbox::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-ovhai"))
            .parent()
            .unwrap();
        let rc = folder.path().join("terraformrc");
        fs::write(
            &rc,
            format!(
                "provider_installation {{\n  dev_overrides {{ \"ovh-reversibility/ovhai\" = {provider:?} }}\n  direct {{}}\n}}\n"
            ),
        )
        .unwrap();
        let key = &sandbox.credentials().key;
        let environment = [
            ("TF_CLI_CONFIG_FILE", rc.to_str().unwrap().to_owned()),
            ("TF_IN_AUTOMATION", "1".to_owned()),
            ("CHECKPOINT_DISABLE", "1".to_owned()),
            ("OVH_ENDPOINT", sandbox.api()),
            ("OVH_APPLICATION_KEY", key.application_key.clone()),
            ("OVH_APPLICATION_SECRET", key.application_secret.clone()),
            ("OVH_CONSUMER_KEY", key.consumer_key.clone()),
            (
                "OVH_CLOUD_PROJECT_SERVICE",
                sandbox.service_name().to_owned(),
            ),
        ];
        let environment = environment
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        Self {
            sandbox,
            environment,
            folder,
            terraform: terraform.to_owned(),
        }
    }

    /// A workspace with [`EXIT`] on the hand-made estate.
    pub fn exit(terraform: &Path) -> Self {
        let this = Self::new(terraform, Options::default());
        this.configure("", "");
        this
    }

    /// Writes [`EXIT`] with a `select` argument for both blocks and more arguments for the export.
    pub fn configure(&self, select: &str, extra: &str) {
        self.write(
            "main.tf",
            &EXIT.replace("SELECT", select).replace("EXTRA", extra),
        );
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    pub fn state(&self) -> Value {
        serde_json::from_str(&self.read("terraform.tfstate")).unwrap()
    }

    /// The export's attributes in state.
    pub fn export(&self) -> Value {
        let state = self.state();
        let resources = state["resources"].as_array().unwrap();
        let export = resources
            .iter()
            .find(|resource| resource["type"] == "ovhai_workload_export")
            .unwrap();
        export["instances"][0]["attributes"].clone()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.terraform);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("OVH_") || name.starts_with("TF_"))
        {
            command.env_remove(name);
        }
        command
            .envs(&self.environment)
            .env("HOME", self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(&self.command(arguments).output().unwrap())
    }

    /// Runs lines of a shell in `folder`, all of which must succeed.
    pub fn shell(&self, folder: &Path, lines: &str) -> Outcome {
        let mut command = self.command(&[]);
        let environment: Vec<_> = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        command = Command::new("sh");
        for (name, value) in environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .args(["-e", "-c", lines])
            .env("TF_CLI_ARGS", "-no-color")
            .current_dir(folder)
            .stdin(Stdio::null());
        outcome(&command.output().unwrap())
    }

    /// Starts Terraform in a process group of its own, so that signals can be sent as a terminal would.
    pub fn start(&self, arguments: &[&str]) -> Started {
        let mut command = self.command(arguments);
        let mut child = command
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Read all the while: a plan is longer than a pipe.
        let printed = [
            read(child.stdout.take().unwrap()),
            read(child.stderr.take().unwrap()),
        ];
        Started { child, printed }
    }

    pub fn plan(&self) -> Outcome {
        self.run(&["plan", "-no-color", "-input=false"])
    }

    pub fn apply(&self) -> Outcome {
        self.run(&["apply", "-no-color", "-input=false", "-auto-approve"])
    }

    /// A plan must show no difference.
    #[track_caller]
    pub fn assert_no_changes(&self) {
        let plan = self.run(&["plan", "-no-color", "-input=false", "-detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{}", plan.text);
    }

    /// The export is complete: every file of its index is there with the digest the index says, and nothing is staged.
    #[track_caller]
    pub fn assert_whole(&self) {
        let index: Value = serde_json::from_str(&self.read("exit/index.json")).unwrap();
        let files = index["files"].as_object().unwrap();
        assert!(!files.is_empty());
        for (path, file) in files {
            let digest = ovhai_model::Digest::of(&fs::read(self.path("exit").join(path)).unwrap());
            assert_eq!(file["sha256"], digest.as_str(), "{path}");
        }
        assert!(!self.exists("exit/.ovhai-export/staging"));
    }
}

/// Sends `signal` to the process, or with a leading `-` in `target` to the group.
pub fn signal(signal: &str, target: &str) {
    let status = Command::new("kill")
        .args([signal, "--", target])
        .status()
        .unwrap();
    assert!(status.success());
}

/// A Terraform that runs.
pub struct Started {
    child: Child,
    printed: [JoinHandle<String>; 2],
}

impl Started {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end and returns what was printed.
    pub fn finish(mut self) -> Outcome {
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        Outcome {
            code,
            text: self.printed.map(|text| text.join().unwrap()).concat(),
        }
    }
}

fn read(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
