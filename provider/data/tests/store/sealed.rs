//! Copies that only some people can read. That they can, age itself judges in `tests/judges`.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use ovhai_data::{
    Bandwidth, Depth, Detail, Entry, Journal, Missing, Options, Quiet, Seal, Summary, run, survey,
    testing::TestStore, verify,
};

use super::{After, bucket, bytes, entries, folder, in_folder, options, source};

const BEGIN: &[u8] = b"age-encryption.org/v1\n-> X25519 ";
/// Three parts of 64 KiB and a bit: no part of a file of age can be smaller.
const LARGE: usize = 3 * 65_536 + 77;

fn recipient(first: u8) -> ovhai_age::Recipient {
    let mut key = [0; 32];
    key[0] = first;
    ovhai_age::Recipient(key)
}

fn sealing(recipients: &[u8], key: &[u8]) -> Options {
    let recipients = recipients.iter().copied().map(recipient).collect();
    Options {
        seal: Some(Arc::new(Seal::new(recipients, key).unwrap())),
        ..options()
    }
}

async fn store() -> TestStore {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for (at, key) in (0..).zip(["a", "empty", "large", "z/.."]) {
            let size = match key {
                "empty" => 0,
                "large" => LARGE,
                _ => 700,
            };
            let object = state.put("from", key, &bytes(size, at));
            let headers = [("content-encoding", "gzip"), ("x-amz-meta-who", "us")];
            for (name, value) in headers {
                object.headers.insert(name.to_owned(), value.to_owned());
            }
        }
        state.buckets.entry("to".to_owned()).or_default();
    }
    store
}

/// What lies in `to`, against the manifest.
fn is_sealed(store: &TestStore, manifest: &BTreeMap<String, Entry>) {
    let state = store.state();
    for (key, object) in &state.buckets["from"] {
        let (entry, copy) = (&manifest[key], &state.buckets["to"][&format!("copy/{key}")]);
        assert!(copy.bytes.starts_with(BEGIN), "{key}");
        assert_eq!(copy.bytes.len() as u64, entry.target.size);
        assert_eq!(entry.size, object.bytes.len() as u64);
        assert_eq!(sha256(&copy.bytes), entry.sha256, "{key}");
        assert_ne!(entry.etag, object.etag);
        let told: Vec<&str> = copy.headers.keys().map(String::as_str).collect();
        assert_eq!(told, ["content-type"], "{key}");
        assert_eq!(entry.properties.content_encoding.as_deref(), Some("gzip"));
        assert_eq!(entry.properties.metadata["who"], "us");
        assert!(entry.sealed.is_some());
    }
}

