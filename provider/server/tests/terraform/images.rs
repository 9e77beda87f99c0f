//! Images of an estate to another registry, interrupted on the way, and workloads that run the copies.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::Options;
use ovhai_images::testing::{Fault, Made, TestRegistry, image, index};
use tokio::runtime::Runtime;

use crate::workspace::{Outcome, Workspace, on_each_terraform, signal};

const PASSWORD: &str = "a-password-nobody-may-see-41c8";
const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    ovhai = { source = "ovh-reversibility/ovhai" }
  }
}
variable "password" {
  type      = string
  sensitive = true
  ephemeral = true
}
provider "ovhai" {
  registries = { "TARGET" = { username = "me", password = var.password } }
}
locals { select = { names = ["fraud-scorer", "orders-api"] } }
data "ovhai_inventory" "all" { select = local.select }
resource "ovhai_image_export" "copies" {
  destination = "oci:TARGET/exit"
  revision    = data.ovhai_inventory.all.revision
  select      = local.select
  EXTRA
}
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
  select      = local.select
  profile     = { domain = "apps.example.com", registry_rewrites = ovhai_image_export.copies.rewrites }
}
"#;
const MIB: u64 = 1 << 20;

struct Ground {
    workspace: Workspace,
    source: TestRegistry,
    target: TestRegistry,
    both: Made,
    _runtime: Runtime,
}

/// Two apps: one with two platforms whose layers have 24 MiB and 16 MiB, one that shares the first.
fn ground(terraform: &Path) -> Ground {
    let runtime = Runtime::new().unwrap();
    let (source, target) = runtime.block_on(async {
        (
            TestRegistry::start().await.unwrap(),
            TestRegistry::start().await.unwrap(),
        )
    });
    let layer = |seed: u8, size: u64| -> Vec<u8> {
        (0..size)
            .map(|at| seed ^ (at % 251) as u8 ^ (at / 251 % 241) as u8)
            .collect()
    };
    let (large, other) = (layer(1, 24 * MIB), layer(2, 16 * MIB));
    let (one, two) = (image(&[&large]), image(&[&other]));
    let both = index(&[("linux/amd64", &one), ("linux/arm64", &two)]);
    source.hold("team/app", Some("1"), &both);
    source.hold("team/tool", Some("2"), &one);
    target.state().basic = Some(("me".to_owned(), PASSWORD.to_owned()));
    let mut workspace = Workspace::new(terraform, Options::default());
    workspace
        .environment
        .insert("TF_VAR_password".to_owned(), PASSWORD.to_owned());
    for (name, image) in [
        ("fraud-scorer", "team/app:1"),
        ("orders-api", "team/tool:2"),
    ] {
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of(name).unwrap();
            let reference = format!("{}/{image}", source.host());
            apps.edit(&id, |app| app["spec"]["image"] = reference.into());
        });
    }
    Ground {
        workspace,
        source,
        target,
        both,
        _runtime: runtime,
    }
}

impl Ground {
    fn configure(&self, extra: &str) {
        let text = CONFIGURATION
            .replace("TARGET", &self.target.host())
            .replace("EXTRA", extra);
        self.workspace.write("main.tf", &text);
    }

    fn received(&self) -> u64 {
        self.target.state().received
    }

