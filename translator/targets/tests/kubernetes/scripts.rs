//! The scripts in manifests, run by a shell with stand-ins for what they call: a script that only looks right loses data.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use ovhai_targets::Format;
use serde_json::Value;
use test_fixtures::cases;

use crate::load::{Input, objects};

/// A folder of the test's own with `claim`, its files as `data`, `tmp`, and `bin` for stand-ins.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new(name: &str) -> Self {
        let place = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let _ = fs::remove_dir_all(&place.0);
        for folder in ["claim/files", "tmp", "bin"] {
            fs::create_dir_all(place.0.join(folder)).unwrap();
        }
        std::os::unix::fs::symlink("claim/files", place.0.join("data")).unwrap();
        place
    }

    pub(crate) fn path(&self, rest: &str) -> PathBuf {
        self.0.join(rest)
    }

    pub(crate) fn text(&self, rest: &str) -> String {
        fs::read_to_string(self.path(rest)).unwrap_or_default()
    }

    pub(crate) fn write(&self, rest: &str, text: &str) {
        fs::write(self.path(rest), text).unwrap();
    }

    /// Puts a program in front of the real one.
    pub(crate) fn stand_in(&self, name: &str, script: &str) {
        let path = self.path(&format!("bin/{name}"));
        fs::write(
            &path,
            format!("#!/bin/bash\nPLACE='{}'\n{script}\n", self.0.display()),
        )
        .unwrap();
        assert!(
            Command::new("chmod")
                .arg("+x")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
    }

    /// The container's process, with its folders moved into this place.
    pub(crate) fn command(&self, container: &Value) -> Command {
        let script = container["command"][2].as_str().unwrap();
        assert!(
            !script.contains("$("),
            "Kubernetes would expand a part of {script}"
        );
        let here = self.0.display().to_string();
        // In two steps, as this place's own path may hold either.
        let script = script
            .replace("/tmp/", "\u{1}")
            .replace("/data", "\u{2}")
            .replace("/claim", "\u{3}")
            .replace('\u{1}', &format!("{here}/tmp/"))
            .replace('\u{2}', &format!("{here}/claim/files"))
            .replace('\u{3}', &format!("{here}/claim"));
        let mut command = Command::new("bash");
        command.arg("-c").arg(script);
        for argument in container["args"].as_array().into_iter().flatten() {
            command.arg(argument.as_str().unwrap());
        }
        for entry in container["env"].as_array().into_iter().flatten() {
            if let Some(value) = entry["value"].as_str() {
                command.env(entry["name"].as_str().unwrap(), value);
            }
        }
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{here}/bin:{path}"));
        command.env("HOME", self.path("tmp"));
        command
    }

    fn run(&self, container: &Value) {
        let status = self.command(container).status().unwrap();
        assert!(status.success(), "{container:#}");
    }
}

/// An init container of a case.
fn init_container(case: &str, object: &str, name: &str) -> Value {
    container(case, object, "initContainers", name)
}

/// A container of a case, init or not.
fn container(case: &str, object: &str, list: &str, name: &str) -> Value {
    let containers = containers(case, object, list);
    let known = containers
        .iter()
        .find(|container| container["name"] == name);
    known.unwrap().clone()
}

/// One list of a pod in a case: containers, init containers or volumes.
pub(crate) fn containers(case: &str, object: &str, list: &str) -> Vec<Value> {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|known| known.name == case)
        .unwrap();
    let (_, object) = objects(&Input::of(&case).export(Format::Json).tree)
        .into_iter()
        .find(|(key, _)| key.ends_with(&format!("#{object}")))
        .unwrap();
    let pod = match &object["spec"]["jobTemplate"] {
        Value::Null => &object["spec"]["template"]["spec"],
        job => &job["spec"]["template"]["spec"],
    };
    pod[list].as_array().unwrap().clone()
}

/// Answers the names in `listing` after the marker, two a page, like Swift.
const SWIFT: &str = r#"
url="${@: -1}"; page="${@: -2:1}"
marker=$(printf '%b' "$(sed 's/.*marker=//; s/%/\\x/g' <<< "$url")")
echo "$url" >> "$PLACE/asked"
LC_ALL=C awk -v marker="$marker" '$0 > marker' "$PLACE/listing" | head -n 2 > "$page"
"#;

