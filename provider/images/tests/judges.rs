//! Copies judged by other people's programs: Debian's `docker-registry` holds both sides, `skopeo` says what is there.
//! Run by `cargo xtask test --only images`, which brings both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use ovhai_images::{
    Bounds, Credentials, Destination, Error, Graph, Journal, Layout, Limits, Naming, NoJournal,
    Options, Outcome, Place, Places, Plan, Proof, Quiet, Selection, Session, resolve, run,
    testing::{TestRegistry, image, image_with, index},
    verify,
};
use serde_json::json;

/// A `docker-registry` that ends with the test.
struct Real {
    child: Child,
    host: String,
    _folder: tempfile::TempDir,
}

impl Drop for Real {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn tool(name: &str) -> PathBuf {
    let tools = std::env::var_os("OVHAI_TOOLS").unwrap();
    Path::new(&tools).join("bin").join(name)
}

async fn real() -> Real {
    let folder = tempfile::tempdir().unwrap();
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let host = format!("127.0.0.1:{port}");
    let configuration = json!({
        "version": "0.1",
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": folder.path().join("data")}, "delete": {"enabled": true}},
        "http": {"addr": host, "secret": "the same after a restart"},
    });
    let path = folder.path().join("config.yml");
    // JSON is YAML.
    std::fs::write(&path, configuration.to_string()).unwrap();
    let child = Command::new(tool("docker-registry"))
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
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Real {
        child,
        host,
        _folder: folder,
    }
}

fn skopeo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool("skopeo"))
        .arg("--insecure-policy")
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "skopeo {arguments:?}: {said}");
    output.stdout
}

fn bytes(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut made: Vec<u8> = std::iter::repeat_with(&mut next)
        .take(count.div_ceil(8))
        .flatten()
        .collect();
    made.truncate(count);
    made
}

async fn graph(places: &Places, place: Place, reference: &str) -> Graph {
    let source = places.source(&place).unwrap();
    let (selection, bounds) = (Selection::default(), Bounds::default());
    resolve(&source, place, reference, &selection, &bounds)
        .await
        .unwrap()
}

