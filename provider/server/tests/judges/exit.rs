//! The whole exit: every image of an estate to a second registry, every object to a second object store, interrupted twice on
//! the way, and workloads that run the copies. `skopeo` and `rclone` compare both sides.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use ovh_sandbox::Options;
use ovhai_data::testing::SeaweedFs;
use ovhai_images::testing::{Made, TestRegistry, image, index};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{
    registry::{PASSWORD, Real, contents, layer, skopeo, tools},
    workspace::{Workspace, on_each_terraform, signal},
};

/// What the guide says about registries and stores of other people is said here about those on this machine.
const OVERRIDES: &str = r#"
provider "ovhai" {
  registries = {
    "registry.example.com"         = { endpoint = "http://SOURCE/v2/com" }
    "registry.example.net"         = { endpoint = "http://SOURCE/v2/net" }
    "registry.gra.ai.cloud.ovh.net" = { endpoint = "http://SOURCE/v2/shared" }
    "docker.io"                    = { endpoint = "http://SOURCE/v2/hub" }
    "registry.new.example" = {
      endpoint = "https://TARGET", username = "me", password = var.registry_password, ca_certificate = file("ca.crt")
    }
  }
  object_stores = {
    "GRA/models-s3"  = { endpoint = "FIRST", access_key = "judge", secret_key = "judged-secret" }
    "GRA/results-s3" = { endpoint = "FIRST", access_key = "judge", secret_key = "judged-secret" }
    "GRA/GRA"        = { endpoint = "FIRST", access_key = "judge", secret_key = "judged-secret" }
    "GRA/SBG"        = { endpoint = "FIRST", access_key = "judge", secret_key = "judged-secret" }
    "BHS/BHS"        = { endpoint = "FIRST", access_key = "judge", secret_key = "judged-secret" }
    new = {
      endpoint = "SECOND", access_key = var.object_store.access_key, secret_key = var.object_store.secret_key
    }
  }
}
resource "ovhai_image_export" "images" {
  IMAGES
}
resource "ovhai_data_export" "data" {
  DATA
}
"#;