#[test]
fn every_page_of_a_public_container_is_fetched() {
    let fetch = init_container("jobs-pushed", "Job/mirror", "pull-4");
    for (kind, stand_in, pages) in [
        ("pages", SWIFT, 4),
        (
            "no-pages",
            "echo >> \"$PLACE/asked\"\ncp \"$PLACE/listing\" \"${@: -2:1}\"",
            2,
        ),
    ] {
        let place = Place::new(&format!("public-container-{kind}"));
        let names = "a b&c=d.bin\nd/e%20f\nl'ete\nm\"n\nüber/öl.txt\n";
        place.write("listing", names);
        place.stand_in("wget", stand_in);
        place.stand_in("rclone", "echo \"$@\" > \"$PLACE/rclone\"");
        place.run(&fetch);
        assert_eq!(place.text("tmp/names"), names, "{kind}");
        assert_eq!(place.text("asked").lines().count(), pages, "{kind}");
        assert!(place.text("rclone").contains("--ignore-existing"));
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(["-c", "init.defaultBranch=other"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// A repository whose branch `main` has the file `code`.
fn repository(place: &Place) -> String {
    let folder = place.path("repository");
    fs::create_dir_all(&folder).unwrap();
    git(&folder, &["init", "-q"]);
    git(&folder, &["commit", "-q", "--allow-empty", "-m", "other"]);
    git(&folder, &["checkout", "-q", "-b", "main"]);
    place.write("repository/code", "1\n");
    git(&folder, &["add", "code"]);
    git(&folder, &["commit", "-q", "-m", "main"]);
    folder.display().to_string()
}

#[test]
fn a_branch_is_cloned_again_unless_the_volume_keeps_work() {
    for (object, container, is_kept) in [
        ("Deployment/cloner", "pull-1", false),
        ("Deployment/cloner", "pull-2", false),
        ("Job/build", "pull-1", true),
        ("StatefulSet/desk", "pull-1", true),
    ] {
        let place = Place::new(&format!("clone-{}", object.replace('/', "-")));
        let mut clone = init_container("data-stores", object, container);
        clone["args"][1] = repository(&place).into();
        let run = || {
            let mut command = place.command(&clone);
            command.env("GIT_SSH_KEY", "not a key");
            assert!(command.status().unwrap().success(), "{object}");
        };
        run();
        assert_eq!(place.text("data/code"), "1\n", "{object}");
        place.write("data/code", "changed\n");
        if is_kept {
            place.stand_in("rclone", "");
            let record = container.replace("pull", "record");
            place.run(&init_container("data-stores", object, &record));
        }
        run();
        let expected = if is_kept { "changed\n" } else { "1\n" };
        assert_eq!(place.text("data/code"), expected, "{object}");
        let _ = fs::remove_file(place.path("claim/known"));
        // A clone that was interrupted before its files were written is done again.
        fs::remove_file(place.path("data/code")).unwrap();
        fs::remove_dir_all(place.path("data/.git")).unwrap();
        git(&place.path("data"), &["init", "-q"]);
        run();
        assert_eq!(place.text("data/code"), "1\n", "{object}");
    }
}

#[test]
fn git_gets_the_password_of_the_secret() {
    let container = init_container("data-stores", "Deployment/cloner", "pull-1");
    let place = Place::new("credentials");
    let mut command = Command::new("bash");
    command.args([
        "-c",
        "printf 'protocol=https\\nhost=git.example.com\\n\\n' | git credential fill",
    ]);
    for entry in container["env"].as_array().unwrap() {
        command.env(
            entry["name"].as_str().unwrap(),
            entry["value"].as_str().unwrap(),
        );
    }
    let output = command
        .env("HOME", place.path("tmp"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_USERNAME", "bot")
        .env("GIT_PASSWORD", "p$w 'x")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("username=bot\npassword=p$w 'x\n"),
        "{text} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn pods_wait_until_a_shared_claim_is_filled() {
    let place = Place::new("shared-claim");
    place.stand_in("sleep", "/bin/sleep 0.05");
    let waiting = init_container("shared-caches", "Deployment/reader", "wait-1");
    let claim = container("shared-caches", "Deployment/reader", "volumes", "volume-1");
    let job = format!(
        "Job/{}",
        claim["persistentVolumeClaim"]["claimName"]
            .as_str()
            .unwrap()
    );
    let mut pod = place.command(&waiting).spawn().unwrap();
    place.run(&init_container("shared-caches", &job, "prepare"));
    assert!(place.path("data/files").is_dir());
    // Half of the data is not all of it.
    place.write("data/files/half", "");
    thread::sleep(Duration::from_millis(300));
    assert!(pod.try_wait().unwrap().is_none(), "it did not wait");
    place.run(&container("shared-caches", &job, "containers", "mark"));
    let begin = Instant::now();
    while pod.try_wait().unwrap().is_none() {
        assert!(begin.elapsed() < Duration::from_secs(20), "it waits on");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(pod.wait().unwrap().success());
    // The mark lies beside the data, where workloads do not see it.
    let seen: Vec<_> = fs::read_dir(place.path("data/files"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(seen, ["half"]);
}
