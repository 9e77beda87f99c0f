//! Copies judged by other people's programs: SeaweedFS holds both sides, `rclone` fills one and compares.
//! Run by `cargo xtask test --only data`, which brings both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use ovhai_data::{
    Bucket, BucketAt, Connection, Credential, Depth, Error, Folder, Journal, Manifest, Options,
    Outcome, Proof, Quiet, Secret, Source, Target, run, verify,
};

const KEY: &str = "judge";
const SECRET: &str = "judged-secret";

/// A SeaweedFS that ends with the test.
struct Weed {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Weed {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn tool(name: &str) -> PathBuf {
    let tools = std::env::var_os("OVHAI_TOOLS").unwrap();
    Path::new(&tools).join("bin").join(name)
}

/// A port that is free, as is the one 10,000 above, which the server takes for itself.
fn port() -> u16 {
    loop {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port() / 2 + 1024;
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if port < 50_000 && is_free(port) && is_free(port + 10_000) {
            return port;
        }
    }
}

impl Weed {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("s3.json");
        let identity = format!(
            "{{\"identities\":[{{\"name\":\"j\",\"credentials\":[{{\"accessKey\":\"{KEY}\",\"secretKey\":\"{SECRET}\"}}],\"actions\":[\"Admin\",\"Read\",\"Write\",\"List\",\"Tagging\"]}}]}}"
        );
        std::fs::write(&config, identity).unwrap();
        let port = port();
        let child = Command::new(tool("weed"))
            .arg("server")
            .arg(format!("-dir={}", folder.path().display()))
            .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=500"])
            .args(["-master.volumeSizeLimitMB=64", "-filer", "-s3"])
            .arg(format!("-master.port={}", self::port()))
            .arg(format!("-volume.port={}", self::port()))
            .arg(format!("-filer.port={}", self::port()))
            .arg(format!("-s3.port={port}"))
            .arg(format!("-s3.config={}", config.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let weed = Self {
            child,
            port,
            folder,
        };
        let started = Instant::now();
        while !weed.rclone(&["mkdir", ":s3:from"]).status.success() {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "SeaweedFS does not answer"
            );
            std::thread::sleep(Duration::from_millis(300));
        }
        weed.judge(&["mkdir", ":s3:into"]);
        weed
    }

    fn rclone(&self, arguments: &[&str]) -> Output {
        Command::new(tool("rclone"))
            .args(arguments)
            .args(["--config", "/dev/null", "--s3-provider", "Other"])
            .args(["--s3-access-key-id", KEY, "--s3-secret-access-key", SECRET])
            .arg("--s3-endpoint")
            .arg(format!("http://127.0.0.1:{}", self.port))
            .args(["--retries", "1", "--low-level-retries", "1"])
            .output()
            .unwrap()
    }

