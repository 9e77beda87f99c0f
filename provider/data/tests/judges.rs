//! Copies judged by other people's programs: SeaweedFS holds both sides, `rclone` fills one and compares.
//! Run by `cargo xtask test --only data`, which brings both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use ovhai_data::{
    Bucket, BucketAt, Connection, Credential, Depth, Error, Folder, Journal, Manifest, Options,
    Outcome, Proof, Quiet, Secret, Source, Target, run, testing::SeaweedFs, verify,
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