async fn copied(places: &Places, plan: &Plan) -> Outcome {
    let outcome = run(plan, places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    outcome
}

fn into(host: &str, prefix: &str) -> Destination {
    Destination::Registry {
        registry: host.to_owned(),
        naming: Naming {
            prefix: prefix.to_owned(),
            with_host: false,
            names: BTreeMap::new(),
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs docker-registry and skopeo: cargo xtask test --only images"]
async fn skopeo_finds_the_same_bytes_in_registry_and_layout() {
    let source = TestRegistry::start().await.unwrap();
    let real = real().await;
    let (shared, small) = (bytes(20 << 20, 1), bytes(70_000, 2));
    let made = index(&[
        ("linux/amd64", &image(&[&shared, &small])),
        ("linux/arm64", &image(&[&shared])),
    ]);
    for name in ["team/a", "team/b"] {
        source.hold(name, Some("1"), &made);
    }
    let root = made
        .manifests
        .iter()
        .find(|(digest, ..)| *digest == made.digest)
        .unwrap();
    let signature = image_with(
        &[b"signature"],
        json!({"artifactType": "application/x.signature", "subject": {
            "mediaType": root.1, "digest": made.digest, "size": root.2.len()}}),
    );
    source.hold("team/a", None, &signature);
    source.state().has_referrers = true;

    let places = Places::new(Credentials::default(), Options::default());
    let at = |registry: &str, repository: &str| Place::Registry {
        registry: registry.to_owned(),
        repository: repository.to_owned(),
    };
    let mut graphs = Vec::new();
    for name in ["team/a", "team/b"] {
        graphs.push(graph(&places, at(&source.host(), name), "1").await);
    }
    let plan = Plan::new(&graphs, into(&real.host, "copy")).unwrap();
    let outcome = copied(&places, &plan).await;
    assert_eq!(outcome.bytes, plan.bytes(), "each blob was sent once");
    assert!(outcome.mounted >= 3, "{outcome:?}");
    assert_eq!(
        verify(&plan, &places, Limits::default(), Proof::Content).await,
        Ok(Vec::new())
    );
    for name in ["team/a", "team/b"] {
        let reference = format!("docker://{}/copy/{name}:1", real.host);
        let raw = skopeo(&["inspect", "--raw", "--tls-verify=false", &reference]);
        assert_eq!(raw, root.2.as_ref());
    }
    // docker-registry has no referrers interface: the signature is under the fallback tag.
    let reference = format!(
        "docker://{}/copy/team/a:{}",
        real.host,
        made.digest.replace(':', "-")
    );
    let raw = skopeo(&["inspect", "--raw", "--tls-verify=false", &reference]);
    assert!(String::from_utf8_lossy(&raw).contains(&signature.digest));

    // A second run moves nothing.
    let second = copied(&places, &plan).await;
    assert_eq!(
        (second.bytes, second.transferred, second.manifests),
        (0, 0, 0)
    );

    // Registry to layout, read by skopeo; and a copy of skopeo's own read by us.
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours");
    let found = graph(&places, at(&real.host, "copy/team/a"), "1").await;
    assert_eq!(
        found.manifests.len(),
        4,
        "the signature was found by the fallback tag"
    );
    let to_layout = Plan::new(&[found], Destination::Layout(ours.clone())).unwrap();
    copied(&places, &to_layout).await;
    assert_eq!(Layout::open(&ours).unwrap().verify().unwrap(), []);
    let name = &to_layout.images[0].repository;
    let theirs = folder.path().join("theirs");
    let (from, to) = (
        format!("oci:{}:{name}", ours.display()),
        format!("oci:{}:1", theirs.display()),
    );
    skopeo(&["copy", "--all", "--preserve-digests", &from, &to]);
    let layout = Layout::open(&theirs).unwrap();
    assert_eq!(layout.verify().unwrap(), []);
    assert_eq!(layout.manifest("1").unwrap().digest.as_str(), made.digest);
    let back = graph(&places, Place::Layout(theirs), "1").await;
    let plan = Plan::new(&[back], into(&real.host, "back")).unwrap();
    let outcome = copied(&places, &plan).await;
    // Its blobs are in the registry under other names, but nothing says so.
    assert_eq!(outcome.bytes, plan.bytes());
    let reference = format!("docker://{}/back/theirs:1", real.host);
    let raw = skopeo(&["inspect", "--raw", "--tls-verify=false", &reference]);
    assert_eq!(raw, root.2.as_ref());
}

/// Remembers one upload, and stops the run when it has kept something four times: the end of the configuration, the beginning of the
/// layer, and two pieces.
#[derive(Default)]
struct Stopping(Mutex<(usize, BTreeMap<String, Session>)>);

impl Journal for Stopping {
    fn session(&self, key: &str) -> Option<Session> {
        self.0.lock().unwrap().1.get(key).cloned()
    }

    fn keep(&self, key: &str, session: Option<&Session>) -> Result<(), Error> {
        let mut state = self.0.lock().unwrap();
        if let Some(session) = session {
            state.1.insert(key.to_owned(), session.clone());
        }
        state.0 += 1;
        match state.0 {
            4 => Err(Error::Journal("stopped".to_owned())),
            _ => Ok(()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs docker-registry and skopeo: cargo xtask test --only images"]
async fn a_stopped_upload_goes_on_in_a_real_registry() {
    let source = TestRegistry::start().await.unwrap();
    let real = real().await;
    let layer = bytes(10 << 20, 7);
    let made = image(&[&layer]);
    source.hold("a", Some("1"), &made);
    let options = Options {
        chunk: 1 << 20,
        streamed: 0,
        ..Options::default()
    };
    let places = Places::new(Credentials::default(), options);
    let place = Place::Registry {
        registry: source.host(),
        repository: "a".to_owned(),
    };
    let found = graph(&places, place, "1").await;
    let plan = Plan::new(&[found], into(&real.host, "copy")).unwrap();
    let journal = Stopping::default();
    let limits = Limits {
        blobs: 1,
        ..Limits::default()
    };
    let stopped = run(&plan, &places, limits, &journal, &Quiet).await;
    assert_eq!(stopped, Err(Error::Journal("stopped".to_owned())));
    let acknowledged: u64 = journal
        .0
        .lock()
        .unwrap()
        .1
        .values()
        .map(|one| one.offset)
        .sum();
    assert!(acknowledged >= 2 << 20, "{acknowledged}");
    let outcome = run(&plan, &places, limits, &journal, &Quiet).await.unwrap();
    assert_eq!(outcome.failed, []);
    assert!(
        outcome.bytes <= plan.bytes() - acknowledged,
        "{} bytes sent after {acknowledged} of {}",
        outcome.bytes,
        plan.bytes()
    );
    let proof = verify(&plan, &places, limits, Proof::Content).await;
    assert_eq!(proof, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs docker-registry and skopeo: cargo xtask test --only images"]
async fn a_copy_is_not_slower_than_skopeos_by_much() {
    let (from, to) = (real().await, real().await);
    let source = TestRegistry::start().await.unwrap();
    let shared = bytes(24 << 20, 3);
    let places = Places::new(Credentials::default(), Options::default());
    let at = |registry: &str, repository: &str| Place::Registry {
        registry: registry.to_owned(),
        repository: repository.to_owned(),
    };
    let mut graphs = Vec::new();
    for number in 0..8u8 {
        let own = bytes(1 << 20, u64::from(number) + 10);
        let name = format!("app{number}");
        source.hold(&name, Some("1"), &image(&[&shared, &own]));
        graphs.push(graph(&places, at(&source.host(), &name), "1").await);
    }
    copied(&places, &Plan::new(&graphs, into(&from.host, "")).unwrap()).await;
    drop(source);

    let started = Instant::now();
    let mut graphs = Vec::new();
    for number in 0..8 {
        graphs.push(graph(&places, at(&from.host, &format!("app{number}")), "1").await);
    }
    copied(
        &places,
        &Plan::new(&graphs, into(&to.host, "ours")).unwrap(),
    )
    .await;
    let ours = started.elapsed();
    let started = Instant::now();
    for number in 0..8 {
        skopeo(&[
            "copy",
            "--all",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            &format!("docker://{}/app{number}:1", from.host),
            &format!("docker://{}/theirs/app{number}:1", to.host),
        ]);
    }
    let theirs = started.elapsed();
    println!("8 images sharing 24 MiB: ours {ours:?}, skopeo in a loop {theirs:?}");
    // A guard against blunders, in an unoptimised build; the benchmark measures.
    assert!(ours < theirs * 3, "ours {ours:?}, skopeo {theirs:?}");
}