    fn judge(&self, arguments: &[&str]) {
        let output = self.rclone(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rclone {arguments:?}: {said}");
    }

    fn bucket(&self, name: &str, prefix: &str, secret: &str) -> Bucket {
        let at = BucketAt {
            endpoint: format!("http://127.0.0.1:{}", self.port).parse().unwrap(),
            region: "us-east-1".to_owned(),
            bucket: name.to_owned(),
            prefix: prefix.to_owned(),
            is_virtual: false,
            is_plain_allowed: false,
        };
        let credential = Credential {
            access_key: KEY.to_owned(),
            secret_key: Secret::new(secret),
            session_token: None,
        };
        Bucket::new(at, Some(credential), Connection::default()).unwrap()
    }
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

async fn copied(source: &Source, target: &Target, folder: Option<&Path>) -> Outcome {
    let journal = Journal::open(source, target, folder).unwrap();
    let outcome = run(source, target, &journal, &Options::default(), &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn rclone_finds_the_same_objects_in_bucket_and_folder() {
    let weed = Weed::start();
    let made = weed.folder.path().join("made");
    let names = [
        "a/x.txt",
        "a-b",
        "a.c",
        "a/y/ü b+c&d.txt",
        "z%20q#1?",
        "empty",
    ];
    for (seed, name) in (1..).zip(names) {
        let path = made.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let size = if name == "empty" { 0 } else { 5000 + seed };
        std::fs::write(path, bytes(size, seed as u64)).unwrap();
    }
    for seed in 0..300 {
        std::fs::create_dir_all(made.join("many")).unwrap();
        std::fs::write(made.join(format!("many/{seed:04}")), bytes(900, seed)).unwrap();
    }
    // Sent in parts by both sides, in other sizes.
    std::fs::write(made.join("large"), bytes(40 << 20, 99)).unwrap();
    let from_disk = made.to_str().unwrap();
    weed.judge(&[
        "copy",
        from_disk,
        ":s3:from",
        "--s3-upload-cutoff=10M",
        "--s3-chunk-size=6M",
    ]);
    weed.judge(&["check", "--download", from_disk, ":s3:from"]);

    let source = Source::Bucket(Box::new(weed.bucket("from", "", SECRET)));
    let (place, journal) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = Target::Folder(Folder::new(place.path().join("copy")));
    let outcome = copied(&source, &folder, Some(journal.path())).await;
    assert_eq!(outcome.copied, 307);
    let target = Target::Bucket(Box::new(weed.bucket("into", "the copy/", SECRET)));
    let notes = tempfile::tempdir().unwrap();
    let outcome = copied(&source, &target, Some(notes.path())).await;
    assert_eq!(outcome.copied, 307);
    weed.judge(&["check", "--download", from_disk, ":s3:into/the copy"]);
    // The folder, but for the names that not every file system can hold.
    let copy = place.path().join("copy");
    let excluded = [
        "--exclude",
        "/z%20q*",
        "--exclude",
        "/.ovhai-data/**",
        "--exclude",
        "/z%25*",
    ];
    let arguments = ["check", copy.to_str().unwrap(), from_disk];
    weed.judge(&[&arguments[..], &excluded[..]].concat());
    let odd = copy.join("z%2520q#1%3F");
    assert_eq!(std::fs::read(odd).unwrap(), bytes(5005, 5));

    let manifest = Manifest::open(&notes.path().join("manifest.jsonl")).unwrap();
    let large = (manifest.map(Result::unwrap))
        .find(|entry| entry.key == "large")
        .unwrap();
    println!("large: {:?}, stored as {}", large.proof, large.target.mark);
    for (target, folder) in [(&folder, journal.path()), (&target, notes.path())] {
        let journal = Journal::look(&source, target, Some(folder))
            .unwrap()
            .unwrap();
        let found = verify(target, &journal, &Options::default(), Depth::Bytes)
            .await
            .unwrap();
        assert_eq!((found.right, found.wrong), (307, 0));
    }
    // Again: nothing moves. One changes: one moves.
    let outcome = copied(&source, &target, Some(notes.path())).await;
    assert_eq!((outcome.copied, outcome.kept, outcome.bytes), (0, 307, 0));
    std::fs::write(made.join("a-b"), bytes(70, 7)).unwrap();
    weed.judge(&["copy", from_disk, ":s3:from"]);
    let outcome = copied(&source, &target, Some(notes.path())).await;
    assert_eq!((outcome.copied, outcome.bytes), (1, 70));
    weed.judge(&["check", "--download", from_disk, ":s3:into/the copy"]);
    assert_ne!(large.proof, Proof::Sha256);

    let stranger = Source::Bucket(Box::new(weed.bucket("from", "", "a wrong secret")));
    let elsewhere = Target::Folder(Folder::new(place.path().join("elsewhere")));
    let journal = Journal::open(&stranger, &elsewhere, None).unwrap();
    let refused = run(&stranger, &elsewhere, &journal, &Options::default(), &Quiet)
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Denied { .. }), "{refused}");
    assert!(!refused.to_string().contains("wrong secret"));
}
