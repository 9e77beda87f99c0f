//! Rendered commands, run for real: a stand-in of a kubelet runs what Jobs say with the real rclone and skopeo, between two buckets of
//! SeaweedFS, into a folder that stands for a claim, and between two registries. Run by `cargo xtask test --only jobs`, which brings
//! all of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use ovhai_clusters::{Cluster, Connection};
use ovhai_data::testing::SeaweedFs;
use ovhai_jobs::{
    Collected, Copies, Copying, DataPlace, Destination, Error, Images, Look, Pace, Pair, Reach,
    Remote, Runner, SecretReference, Settings, Watcher, data, images,
    testing::{Kubelet, TestCluster},
};

/// Folder of other people's programs.
fn tools() -> PathBuf {
    Path::new(&std::env::var_os("OVHAI_TOOLS").unwrap()).join("bin")
}

fn weed() -> Weed {
    let tools = std::env::var_os("OVHAI_TOOLS").unwrap();
    Weed {
        store: SeaweedFs::start(Path::new(&tools), &["from", "into"]).unwrap(),
        folder: tempfile::tempdir().unwrap(),
    }
}

struct Weed {
    store: SeaweedFs,
    folder: tempfile::TempDir,
}

impl Weed {
    fn judge(&self, arguments: &[&str]) -> String {
        let output = self.store.rclone(arguments).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rclone {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Folders and files with names that mean something to filters and shells, and one object in parts.
    fn fill(&self) -> PathBuf {
        let made = self.folder.path().join("made");
        for name in [
            "a/1",
            "a/deep/er/2",
            "b [x]{y,z}/1",
            "b [x]{y,z}/$HOME `id` 'q' \"d\"",
            "c#;!/- 3",
            "é q#%+&/4",
            "d/skip.tmp",
            "d/kept",
            "top 1",
            "-top",
            "#top",
        ] {
            let path = made.join("v1").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        std::fs::create_dir_all(made.join("other")).unwrap();
        std::fs::write(made.join("other/x"), "not asked for").unwrap();
        std::fs::write(made.join("v1/a/large"), vec![7_u8; 12 << 20]).unwrap();
        self.judge(&[
            "copy",
            made.to_str().unwrap(),
            ":s3:from",
            "--s3-upload-cutoff=5Mi",
            "--s3-chunk-size=5Mi",
        ]);
        made
    }

    fn remote(&self, secret: &str) -> Remote {
        Remote {
            reach: Reach::S3 {
                endpoint: self.store.endpoint(),
                region: "us-east-1".to_owned(),
                is_virtual: false,
            },
            secret: Some(SecretReference {
                name: secret.to_owned(),
                ..SecretReference::default()
            }),
        }
    }

    fn copies(&self, destination: Destination, shards: u32, exclude: &[&str]) -> Copies {
        let folders = ["a/", "b [x]{y,z}/", "c#;!/", "d/", "é q#%+&/"];
        Copies {
            remotes: vec![self.remote("source"), self.remote("target")],
            places: vec![DataPlace {
                remote: 0,
                container: "from".to_owned(),
                prefix: "v1/".to_owned(),
                below: "GRA/models/from".to_owned(),
                folders: folders.map(|folder| format!("v1/{folder}")).into(),
            }],
            destination,
            copying: Copying {
                shards,
                exclude: exclude.iter().map(|text| (*text).to_owned()).collect(),
                ..Copying::default()
            },
        }
    }
}

fn settings(export: &str) -> Settings {
    Settings {
        export: export.to_owned(),
        kind: "data",
        namespace: "exit".to_owned(),
        image: ovhai_jobs::RCLONE.to_owned(),
        parallel: 2,
        cpu: "100m".to_owned(),
        memory: "128Mi".to_owned(),
        kept_for: 600,
        ..Settings::default()
    }
}

struct Nobody;

impl Watcher for Nobody {
    fn look(&self, _: &Look) {}
}

async fn cluster() -> (TestCluster, Runner) {
    let cluster = TestCluster::start(Kubelet::Real(tools())).await.unwrap();
    {
        let mut state = cluster.state();
        for name in ["source", "target"] {
            let values = [
                ("AWS_ACCESS_KEY_ID", SeaweedFs::KEY),
                ("AWS_SECRET_ACCESS_KEY", SeaweedFs::SECRET),
            ];
            let values: BTreeMap<String, String> = values
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into();
            state.secrets.insert(name.to_owned(), values);
        }
    }
    let connection = Connection {
        host: Some(cluster.host()),
        ..Connection::default()
    };
    let pace = Pace {
        look: Duration::from_millis(100),
        ..Pace::default()
    };
    let known = Cluster::new("target", &connection).await.unwrap();
    (cluster, Runner::new(&known, str::to_owned, pace))
}

async fn run(runner: &Runner, copies: &Copies, export: &str) -> Result<Collected, Error> {
    let objects = data(&settings(export), copies).unwrap();
    assert!(!objects.manifest().contains(SeaweedFs::SECRET));
    runner.begin(&objects).await?;
    let ended = runner.follow(&objects, &Nobody).await;
    runner.clean("exit", &objects.name).await.unwrap();
    ended
}

fn total(collected: &Collected) -> u64 {
    assert_eq!(collected.results.len(), collected.shards as usize);
    collected
        .results
        .values()
        .map(|result| result.size.count)
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs rclone, skopeo and servers: cargo xtask test --only jobs"]
async fn what_jobs_say_copies_every_object_of_a_bucket_once() {
    let weed = weed();
    let made = weed.fill();
    let (cluster, runner) = cluster().await;
    let into = || Destination::Bucket(1, "into".to_owned(), "exit/".to_owned());
    let copies = weed.copies(into(), 4, &[]);
    let collected = run(&runner, &copies, "bucket")
        .await
        .unwrap_or_else(|error| panic!("{}", error.detail()));
    assert_eq!(collected.shards, 4);
    // Each object is in one shard.
    assert_eq!(total(&collected), 12);
    assert_eq!(collected.moved.0, 12);
    let all = made.join("v1");
    weed.judge(&[
        "check",
        all.to_str().unwrap(),
        ":s3:into/exit/GRA/models/from/v1",
        "--download",
    ]);
    assert_eq!(
        weed.judge(&["lsf", ":s3:into", "-R", "--files-only"])
            .lines()
            .count(),
        12
    );

    // Again: nothing moves. And with what changed, only that.
    let again = run(&runner, &copies, "bucket").await.unwrap();
    assert_eq!((total(&again), again.moved.0), (12, 0));
    std::fs::write(made.join("v1/d/kept"), "changed").unwrap();
    weed.judge(&["copy", made.to_str().unwrap(), ":s3:from"]);
    let mut careful = copies.clone();
    careful.copying.is_careful = true;
    let refused = run(&runner, &careful, "bucket").await.unwrap_err().detail();
    assert!(
        refused.contains("d/kept: ") && refused.contains("immutable file modified"),
        "{refused}"
    );
    let changed = run(&runner, &copies, "bucket").await.unwrap();
    assert_eq!(changed.moved.0, 1);

    // What a pattern leaves out stays out, wherever it is.
    let into_other = Destination::Bucket(1, "into".to_owned(), "other/".to_owned());
    let fewer = weed.copies(into_other, 3, &["**/*.tmp", "v1/a/**"]);
    let fewer = run(&runner, &fewer, "fewer")
        .await
        .unwrap_or_else(|error| panic!("{}", error.detail()));
    assert_eq!(total(&fewer), 8);
    let state = cluster.state();
    assert!(state.jobs.is_empty() && state.pods.is_empty() && state.config_maps.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs rclone, skopeo and servers: cargo xtask test --only jobs"]
async fn what_jobs_say_copies_into_a_claim_and_reads_it_back() {
    let weed = weed();
    let made = weed.fill();
    let (cluster, runner) = cluster().await;
    let volume = tempfile::tempdir().unwrap();
    cluster
        .state()
        .claims
        .insert("archive".to_owned(), volume.path().to_owned());
    let into = Destination::Claim("archive".to_owned(), "2026/".to_owned());
    let mut copies = weed.copies(into, 4, &[]);
    copies.copying.is_reading_back = true;
    let collected = run(&runner, &copies, "claim")
        .await
        .unwrap_or_else(|error| panic!("{}", error.detail()));
    assert_eq!(total(&collected), 12);
    let there = volume.path().join("2026/GRA/models/from/v1");
    weed.judge(&[
        "check",
        made.join("v1").to_str().unwrap(),
        there.to_str().unwrap(),
        "--download",
    ]);

    // A Secret that lacks a key is said in the words of the kubelet.
    cluster
        .state()
        .secrets
        .get_mut("source")
        .unwrap()
        .remove("AWS_SECRET_ACCESS_KEY");
    let error = run(&runner, &copies, "claim").await.unwrap_err().detail();
    assert!(
        error.contains("couldn't find key AWS_SECRET_ACCESS_KEY"),
        "{error}"
    );
}

/// A registry of other people that ends with the test.
struct Registry {
    child: Child,
    host: String,
    _folder: tempfile::TempDir,
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Registry {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = format!("127.0.0.1:{}", free.local_addr().unwrap().port());
        drop(free);
        let configuration = serde_json::json!({
            "version": "0.1",
            "log": {"level": "error"},
            "storage": {"filesystem": {"rootdirectory": folder.path().join("data")}},
            "http": {"addr": host, "secret": "one"},
        });
        let path = folder.path().join("config.yml");
        // JSON is YAML.
        std::fs::write(&path, configuration.to_string()).unwrap();
        let child = Command::new(tools().join("docker-registry"))
            .arg("serve")
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while std::net::TcpStream::connect(&host).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "docker-registry does not answer"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Self {
            child,
            host,
            _folder: folder,
        }
    }
}

fn skopeo(arguments: &[&str]) -> String {
    let output = Command::new(tools().join("skopeo"))
        .arg("--insecure-policy")
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "skopeo {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// An image in a layout; the digest of its manifest.
fn layout(folder: &Path, layer: &[u8]) -> String {
    let put = |bytes: &[u8]| {
        let digest = ovhai_model::Digest::of(bytes);
        let blobs = folder.join("blobs/sha256");
        std::fs::create_dir_all(&blobs).unwrap();
        std::fs::write(blobs.join(digest.hex()), bytes).unwrap();
        (format!("sha256:{}", digest.hex()), bytes.len())
    };
    let (layer, layer_size) = put(layer);
    let config = serde_json::json!({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": { "type": "layers", "diff_ids": [layer] },
    });
    let (config, config_size) = put(config.to_string().as_bytes());
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": config_size },
        "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer, "size": layer_size }],
    });
    let (digest, size) = put(manifest.to_string().as_bytes());
    let index = serde_json::json!({
        "schemaVersion": 2,
        "manifests": [{ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": size }],
    });
    std::fs::write(folder.join("index.json"), index.to_string()).unwrap();
    std::fs::write(
        folder.join("oci-layout"),
        "{\"imageLayoutVersion\":\"1.0.0\"}",
    )
    .unwrap();
    digest
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs rclone, skopeo and servers: cargo xtask test --only jobs"]
async fn what_jobs_say_copies_images_under_their_digests() {
    let (from, to) = (Registry::start(), Registry::start());
    let made = tempfile::tempdir().unwrap();
    let mut pairs = Vec::new();
    let mut digests = Vec::new();
    for at in 0..3_u8 {
        let folder = made.path().join(at.to_string());
        let digest = layout(&folder, &vec![at; 100_000]);
        let name = format!("team/app{at}");
        skopeo(&[
            "copy",
            "--dest-tls-verify=false",
            "--preserve-digests",
            &format!("oci:{}", folder.display()),
            &format!("docker://{}/{name}:1", from.host),
        ]);
        pairs.push(Pair {
            from: format!("{}/{name}@{digest}", from.host),
            to: format!("{}/exit/{name}:1", to.host),
        });
        digests.push((name, digest));
    }
    let (cluster, runner) = cluster().await;
    cluster.state().secrets.insert(
        "accounts".to_owned(),
        [(".dockerconfigjson".to_owned(), "{\"auths\":{}}".to_owned())].into(),
    );
    let wanted = Images {
        pairs,
        accounts: Some("accounts".to_owned()),
        is_plain: true,
        shards: 2,
    };
    let mut settings = settings("images");
    settings.kind = "image";
    let objects = images(&settings, &wanted).unwrap();
    runner.begin(&objects).await.unwrap();
    let collected = runner.follow(&objects, &Nobody).await;
    let collected = collected.unwrap_or_else(|error| panic!("{}", error.detail()));
    let counts: Vec<u64> = collected
        .results
        .values()
        .map(|result| result.copied)
        .collect();
    assert_eq!(counts, [1, 2]);
    for (name, digest) in digests {
        let text = skopeo(&[
            "inspect",
            "--tls-verify=false",
            &format!("docker://{}/exit/{name}:1", to.host),
        ]);
        let found: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found["Digest"], *digest);
    }
    runner.clean("exit", &objects.name).await.unwrap();

    // An image that is not there is said in skopeo's words.
    let mut missing = wanted.clone();
    missing.pairs[0].from = missing.pairs[0].from.replace("app0", "nothing");
    let objects = images(&settings, &missing).unwrap();
    runner.begin(&objects).await.unwrap();
    let error = runner.follow(&objects, &Nobody).await.unwrap_err().detail();
    assert!(error.contains("team/nothing"), "{error}");
}
