//! Copies judged by other people's programs: SeaweedFS holds both sides, `rclone` fills one and compares.
//! Run by `cargo xtask test --only data`, which brings both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use ovhai_data::{
    Bucket, BucketAt, Connection, Container, ContainerAt, Credential, Depth, Error, Folder,
    Journal, Limits, Login, Manifest, Options, Outcome, Proof, Quiet, Secret, Source, Target, Tree,
    remove, run,
    testing::{SeaweedFs, TestSwift},
    verify,
};

fn bucket(weed: &SeaweedFs, name: &str, prefix: &str, secret: &str) -> Bucket {
    let at = BucketAt {
        endpoint: weed.endpoint().parse().unwrap(),
        region: "us-east-1".to_owned(),
        bucket: name.to_owned(),
        prefix: prefix.to_owned(),
        is_virtual: false,
        is_plain_allowed: false,
    };
    let credential = Credential {
        access_key: SeaweedFs::KEY.to_owned(),
        secret_key: Secret::new(secret),
        session_token: None,
    };
    Bucket::new(at, Some(credential), Connection::default()).unwrap()
}

fn judge(weed: &SeaweedFs, arguments: &[&str]) {
    let output = weed.rclone(arguments).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "rclone {arguments:?}: {said}");
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
#[ignore = "needs SeaweedFS and rclone: cargo xtask test --only data"]
async fn rclone_finds_the_same_objects_in_bucket_and_folder() {
    let tools = PathBuf::from(std::env::var_os("OVHAI_TOOLS").unwrap());
    let weed = SeaweedFs::start(&tools, &["from", "into"]).unwrap();
    let disk = tempfile::tempdir().unwrap();
    let made = disk.path().join("made");
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
    judge(
        &weed,
        &[
            "copy",
            from_disk,
            ":s3:from",
            "--s3-upload-cutoff=10M",
            "--s3-chunk-size=6M",
        ],
    );
    judge(&weed, &["check", "--download", from_disk, ":s3:from"]);

    let source = Source::Bucket(Box::new(bucket(&weed, "from", "", SeaweedFs::SECRET)));
    let (place, journal) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = Target::Folder(Folder::new(place.path().join("copy")));
    let outcome = copied(&source, &folder, Some(journal.path())).await;
    assert_eq!(outcome.copied, 307);
    let target = Target::Bucket(Box::new(bucket(
        &weed,
        "into",
        "the copy/",
        SeaweedFs::SECRET,
    )));
    let notes = tempfile::tempdir().unwrap();
    let outcome = copied(&source, &target, Some(notes.path())).await;
    assert_eq!(outcome.copied, 307);
    judge(
        &weed,
        &["check", "--download", from_disk, ":s3:into/the copy"],
    );
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
    judge(&weed, &[&arguments[..], &excluded[..]].concat());
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
    judge(&weed, &["copy", from_disk, ":s3:from"]);
    let outcome = copied(&source, &target, Some(notes.path())).await;
    assert_eq!((outcome.copied, outcome.bytes), (1, 70));
    judge(
        &weed,
        &["check", "--download", from_disk, ":s3:into/the copy"],
    );
    assert_ne!(large.proof, Proof::Sha256);

    let stranger = Source::Bucket(Box::new(bucket(&weed, "from", "", "a wrong secret")));
    let elsewhere = Target::Folder(Folder::new(place.path().join("elsewhere")));
    let journal = Journal::open(&stranger, &elsewhere, None).unwrap();
    let refused = run(&stranger, &elsewhere, &journal, &Options::default(), &Quiet)
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Denied { .. }), "{refused}");
    assert!(!refused.to_string().contains("wrong secret"));
}

/// A Swift, and how `rclone` gets at it.
struct Cloud {
    login: Option<(String, String)>,
    mock: Option<TestSwift>,
}

impl Cloud {
    fn container(&self, name: &str, prefix: &str) -> Box<Container> {
        let connection = Connection::default();
        if let Some(mock) = &self.mock {
            let container = mock.container_below(name, prefix, "right", connection);
            return Box::new(container.unwrap());
        }
        let (url, token) = self.login.clone().unwrap();
        let at = ContainerAt {
            region: "any".to_owned(),
            container: name.to_owned(),
            prefix: prefix.to_owned(),
            is_plain_allowed: false,
        };
        let login = Login::Token(url.parse().unwrap(), Secret::new(token));
        Box::new(Container::new(at, login, connection).unwrap())
    }

