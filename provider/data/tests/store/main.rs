//! Copies against a store with faults, and what they cost it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bucket;
mod faults;
mod folder;
mod git;
mod killed;
mod mirror;
mod sealed;
mod stopped;
mod swift;
mod swift_target;
mod tree;

use std::{
    collections::BTreeMap,
    future::Future,
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ovhai_data::{
    Clock, Connection, Entry, Error, Event, Folder, Journal, Limits, Manifest, Observer, Options,
    Outcome, Quiet, Source, Target, run, testing::TestStore,
};

/// Never waits, and remembers how long it would have.
#[derive(Debug, Default)]
struct Waits(Mutex<Vec<Duration>>);

impl Clock for Waits {
    fn now(&self) -> i64 {
        1_767_225_600
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

fn connection() -> Connection {
    Connection {
        stall: Duration::from_secs(20),
        clock: Arc::new(Waits::default()),
        ..Connection::default()
    }
}

/// Parts of 1 KiB, so that objects of some thousand bytes are large ones.
fn options() -> Options {
    Options {
        limits: Limits {
            objects: 4,
            part: 1024,
            memory: 1 << 20,
        },
        clock: Arc::new(Waits::default()),
        ..Options::default()
    }
}

fn bytes(count: usize, seed: u8) -> Vec<u8> {
    (0..count)
        .map(|at| u8::try_from((at * 31 + usize::from(seed) * 7 + at / 251) % 256).unwrap())
        .collect()
}

fn source(store: &TestStore) -> Source {
    Source::Bucket(Box::new(store.bucket("from", "", connection()).unwrap()))
}

fn bucket(store: &TestStore) -> Target {
    store.state().buckets.entry("to".to_owned()).or_default();
    Target::Bucket(Box::new(store.bucket("to", "copy/", connection()).unwrap()))
}

fn folder(path: &Path) -> Target {
    Target::Folder(Folder::new(path))
}

/// A run into a folder.
async fn to_folder(store: &TestStore, path: &Path, options: &Options) -> Result<Outcome, Error> {
    let (source, target) = (source(store), folder(path));
    let journal = Journal::open(&source, &target, None)?;
    run(&source, &target, &journal, options, &Quiet).await
}

/// A run into the bucket `to`, of the same store, with the journal in `path`.
async fn to_bucket(store: &TestStore, path: &Path, options: &Options) -> Result<Outcome, Error> {
    let (source, target) = (source(store), bucket(store));
    let journal = Journal::open(&source, &target, Some(path))?;
    run(&source, &target, &journal, options, &Quiet).await
}

/// The manifest by name.
fn entries(manifest: &Path) -> BTreeMap<String, Entry> {
    let mut manifest = Manifest::open(manifest).unwrap();
    let entries = (manifest.by_ref())
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.key.clone(), entry))
        .collect();
    assert!(manifest.trailer().is_some());
    entries
}

fn in_folder(path: &Path) -> BTreeMap<String, Entry> {
    entries(&path.join(".ovhai-data/manifest.jsonl"))
}

/// Every object lies in the folder where the manifest says, byte for byte.
fn holds(store: &TestStore, path: &Path) {
    let state = store.state();
    let entries = in_folder(path);
    let held = &state.buckets["from"];
    assert!(entries.keys().eq(held.keys()), "{:?}", entries.keys());
    for (key, object) in held {
        let entry = &entries[key];
        assert_eq!(
            std::fs::read(path.join(&entry.path)).unwrap(),
            object.bytes,
            "{key}"
        );
        assert_eq!(entry.etag, object.etag);
        assert_eq!(ovhai_data::key_of(&entry.path).as_ref(), Some(key));
    }
}

/// Every object lies in the bucket `to`, with what it says of itself.
fn stored(store: &TestStore) {
    let state = store.state();
    let to = &state.buckets["to"];
    for (key, object) in &state.buckets["from"] {
        let copy = &to[&format!("copy/{key}")];
        assert_eq!(copy.bytes, object.bytes, "{key}");
        assert_eq!(copy.headers, object.headers, "{key}");
    }
    // Of an upload whose begin was not answered any more nobody knows.
    assert!(state.uploads.values().all(|upload| upload.parts.is_empty()));
}

/// Tells when so many bytes came, and lets nothing go on after that.
#[derive(Debug)]
struct After {
    bytes: u64,
    seen: AtomicU64,
    reached: tokio::sync::Notify,
}

impl After {
    fn new(bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            bytes,
            seen: AtomicU64::new(0),
            reached: tokio::sync::Notify::new(),
        })
    }
}

impl Observer for After {
    fn event(&self, event: Event<'_>) {
        if let Event::Bytes(count) = event
            && self.seen.fetch_add(count, Ordering::SeqCst) + count >= self.bytes
        {
            self.reached.notify_one();
        }
    }
}

/// The clock of the bandwidth limit: each piece waits for it.
impl Clock for After {
    fn now(&self) -> i64 {
        1_767_225_600
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if self.seen.load(Ordering::SeqCst) >= self.bytes {
            return Box::pin(std::future::pending());
        }
        Box::pin(std::future::ready(()))
    }
}