fn sha256(bytes: &[u8]) -> String {
    let sum = ring::digest::digest(&ring::digest::SHA256, bytes);
    sum.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

async fn sealed_run(store: &TestStore, place: &Path, options: &Options) -> (u64, u64) {
    let (from, to) = (source(store), bucket(store));
    let journal = Journal::open(&from, &to, Some(place)).unwrap();
    let outcome = run(&from, &to, &journal, options, &Quiet).await.unwrap();
    assert_eq!(outcome.failed, []);
    (outcome.copied, outcome.kept)
}

#[tokio::test]
async fn copies_are_files_of_age_and_a_second_run_knows_them() {
    let store = store().await;
    let place = tempfile::tempdir().unwrap();
    let mut options = sealing(&[9], b"key");
    options.mirrored_every = Some(std::time::Duration::from_secs(60));
    assert_eq!(sealed_run(&store, place.path(), &options).await, (4, 0));
    let path = place.path().join("manifest.jsonl");
    is_sealed(&store, &entries(&path));
    {
        // Neither bytes nor sums of what is secret, in the journal and in what of it lies in the bucket.
        let state = store.state();
        let told: Vec<u8> = (state.buckets["to"].iter())
            .filter(|(key, _)| key.contains(".ovhai-data"))
            .flat_map(|(_, object)| object.bytes.clone())
            .chain(std::fs::read(&path).unwrap())
            .collect();
        let told = String::from_utf8_lossy(&told);
        assert!(told.contains("\"sealed\""));
        for object in state.buckets["from"].values() {
            assert!(!told.contains(&object.etag), "{}", object.etag);
            assert!(!told.contains(&sha256(&object.bytes)));
        }
    }

    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::open(&from, &to, Some(place.path())).unwrap();
    let found = survey(&from, &to, Some(&journal), &options, Detail::Listing).await;
    let found = found.unwrap();
    assert_eq!((found.unchanged, found.bytes_to_move), (4, 0));
    let summary = Summary::of(&path).unwrap();
    assert_eq!(found.sha256.as_ref(), Some(&summary.source_sha256));
    assert_eq!((summary.objects, summary.sealed), (4, 4));
    for depth in [Depth::Marks, Depth::Bytes] {
        let found = verify(&to, &journal, &options, depth).await.unwrap();
        assert_eq!((found.right, found.problems), (4, vec![]));
    }
    drop(journal);
    assert_eq!(sealed_run(&store, place.path(), &options).await, (0, 4));

    // One more reader, another key, none at all: each time everything is made anew.
    for other in [sealing(&[9, 10], b"key"), sealing(&[9, 10], b"other")] {
        assert_eq!(sealed_run(&store, place.path(), &other).await, (4, 0));
        assert_eq!(sealed_run(&store, place.path(), &other).await, (0, 4));
        is_sealed(&store, &entries(&path));
    }
    assert_eq!(
        sealed_run(&store, place.path(), &super::options()).await,
        (4, 0)
    );
    super::stored(&store);
}

#[tokio::test]
async fn what_changed_in_a_copy_is_found_and_made_anew() {
    let store = store().await;
    let place = tempfile::tempdir().unwrap();
    let mut options = sealing(&[9], b"key");
    sealed_run(&store, place.path(), &options).await;
    {
        let mut state = store.state();
        let copy = state.buckets.get_mut("to").unwrap();
        let large = copy.get_mut("copy/large").unwrap();
        let mut spoilt = large.bytes.to_vec();
        spoilt[100_000] ^= 1;
        large.bytes = spoilt.into();
    }
    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::open(&from, &to, Some(place.path())).unwrap();
    let found = verify(&to, &journal, &options, Depth::Bytes).await.unwrap();
    assert_eq!((found.right, found.wrong), (3, 1));
    assert!(matches!(found.problems[0].what, Missing::Corrupt { .. }));
    drop(journal);
    options.mending = ["large".to_owned()].into();
    assert_eq!(sealed_run(&store, place.path(), &options).await, (1, 3));
    is_sealed(&store, &entries(&place.path().join("manifest.jsonl")));
}

#[tokio::test]
async fn a_stopped_upload_goes_on_with_the_file_it_began() {
    let store = store().await;
    let place = tempfile::tempdir().unwrap();
    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::open(&from, &to, Some(place.path())).unwrap();
    let observer = After::new(130_000);
    let mut stopping = sealing(&[9], b"key");
    stopping.bandwidth = Some(Bandwidth::new(1));
    stopping.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => {}
        outcome = run(&from, &to, &journal, &stopping, observer.as_ref()) => {
            panic!("it ended: {outcome:?}");
        }
    }
    drop(journal);
    let begun = store.state().uploads.len();
    assert_eq!(begun, 1);
    store.state().forget();
    let copied = sealed_run(&store, place.path(), &sealing(&[9], b"key")).await;
    assert_eq!(copied.0 + copied.1, 4);
    is_sealed(&store, &entries(&place.path().join("manifest.jsonl")));
    let state = store.state();
    assert_eq!(
        state.count("POST", "uploads"),
        0,
        "a second upload was begun"
    );
}

#[tokio::test]
async fn files_are_sealed_too_and_what_a_kill_left_of_a_plain_one_is_not_gone_on_with() {
    let store = store().await;
    let place = tempfile::tempdir().unwrap();
    let (from, to) = (source(&store), folder(place.path()));
    let journal = Journal::open(&from, &to, None).unwrap();
    let observer = After::new(100_000);
    let mut stopping = options();
    stopping.bandwidth = Some(Bandwidth::new(1));
    stopping.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => {}
        outcome = run(&from, &to, &journal, &stopping, observer.as_ref()) => {
            panic!("it ended: {outcome:?}");
        }
    }
    drop(journal);
    let journal = Journal::open(&from, &to, None).unwrap();
    let options = sealing(&[9, 10], b"key");
    let outcome = run(&from, &to, &journal, &options, &Quiet).await.unwrap();
    assert_eq!(outcome.failed, []);
    let manifest = in_folder(place.path());
    for (key, object) in &store.state().buckets["from"] {
        let entry = &manifest[key];
        let copy = std::fs::read(place.path().join(&entry.path)).unwrap();
        assert!(copy.starts_with(BEGIN), "{key}");
        assert_eq!(sha256(&copy), entry.sha256);
        assert_eq!(copy.len() as u64, entry.target.size);
        assert_eq!(entry.size, object.bytes.len() as u64);
    }
    let found = verify(&to, &journal, &options, Depth::Marks).await.unwrap();
    assert_eq!((found.right, found.wrong), (4, 0));
}

#[tokio::test]
async fn a_source_that_lies_is_caught_before_anything_is_sealed() {
    let store = store().await;
    for key in ["a", "large"] {
        let mut state = store.state();
        let from = state.buckets.get_mut("from").unwrap();
        from.get_mut(key).unwrap().etag = "0".repeat(32);
    }
    let place = tempfile::tempdir().unwrap();
    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::open(&from, &to, Some(place.path())).unwrap();
    let outcome = run(&from, &to, &journal, &sealing(&[9], b"key"), &Quiet).await;
    let outcome = outcome.unwrap();
    let failed: Vec<&str> = outcome.failed.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(failed, ["a", "large"]);
    assert!(!store.state().buckets["to"].contains_key("copy/large"));
}