/// The configuration of the guide.
fn configuration() -> String {
    let guide =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/take-the-bytes-along.md");
    let text = fs::read_to_string(guide).unwrap();
    let (_, rest) = text.split_once("```terraform\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

const MIB: usize = 1 << 20;
/// What the registries of the estate are called at the source.
const REGISTRIES: [(&str, &str); 4] = [
    ("registry.example.com/", "com/"),
    ("registry.example.net/", "net/"),
    ("registry.gra.ai.cloud.ovh.net/", "shared/"),
    ("docker.io/", "hub/"),
];
/// Containers that the workloads of the estate use, whoever stores them.
const CONTAINERS: [&str; 12] = [
    "prod-models",
    "embedding-models",
    "datasets",
    "adapters",
    "checkpoints",
    "articles",
    "embeddings",
    "reports",
    "ledger",
    "rules",
    "params",
    "embedding-cache",
];
/// Prefixes in them that are used.
const PREFIXES: [&str; 7] = [
    "text-classifier/v3",
    "fraud",
    "e5",
    "reviews",
    "classifier",
    "2026",
    "",
];

/// Where an image of the estate lies at the source.
fn at_source(reference: &str) -> String {
    for (host, prefix) in REGISTRIES {
        if let Some(rest) = reference.strip_prefix(host) {
            return format!("{prefix}{rest}");
        }
    }
    format!("hub/{reference}")
}

/// What the workloads run, but for licensed images, which are nobody's to copy.
fn references(workspace: &Workspace) -> BTreeSet<String> {
    let mut documents = workspace.sandbox.with_apps(|apps| apps.documents());
    documents.extend(workspace.sandbox.with_jobs(|jobs| jobs.documents()));
    let used = documents
        .iter()
        .filter(|document| document["spec"]["partnerId"].is_null())
        .filter_map(|document| document["spec"]["image"].as_str());
    used.map(str::to_owned).collect()
}

/// Fills the registry that the estate's images come from: they share a layer, and two are for two platforms.
fn images(made: &TestRegistry, source: &Real, references: &BTreeSet<String>) {
    let shared = layer(3, 6 * MIB);
    for (at, reference) in references.iter().enumerate() {
        let own = |seed: usize| image(&[&shared, &layer(7 + 2 * at + seed, MIB)]);
        let image: Made = if at < 2 {
            index(&[("linux/amd64", &own(0)), ("linux/arm64", &own(1))])
        } else {
            own(0)
        };
        let place = at_source(reference);
        let (repository, tag) = place.rsplit_once(':').unwrap();
        made.hold(repository, Some(tag), &image);
        let from = format!("docker://{}/{place}", made.host());
        let to = format!("docker://{}/{place}", source.host);
        let open = ["--src-tls-verify=false", "--dest-tls-verify=false"];
        let how = ["copy", "--all", "--preserve-digests"];
        skopeo(&[&how[..], &open, &[&from, &to]].concat());
    }
}

/// Fills the object store that the estate's data is in.
fn objects(store: &SeaweedFs, disk: &Path) {
    for prefix in PREFIXES {
        let folder = disk.join(prefix).join("part=ü 1");
        fs::create_dir_all(&folder).unwrap();
        for at in 0..12 {
            fs::write(
                folder.join(format!("{at:03} &+.bin")),
                layer(at + 3, 700 * (at + 1)),
            )
            .unwrap();
        }
    }
    fs::write(disk.join("e5/weights"), layer(11, 12 * MIB)).unwrap();
    for container in CONTAINERS {
        judge(
            store,
            &[
                "copy",
                &disk.display().to_string(),
                &format!(":s3:{container}"),
            ],
        );
    }
}

fn judge(store: &SeaweedFs, arguments: &[&str]) {
    let output = store.rclone(arguments).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "rclone {arguments:?}: {said}");
}

/// Bytes that the transfer of `kind` has moved in the run that is at work.
fn moved(workspace: &Workspace, kind: &str) -> u64 {
    let Ok(journals) = fs::read_dir(workspace.path(".ovhai-transfers")) else {
        return 0;
    };
    let statuses = journals.filter_map(|journal| {
        let path = journal.ok()?.path().join(".ovhai-export/status.json");
        let status: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let is_meant = status["kind"] == kind && status["activity"] == "running";
        is_meant.then(|| status["bytes"].as_u64())?
    });
    statuses.sum()
}

fn attributes(workspace: &Workspace, kind: &str) -> Value {
    let state = workspace.state();
    let resources = state["resources"].as_array().unwrap();
    let found = resources.iter().find(|resource| resource["type"] == kind);
    found.unwrap()["instances"][0]["attributes"].clone()
}

#[test]
#[ignore = "needs docker-registry, SeaweedFS, skopeo and rclone: cargo xtask test --only transfers"]
fn an_estate_goes_to_another_registry_and_another_object_store() {
    let runtime = Runtime::new().unwrap();
    let made = runtime.block_on(TestRegistry::start()).unwrap();
    let first = SeaweedFs::start(&tools(), &CONTAINERS).unwrap();
    let disk = tempfile::tempdir().unwrap();
    objects(&first, disk.path());
    on_each_terraform(|terraform| {
        let folder = tempfile::tempdir().unwrap();
        let closed = folder.path().join("target");
        let (source, target) = (
            Real::start(&folder.path().join("source"), false),
            Real::start(&closed, true),
        );
        let second = SeaweedFs::start(&tools(), &["exit"]).unwrap();
        let mut workspace = Workspace::new(terraform, Options::default());
        // Nobody can make an image of a digest that was invented.
        workspace.sandbox.with_apps(|apps| {
            let id = apps.id_of("orders-api").unwrap();
            let reference = "registry.example.com/shop/orders-api:7";
            apps.edit(&id, |app| app["spec"]["image"] = reference.into());
        });
        let references = references(&workspace);
        images(&made, &source, &references);
        fs::copy(closed.join("trusted/ca.crt"), workspace.path("ca.crt")).unwrap();
        let environment = [
            ("DOCKER_CONFIG", folder.path().display().to_string()),
            ("TF_VAR_registry_password", PASSWORD.to_owned()),
            (
                "TF_VAR_object_store",
                format!(
                    r#"{{access_key="{}",secret_key="{}"}}"#,
                    SeaweedFs::KEY,
                    SeaweedFs::SECRET
                ),
            ),
        ];
        for (name, value) in environment {
            workspace.environment.insert(name.to_owned(), value);
        }
        workspace.write("main.tf", &configuration());
        let configure = |images: &str, data: &str| {
            let text = OVERRIDES
                .replace("SOURCE", &source.host)
                .replace("TARGET", &target.host)
                .replace("FIRST", &first.endpoint())
                .replace("SECOND", &second.endpoint())
                .replace("IMAGES", images)
                .replace("DATA", data);
            workspace.write("override.tf", &text);
        };

        configure(
            "bytes_per_second = 3000000\n  concurrency = 2",
            "bandwidth_limit = 3000000",
        );
        for signal_name in ["-KILL", "-INT"] {
            let child = workspace.start(&["apply", "-no-color", "-input=false", "-auto-approve"]);
            let begun = Instant::now();
            let is_under_way = || {
                moved(&workspace, "image") > 3 * MIB as u64
                    && moved(&workspace, "data") > 3 * MIB as u64
            };
            while !is_under_way() {
                if begun.elapsed() > Duration::from_secs(40) {
                    signal("-KILL", &format!("-{}", child.id()));
                    panic!("nothing is moved: {}", child.finish().text);
                }
                sleep(Duration::from_millis(20));
            }
            signal(signal_name, &format!("-{}", child.id()));
            child.finish();
            let _ = fs::remove_file(workspace.path(".terraform.tfstate.lock.info"));
            sleep(Duration::from_secs(2));
        }
        configure("", "");
        let applied = workspace.apply().succeeded();
        // A licensed image and those of notebooks are nobody's to copy; Git is not copied as objects are.
        assert!(applied.says("17 images are at oci:"), "{}", applied.text);
        workspace.assert_no_changes();
        workspace.assert_whole();

        let images = attributes(&workspace, "ovhai_image_export");
        let rewrites: BTreeMap<String, String> =
            serde_json::from_value(images["rewrites"].clone()).unwrap();
        assert_eq!(rewrites.len(), references.len());
        assert_eq!(images["not_copied"].as_object().unwrap().len(), 4);
        let certificates = closed.join("trusted").display().to_string();
        let credentials = format!("me:{PASSWORD}");
        for (at, reference) in references.iter().enumerate() {
            let copy = &rewrites[reference];
            let [before, after] =
                ["before", "after"].map(|side| folder.path().join(format!("{side}-{at}")));
            let from = format!("docker://{}/{}", source.host, at_source(reference));
            let copy = copy.replace("registry.new.example", &target.host);
            let to = format!("docker://{copy}");
            let (into, out) = (
                format!("dir:{}", before.display()),
                format!("dir:{}", after.display()),
            );
            skopeo(&["copy", "--all", "--src-tls-verify=false", &from, &into]);
            let ways = ["--src-cert-dir", &certificates, "--src-creds", &credentials];
            skopeo(&[&["copy", "--all"], &ways[..], &[&to, &out]].concat());
            assert!(
                contents(&before) == contents(&after),
                "{reference} is another in the copy"
            );
        }

        let data = attributes(&workspace, "ovhai_data_export");
        let numbers = |name: &str| -> Vec<u64> {
            let copies = data["copies"].as_object().unwrap().values();
            copies.map(|copy| copy[name].as_u64().unwrap()).collect()
        };
        assert_eq!(numbers("objects").len(), 14);
        let (objects, last): (u64, u64) = (
            numbers("objects").iter().sum(),
            numbers("copied").iter().sum(),
        );
        assert!(last < objects, "the interrupted runs left nothing");
        for (path, copy) in data["copies"].as_object().unwrap() {
            let (container, prefix) = (
                copy["container"].as_str().unwrap(),
                copy["prefix"].as_str().unwrap(),
            );
            let from = format!(":s3,endpoint='{}':{container}/{prefix}", first.endpoint());
            let into = format!(":s3,endpoint='{}':exit/data/{path}", second.endpoint());
            judge(
                &second,
                &[
                    "check",
                    "--download",
                    "--exclude",
                    "/.ovhai-data/**",
                    &from,
                    &into,
                ],
            );
        }
        let written = workspace.read("exit/apps/fraud-scorer.yaml");
        assert!(written.contains("registry.new.example/exit/"), "{written}");
    });
}
