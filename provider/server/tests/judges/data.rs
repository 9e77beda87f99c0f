//! Objects of one SeaweedFS to another through real Terraform, killed on the way; `rclone` compares both sides, and a spoilt byte of
//! a destination is found and mended.

mod sealed;

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::Options;
use ovhai_data::testing::SeaweedFs;
use serde_json::Value;

use crate::{
    registry::{layer, tools},
    workspace::{Outcome, Workspace, on_each_terraform, signal},
};

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
variable "secret" {
  type      = string
  sensitive = true
  ephemeral = true
}
provider "ovhai" {
  object_stores = {
    first  = { endpoint = "FIRST", access_key = "judge", secret_key = var.secret, region = "us-east-1" }
    second = { endpoint = "SECOND", access_key = "judge", secret_key = var.secret, region = "us-east-1" }
    disk   = { folder = "DISK" }
  }
}
data "ovhai_inventory" "all" {}
resource "ovhai_data_export" "data" {
  destination  = "DESTINATION"
  object_store = "second"
  revision     = data.ovhai_inventory.all.revision
  sources      = SOURCES
  EXTRA
}
"#;
const MIB: usize = 1 << 20;
const SMALL: usize = 120;
const BOTH: &str =
    r#"[{ store = "first", container = "from" }, { store = "disk", container = "made" }]"#;

struct Ground {
    workspace: Workspace,
    first: SeaweedFs,
    second: SeaweedFs,
    disk: tempfile::TempDir,
}

/// A hundred small objects with odd names, some of a size of their own, and one large one, in a bucket and in a folder.
fn ground(terraform: &Path) -> Ground {
    let disk = tempfile::tempdir().unwrap();
    let made = disk.path().join("made");
    for at in 0..SMALL {
        let path = made.join(format!("d{}/ü {at:03} &+.bin", at % 7));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, layer(at + 3, 300 * at)).unwrap();
    }
    fs::write(made.join("large"), layer(11, 40 * MIB)).unwrap();
    fs::write(made.join("rots"), layer(13, MIB)).unwrap();
    let tools = tools();
    let first = SeaweedFs::start(&tools, &["from"]).unwrap();
    let second = SeaweedFs::start(&tools, &["into"]).unwrap();
    judge(&first, &["copy", made.to_str().unwrap(), ":s3:from"]);
    let mut workspace = Workspace::new(terraform, Options::default());
    let secret = SeaweedFs::SECRET.to_owned();
    (workspace.environment).insert("TF_VAR_secret".to_owned(), secret);
    Ground {
        workspace,
        first,
        second,
        disk,
    }
}

fn judge(store: &SeaweedFs, arguments: &[&str]) {
    let output = store.rclone(arguments).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "rclone {arguments:?}: {said}");
}

impl Ground {
    fn configure(&self, destination: &str, sources: &str, extra: &str) {
        let text = CONFIGURATION
            .replace("FIRST", &self.first.endpoint())
            .replace("SECOND", &self.second.endpoint())
            .replace("DISK", self.disk.path().to_str().unwrap())
            .replace("DESTINATION", destination)
            .replace("SOURCES", sources)
            .replace("EXTRA", extra);
        self.workspace.write("main.tf", &text);
    }

    fn apply(&self) -> Outcome {
        self.workspace.apply()
    }

    /// Starts to apply, and kills everything when so many bytes were moved.
    fn killed_after(&self, bytes: u64) {
        let arguments = ["apply", "-no-color", "-input=false", "-auto-approve"];
        let child = self.workspace.start(&arguments);
        let begun = Instant::now();
        while self.moved() < bytes {
            if begun.elapsed() > Duration::from_secs(90) {
                signal("-KILL", &format!("-{}", child.id()));
                panic!("nothing is moved: {}", child.finish().text);
            }
            sleep(Duration::from_millis(10));
        }
        signal("-KILL", &format!("-{}", child.id()));
        child.finish();
        let _ = fs::remove_file(self.workspace.path(".terraform.tfstate.lock.info"));
        // Its provider notices that nobody asks any more.
        sleep(Duration::from_secs(2));
    }

    /// Bytes that the run at work has moved.
    fn moved(&self) -> u64 {
        let journals = fs::read_dir(self.workspace.path(".ovhai-transfers"));
        let statuses = journals.into_iter().flatten().filter_map(|journal| {
            let path = journal.ok()?.path().join(".ovhai-export/status.json");
            let status: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
            (status["activity"] == "running").then(|| status["bytes"].as_u64())?
        });
        statuses.sum()
    }

    fn attributes(&self) -> Value {
        let state = self.workspace.state();
        let resources = state["resources"].as_array().unwrap().clone();
        let export = resources
            .iter()
            .find(|resource| resource["type"] == "ovhai_data_export");
        export.unwrap()["instances"][0]["attributes"].clone()
    }

    /// `rclone` reads both sides of both copies.
    fn compare(&self) {
        for (source, copy) in [
            ("first/from", ":s3:into/exit/first/from"),
            ("disk/made", ":s3:into/exit/disk/made"),
        ] {
            let made = self.disk.path().join("made");
            let arguments = ["check", "--download", "--exclude", "/.ovhai-data/**"];
            let sides = [made.to_str().unwrap(), copy];
            judge(&self.second, &[&arguments[..], &sides].concat());
            assert!(self.attributes()["copies"][source].is_object());
        }
    }
}