    /// The journal of the only transfer.
    fn journal(&self) -> std::path::PathBuf {
        let journals = self.workspace.path(".ovhai-transfers");
        let mut found: Vec<_> = (fs::read_dir(journals).unwrap())
            .map(|entry| entry.unwrap().path().join(".ovhai-export"))
            .collect();
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    /// What the provider's own command shows of the transfer.
    fn watch(&self) -> Outcome {
        let program = env!("CARGO_BIN_EXE_terraform-provider-ovhai");
        let line = format!("{program} watch --once oci:{}/exit", self.target.host());
        self.workspace.shell(&self.workspace.path("."), &line)
    }

    fn wait_for_unlock(&self) {
        let begun = Instant::now();
        let lock = fs::File::open(self.journal().join("lock")).unwrap();
        while lock.try_lock().is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "an orphan holds the journal"
            );
            sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn images_are_pinned_by_the_plan_and_each_layer_is_sent_once_whatever_stops_it() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        let workspace = &ground.workspace;
        ground.configure("bytes_per_second = 8000000\n  concurrency = 1");
        let plan = workspace.plan().succeeded();
        assert!(plan.says(&ground.both.digest), "{}", plan.text);
        assert_eq!(ground.received(), 0);
        assert!(!workspace.exists(".ovhai-transfers"));

        for signal_name in ["-KILL", "-INT"] {
            let before = ground.received();
            let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
            let begun = Instant::now();
            while ground.received() < before + 8 * MIB {
                assert!(begun.elapsed() < Duration::from_secs(90), "nothing is sent");
                sleep(Duration::from_millis(20));
            }
            let watched = ground.watch();
            assert!(watched.says("image export: running"), "{}", watched.text);
            assert!(watched.says("objects 0 of 2"), "{}", watched.text);
            signal(signal_name, &format!("-{}", child.id()));
            let outcome = child.finish();
            assert_ne!(outcome.code, 0);
            if signal_name == "-INT" {
                assert!(
                    outcome.says("the next terraform apply continues"),
                    "{}",
                    outcome.text
                );
                let status = fs::read_to_string(ground.journal().join("status.json")).unwrap();
                assert!(status.contains("\"stopped\""), "{status}");
            }
            let _ = fs::remove_file(workspace.path(".terraform.tfstate.lock.info"));
            ground.wait_for_unlock();
        }
        ground.configure("");
        let applied = workspace.apply().succeeded();
        assert!(applied.says("2 images are at oci:"), "{}", applied.text);
        // What was acknowledged is not sent again; configurations are some bytes.
        let (sent, layers) = (ground.received(), 40 * MIB);
        assert!(
            sent >= layers && sent < layers + 4096,
            "{sent} bytes were sent"
        );
        workspace.assert_no_changes();
        let watched = ground.watch();
        assert!(watched.says("image export: complete"), "{}", watched.text);

        let state = workspace.read("terraform.tfstate");
        assert!(!state.contains(PASSWORD));
        let copies = fs::read_to_string(workspace.path("exit/apps/fraud-scorer.yaml")).unwrap();
        let copy = format!("team/app@{}", ground.both.digest);
        assert!(copies.contains(&copy), "{copies}");
        assert!(!copies.contains(&format!("image: {}", ground.source.host())));
        workspace.assert_whole();
    });
}

#[test]
fn a_tag_that_moves_between_plan_and_apply_stops_it_before_anything_is_copied() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        let workspace = &ground.workspace;
        ground.configure("");
        let plan = ["plan", "-no-color", "-input=false", "-out=copies.tfplan"];
        workspace.run(&plan).succeeded();
        ground
            .source
            .hold("team/app", Some("1"), &image(&[b"newer"]));
        let apply = ["apply", "-no-color", "-input=false", "copies.tfplan"];
        let words = [
            "inconsistent final plan",
            "source_digest",
            &ground.both.digest,
        ];
        workspace.run(&apply).failed(&words);
        assert_eq!(ground.received(), 0);
        assert_eq!(
            ground
                .target
                .state()
                .seen
                .iter()
                .filter(|seen| seen.method != "GET")
                .count(),
            0
        );
        assert!(!workspace.exists(".ovhai-transfers"));
    });
}

#[test]
fn faults_on_both_sides_are_waited_out_and_wrong_bytes_are_refused() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        let workspace = &ground.workspace;
        // With a limit layers go in pieces, each of which can meet a fault of its own.
        ground.configure("bytes_per_second = 1000000000");
        let layer = &ground.both.blobs[1].0;
        // A source that serves other bytes than the digest says, however often it is asked.
        let part: &'static str = Box::leak(format!("/blobs/{layer}").into_boxed_str());
        for _ in 0..8 {
            ground.source.state().order("GET", part, Fault::WrongBytes);
        }
        workspace
            .apply()
            .failed(&["other bytes under", "nothing of it was kept"]);
        assert_eq!(ground.target.state().count("PUT", "/manifests/"), 0);
        ground.source.state().faults.clear();

        let again = Some("0");
        for (method, part) in [("GET", "/blobs/"), ("GET", "/manifests/")] {
            let mut state = ground.source.state();
            state.order(method, part, Fault::Status(503, again));
            state.order(method, part, Fault::Status(429, again));
            state.order(method, part, Fault::Reset(300_000));
        }
        for method in ["POST", "PATCH", "PUT", "HEAD"] {
            let mut state = ground.target.state();
            state.order(method, "/", Fault::Status(500, again));
            state.order(method, "/", Fault::Status(429, again));
        }
        for fault in [
            Fault::StoredButFailed,
            Fault::LostSession,
            Fault::Status(416, None),
        ] {
            ground.target.state().order("PATCH", "/", fault);
        }
        workspace.apply().succeeded();
        assert_eq!(ground.target.state().faults, []);
        assert_eq!(ground.source.state().faults, []);
        workspace.assert_no_changes();
        workspace.assert_whole();
    });
}