    fn judge(&self, arguments: &[&str]) -> String {
        let tools = PathBuf::from(std::env::var_os("OVHAI_TOOLS").unwrap());
        let mut command = std::process::Command::new(tools.join("bin/rclone"));
        command.args(arguments).args(["--config", "/dev/null"]);
        command.args(["--retries", "1", "--low-level-retries", "1", "--fast-list"]);
        match (&self.mock, &self.login) {
            (Some(mock), _) => command
                .args([
                    "--swift-auth",
                    &mock.keystone(),
                    "--swift-auth-version",
                    "3",
                ])
                .args(["--swift-user", "test", "--swift-key", "right"])
                .args(["--swift-domain", "Default", "--swift-tenant", "p"])
                .args(["--swift-tenant-domain", "Default", "--swift-region", "TEST"]),
            (None, Some((url, token))) => {
                command.args(["--swift-storage-url", url, "--swift-auth-token", token])
            }
            _ => unreachable!("a cloud without a login"),
        };
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "rclone {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Into Swift, judged by `rclone`: the one for tests, and the one that `OVHAI_SWIFT` (its storage URL) and `OVHAI_SWIFT_TOKEN` name.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs rclone: cargo xtask test --only data"]
async fn rclone_finds_the_same_objects_in_a_container() {
    let mock = TestSwift::start().await.unwrap();
    mock.state()
        .containers
        .insert("into".to_owned(), Default::default());
    let mut clouds = vec![Cloud {
        login: None,
        mock: Some(mock),
    }];
    if let (Ok(url), Ok(token)) = (
        std::env::var("OVHAI_SWIFT"),
        std::env::var("OVHAI_SWIFT_TOKEN"),
    ) {
        println!("judged at {url}, too");
        let real = Cloud {
            login: Some((url, token)),
            mock: None,
        };
        real.judge(&["mkdir", ":swift:into"]);
        clouds.push(real);
    }
    for cloud in clouds {
        let disk = tempfile::tempdir().unwrap();
        let made = disk.path().join("made");
        std::fs::create_dir_all(made.join("a/y")).unwrap();
        for (seed, name) in (1..).zip([
            "a/x.txt",
            "a-b",
            "a.c",
            "a/y/ü b+c&d.txt",
            "z%20q#1?",
            "empty",
        ]) {
            let size = if name == "empty" { 0 } else { 5000 + seed };
            std::fs::write(made.join(name), bytes(size, seed as u64)).unwrap();
        }
        std::fs::write(made.join("large"), bytes(2 << 20, 99)).unwrap();
        // More segments than one list may name.
        std::fs::write(made.join("long"), bytes((8 << 10) * 1030 + 5, 98)).unwrap();
        let from = Source::Folder(Tree::new(&made, ""));
        let to = Target::Container(cloud.container("into", "the copy/"));
        let mut options = Options::default();
        options.limits = Limits {
            part: 8 << 10,
            ..options.limits
        };
        let own = tempfile::tempdir().unwrap();
        let open = || Journal::open(&from, &to, Some(own.path())).unwrap();
        let outcome = run(&from, &to, &open(), &options, &Quiet).await.unwrap();
        assert_eq!((outcome.failed, outcome.copied), (vec![], 8));
        let disk = made.to_str().unwrap();
        cloud.judge(&["check", "--download", disk, ":swift:into/the copy"]);
        let found = verify(&to, &open(), &options, Depth::Bytes).await.unwrap();
        assert_eq!((found.right, found.wrong), (8, 0));
        let outcome = run(&from, &to, &open(), &options, &Quiet).await.unwrap();
        assert_eq!((outcome.copied, outcome.kept), (0, 8));
        // Another version: its segments take the place of the former's.
        std::fs::write(made.join("large"), bytes(1 << 20, 97)).unwrap();
        let outcome = run(&from, &to, &open(), &options, &Quiet).await.unwrap();
        assert_eq!((outcome.copied, outcome.kept), (1, 7));
        cloud.judge(&["check", "--download", disk, ":swift:into/the copy"]);
        // What `rclone` sends in segments is read as one, whatever it is called.
        cloud.judge(&[
            "copyto",
            &format!("{disk}/long"),
            ":swift:into/theirs",
            "--swift-chunk-size",
            "1M",
        ]);
        let back = tempfile::tempdir().unwrap();
        let source = Source::Container(cloud.container("into", ""));
        let outcome = copied(&source, &Target::Folder(Folder::new(back.path())), None).await;
        assert_eq!((outcome.copied, outcome.failures), (9, 0));
        for (copy, original) in [("theirs", "long"), ("the copy/large", "large")] {
            let (copy, original) = (back.path().join(copy), made.join(original));
            assert!(std::fs::read(copy).unwrap() == std::fs::read(original).unwrap());
        }
        let removed = remove(&to, &open(), &options).await.unwrap();
        assert_eq!((removed.removed, removed.kept, removed.unknown), (8, 0, 0));
        assert_eq!(
            cloud.judge(&["lsf", "-R", "--files-only", ":swift:into"]),
            "theirs\n"
        );
        let segments = cloud.judge(&["lsf", "-R", "--files-only", ":swift:into_segments"]);
        assert!(
            segments
                .lines()
                .all(|segment| segment.starts_with("theirs/")),
            "{segments}"
        );
        if cloud.mock.is_none() {
            cloud.judge(&["purge", ":swift:into"]);
            cloud.judge(&["purge", ":swift:into_segments"]);
        }
    }
}