/// Changes one byte of a file, and nothing of what it looks like.
fn rot(path: &Path) {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    let mut held = fs::read(path).unwrap();
    held[1000] ^= 1;
    fs::write(path, held).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
#[ignore = "needs SeaweedFS and rclone: cargo xtask test --only data"]
fn objects_and_files_reach_another_store_byte_by_byte_whatever_stops_it() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        ground.configure("s3:into/exit", BOTH, "bandwidth_limit = 20000000");
        for bytes in [20 * MIB as u64, 32 * MIB as u64] {
            ground.killed_after(bytes);
        }
        ground.configure("s3:into/exit", BOTH, "");
        ground.apply().succeeded();
        let copies = ground.attributes()["copies"].clone();
        let objects = (SMALL + 2) as u64;
        for path in ["first/from", "disk/made"] {
            assert_eq!(copies[path]["objects"], objects, "{copies}");
        }
        // What the killed runs had finished was not copied again: the folder came first.
        assert!(
            copies["disk/made"]["copied"].as_u64().unwrap() < objects,
            "{copies}"
        );
        ground.workspace.assert_no_changes();
        ground.compare();
        let state = ground.workspace.read("terraform.tfstate");
        assert!(!state.contains(SeaweedFs::SECRET));

        // One object changes at either source: these two move.
        fs::write(ground.disk.path().join("made/rots"), layer(17, MIB)).unwrap();
        let made = ground.disk.path().join("made/rots");
        judge(
            &ground.first,
            &["copyto", made.to_str().unwrap(), ":s3:from/rots"],
        );
        ground.apply().succeeded();
        let copies = ground.attributes()["copies"].clone();
        for path in ["first/from", "disk/made"] {
            assert_eq!(copies[path]["copied"], 1, "{copies}");
        }
        ground.compare();

        ground.configure("s3:into/exit", BOTH, "on_destroy = \"delete\"");
        ground.apply().succeeded();
        let destroyed = [
            "apply",
            "-destroy",
            "-no-color",
            "-input=false",
            "-auto-approve",
        ];
        ground.workspace.run(&destroyed).succeeded();
        let left = ground
            .second
            .rclone(&["lsf", "-R", "--files-only", ":s3:into"])
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&left.stdout), "");

        // A byte rots on the disk of a destination. By its looks nothing is wrong.
        ground.configure("file:./copy", BOTH, "");
        ground.apply().succeeded();
        rot(&ground.workspace.path("copy/first/from/rots"));
        ground.workspace.assert_no_changes();
        ground.configure("file:./copy", BOTH, "verify = \"full\"");
        ground.apply().succeeded();
        let arguments = ["plan", "-no-color", "-input=false", "-detailed-exitcode"];
        let planned = ground.workspace.run(&arguments);
        assert_eq!(planned.code, 2, "{}", planned.text);
        ground.apply().succeeded();
        ground.workspace.assert_no_changes();
        for copy in ["copy/first/from", "copy/disk/made"] {
            let (made, copy) = (ground.disk.path().join("made"), ground.workspace.path(copy));
            let sides = [made.to_str().unwrap(), copy.to_str().unwrap()];
            let arguments = ["check", "--download", "--exclude", "/.ovhai-data/**"];
            judge(&ground.first, &[&arguments[..], &sides].concat());
        }
    });
}

#[test]
#[ignore = "needs SeaweedFS and rclone: cargo xtask test --only data"]
fn a_full_disk_is_told_and_gone_on_with_when_there_is_room() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        let sources = r#"[{ store = "first", container = "from" }]"#;
        ground.configure("file:./small", sources, "");
        fs::create_dir(ground.workspace.path("small")).unwrap();
        // A file system of 12 MiB that only these processes see, and then one of 64 MiB with what is in it.
        let lines = r#"
            mount -t tmpfs -o size=12m tmpfs small
            TERRAFORM apply -input=false -auto-approve >first.txt 2>&1 && exit 9
            du -sk small | cut -f1 >before.txt
            mount -o remount,size=64m small
            TERRAFORM apply -input=false -auto-approve
            TERRAFORM plan -input=false -detailed-exitcode
            cp -a small copy
        "#;
        let program = terraform.display().to_string();
        ground
            .workspace
            .write("lines.sh", &lines.replace("TERRAFORM", &program));
        let here = ground.workspace.path(".");
        ground
            .workspace
            .shell(&here, "unshare --map-root-user --mount sh -e lines.sh")
            .succeeded();
        let first = Outcome {
            code: 1,
            text: ground.workspace.read("first.txt"),
        };
        first.failed(&[
            "No space left on device",
            "make room and run again, it goes on where it stopped",
        ]);
        let before: u64 = ground.workspace.read("before.txt").trim().parse().unwrap();
        assert!(before > 8000, "{before} KiB were kept");
        let copy = ground.workspace.path("copy/first/from");
        let made = ground.disk.path().join("made");
        judge(
            &ground.first,
            &[
                "check",
                "--download",
                "--exclude",
                "/.ovhai-data/**",
                "--exclude",
                "/.ovhai-export/**",
                made.to_str().unwrap(),
                copy.to_str().unwrap(),
            ],
        );
    });
}
