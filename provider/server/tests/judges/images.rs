//! An estate's images from one `docker-registry` to another with a private authority and passwords; `skopeo` says what is there.

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::Options;
use ovhai_images::testing::{TestRegistry, image, index};
use tokio::runtime::Runtime;

use crate::registry::{PASSWORD, Real, contents, layer, skopeo};
use crate::workspace::{Workspace, on_each_terraform, signal};

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
provider "ovhai" {
  registries = {
    "TARGET" = { username = "me", password = "PASSWORD", ca_certificate = file("ca.crt"), insecure = false }
  }
}
locals { select = { names = ["fraud-scorer", "orders-api"] } }
data "ovhai_inventory" "all" { select = local.select }
resource "ovhai_image_export" "copies" {
  destination = "oci:TARGET/exit"
  revision    = data.ovhai_inventory.all.revision
  select      = local.select
  naming      = "path"
  EXTRA
}
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
  select      = local.select
  profile     = { domain = "apps.example.com", registry_rewrites = ovhai_image_export.copies.rewrites }
}
"#;
const MIB: usize = 1 << 20;

#[test]
#[ignore = "needs docker-registry and skopeo: cargo xtask test --only images"]
fn images_of_an_estate_reach_a_closed_registry_byte_by_byte() {
    on_each_terraform(|terraform| {
        let runtime = Runtime::new().unwrap();
        let made = runtime.block_on(TestRegistry::start()).unwrap();
        let (one, two) = (image(&[&layer(3, 20 * MIB)]), image(&[&layer(5, 12 * MIB)]));
        made.hold(
            "team/app",
            Some("1"),
            &index(&[("linux/amd64", &one), ("linux/arm64", &two)]),
        );
        made.hold("team/tool", Some("2"), &one);
        let folder = tempfile::tempdir().unwrap();
        let source = Real::start(&folder.path().join("source"), false);
        let closed = folder.path().join("target");
        let target = Real::start(&closed, true);
        let images = [
            ("fraud-scorer", "team/app:1"),
            ("orders-api", "team/tool:2"),
        ];
        let mut workspace = Workspace::new(terraform, Options::default());
        // What is logged in to on the machine must not help.
        workspace.environment.insert(
            "DOCKER_CONFIG".to_owned(),
            folder.path().display().to_string(),
        );
        for (name, image) in images {
            let from = format!("docker://{}/{image}", made.host());
            let to = format!("docker://{}/{image}", source.host);
            skopeo(&[
                "copy",
                "--all",
                // Without it layers are compressed on the way.
                "--preserve-digests",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                &from,
                &to,
            ]);
            workspace.sandbox.with_apps(|apps| {
                let id = apps.id_of(name).unwrap();
                let reference = format!("{}/{image}", source.host);
                apps.edit(&id, |app| app["spec"]["image"] = reference.into());
            });
        }
        fs::copy(closed.join("trusted/ca.crt"), workspace.path("ca.crt")).unwrap();
        let configure = |password: &str, extra: &str| {
            let text = CONFIGURATION
                .replace("TARGET", &target.host)
                .replace("PASSWORD", password)
                .replace("EXTRA", extra);
            workspace.write("main.tf", &text);
        };
        configure("not-the-password", "");
        workspace
            .apply()
            .failed(&["Some images were not copied", "refuses access"]);

        // Killed while layers are on their way.
        configure(PASSWORD, "bytes_per_second = 6000000\n  concurrency = 1");
        let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
        let begun = Instant::now();
        while moved(&workspace) < 12 * MIB as u64 {
            if begun.elapsed() > Duration::from_secs(25) {
                panic!("nothing is sent: {}", child.finish().text);
            }
            sleep(Duration::from_millis(20));
        }
        signal("-KILL", &format!("-{}", child.id()));
        child.finish();
        let _ = fs::remove_file(workspace.path(".terraform.tfstate.lock.info"));
        sleep(Duration::from_secs(2));
        configure(PASSWORD, "");
        let applied = workspace.apply().succeeded();
        assert!(applied.says("2 images are at oci:"), "{}", applied.text);
        let sent = sent(&applied.text);
        // Of 32 MiB, at least the first piece of 8 MiB was acknowledged.
        assert!(
            sent <= (25 * MIB) as u64,
            "{sent} bytes were sent after the kill"
        );
        workspace.assert_no_changes();
        workspace.assert_whole();

        let certificates = closed.join("trusted");
        let credentials = format!("me:{PASSWORD}");
        for (at, (_, image)) in images.into_iter().enumerate() {
            let before = folder.path().join(format!("before-{at}"));
            let after = folder.path().join(format!("after-{at}"));
            let from = format!("docker://{}/{image}", source.host);
            let to = format!("docker://{}/exit/{image}", target.host);
            let (into, out) = (
                format!("dir:{}", before.display()),
                format!("dir:{}", after.display()),
            );
            skopeo(&["copy", "--all", "--src-tls-verify=false", &from, &into]);
            let certificates = certificates.display().to_string();
            let ways = ["--src-cert-dir", &certificates, "--src-creds", &credentials];
            skopeo(&[&["copy", "--all"], &ways[..], &[&to, &out]].concat());
            assert!(
                contents(&before) == contents(&after),
                "{image} is another in the copy"
            );
        }
        let everything = workspace.read("terraform.tfstate");
        assert!(!everything.contains(PASSWORD));
        let written = workspace.read("exit/apps/fraud-scorer.yaml");
        assert!(
            written.contains(&format!("{}/exit/team/app@sha256:", target.host)),
            "{written}"
        );
        fs::remove_dir_all(workspace.path("exit")).unwrap();
    });
}

/// Bytes that the only transfer has moved, by its status.
fn moved(workspace: &Workspace) -> u64 {
    let Ok(journals) = fs::read_dir(workspace.path(".ovhai-transfers")) else {
        return 0;
    };
    let statuses = journals.filter_map(|journal| {
        let path = journal.ok()?.path().join(".ovhai-export/status.json");
        let status: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (status["activity"] == "running").then(|| status["bytes"].as_u64())?
    });
    statuses.max().unwrap_or(0)
}

/// The bytes that the summary says were sent.
fn sent(text: &str) -> u64 {
    // Terraform wraps lines, and frames them.
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| *word != "│")
        .collect();
    let text = words.join(" ");
    let (_, rest) = text.split_once("layers sent (").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}
