//! From a folder.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::Path,
};

use ovhai_data::{
    Journal, Observer, Outcome, Proof, Quiet, Source, Target, Tree, run, testing::TestStore,
};

use super::{After, bucket, bytes, entries, folder, in_folder, options};

async fn copied(from: &Path, prefix: &str, target: &Target, own: &Path) -> Outcome {
    let source = Source::Folder(Tree::new(from, prefix));
    let journal = Journal::open(&source, target, Some(own)).unwrap();
    run(&source, target, &journal, &options(), &Quiet)
        .await
        .unwrap()
}

fn write(root: &Path, key: &str, bytes: &[u8]) {
    let path = root.join(key);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

const KEYS: [&str; 9] = [
    "a/b/c",
    "a/b.txt",
    "a-b",
    "a.c",
    "a/b/ü x?#%",
    "empty",
    "large",
    "z/y/x",
    "B/a",
];

fn filled(root: &Path) {
    for (at, key) in (0..).zip(KEYS) {
        let size = match key {
            "empty" => 0,
            "large" => 10_000,
            _ => 300 + usize::from(at),
        };
        write(root, key, &bytes(size, at));
    }
}

#[tokio::test]
async fn files_of_a_folder_reach_a_bucket_in_order_and_a_second_run_reads_none() {
    let store = TestStore::start().await.unwrap();
    let (from, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(from.path());
    let to = bucket(&store);
    let outcome = copied(from.path(), "", &to, own.path()).await;
    assert_eq!(
        (outcome.failed, outcome.copied, outcome.unproven),
        (vec![], 9, 0)
    );
    for (at, key) in (0..).zip(KEYS) {
        let state = store.state();
        let held = &state.buckets["to"][&format!("copy/{key}")].bytes;
        assert_eq!(
            fs::read(from.path().join(key)).unwrap(),
            *held,
            "{at} {key}"
        );
    }
    let manifest = entries(&own.path().join("manifest.jsonl"));
    assert!(manifest.values().all(|entry| entry.proof == Proof::File));
    store.state().forget();
    write(from.path(), "z/y/x", b"another");
    fs::remove_file(from.path().join("a-b")).unwrap();
    let outcome = copied(from.path(), "", &to, own.path()).await;
    assert_eq!(
        (outcome.copied, outcome.kept, outcome.gone, outcome.bytes),
        (1, 7, 1, 7)
    );
    // Only a part of it.
    let elsewhere = tempfile::tempdir().unwrap();
    let part = folder(&elsewhere.path().join("copy"));
    let outcome = copied(from.path(), "a/b", &part, &elsewhere.path().join("own")).await;
    assert_eq!((outcome.copied, outcome.failures), (3, 0));
    assert!(elsewhere.path().join("copy/a/b/c").is_file());
}

#[tokio::test]
async fn links_are_not_followed_and_are_named() {
    let (from, out, into) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    filled(from.path());
    write(out.path(), "secret", b"out of it");
    symlink(out.path(), from.path().join("a/out")).unwrap();
    symlink(out.path().join("secret"), from.path().join("link")).unwrap();
    symlink("a-b", from.path().join("inner")).unwrap();
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    fs::write(from.path().join(odd), b"no text").unwrap();
    let to = folder(into.path());
    let outcome = copied(from.path(), "", &to, &into.path().join(".ovhai-data")).await;
    assert_eq!((outcome.copied, outcome.strange.count), (9, 4));
    let named = outcome.strange.names.join(" ");
    assert!(
        named.contains("a/out: a link") && named.contains("no UTF-8"),
        "{named}"
    );
    assert!(
        in_folder(into.path())
            .keys()
            .all(|key| KEYS.contains(&key.as_str()))
    );

    // A link that takes a file's place after it was listed.
    let source = Source::Folder(Tree::new(from.path(), ""));
    struct Swap<'a>(&'a Path, &'a Path);
    impl Observer for Swap<'_> {
        fn event(&self, event: ovhai_data::Event<'_>) {
            if matches!(event, ovhai_data::Event::Copied("B/a")) {
                fs::remove_dir_all(self.0.join("z")).unwrap();
                symlink(self.1, self.0.join("z")).unwrap();
            }
        }
    }
    fs::create_dir_all(out.path().join("y")).unwrap();
    fs::write(out.path().join("y/x"), b"out of it").unwrap();
    let (other, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let to = folder(other.path());
    let journal = Journal::open(&source, &to, Some(own.path())).unwrap();
    let mut one = options();
    one.limits.objects = 1;
    let outcome = run(&source, &to, &journal, &one, &Swap(from.path(), out.path()))
        .await
        .unwrap();
    assert_eq!((outcome.copied, outcome.vanished), (8, 1), "{outcome:?}");
    assert!(!other.path().join("z").exists());
}

#[tokio::test]
async fn a_file_that_is_written_while_it_is_read_is_not_taken_for_a_copy() {
    let (from, into, own) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let path = from.path().join("grows");
    fs::write(&path, bytes(3 << 20, 1)).unwrap();
    /// Writes each time a piece was read, or only once.
    struct Writes(std::path::PathBuf, std::sync::atomic::AtomicUsize, usize);
    impl Observer for Writes {
        fn event(&self, event: ovhai_data::Event<'_>) {
            use std::{io::Write, sync::atomic::Ordering};
            if matches!(event, ovhai_data::Event::Bytes(_))
                && self.1.fetch_add(1, Ordering::SeqCst) < self.2
            {
                let mut file = fs::File::options().append(true).open(&self.0).unwrap();
                file.write_all(b"x").unwrap();
            }
        }
    }
    let source = Source::Folder(Tree::new(from.path(), ""));
    let to = folder(into.path());
    let journal = Journal::open(&source, &to, Some(own.path())).unwrap();
    let always = Writes(path.clone(), 0.into(), usize::MAX);
    let outcome = run(&source, &to, &journal, &options(), &always)
        .await
        .unwrap();
    assert_eq!(outcome.failures, 1);
    let text = outcome.failed[0].error.to_string();
    assert!(text.contains("changes while it is copied"), "{text}");
    assert!(!into.path().join("grows").exists());
    let once = Writes(path.clone(), 0.into(), 1);
    let outcome = run(&source, &to, &journal, &options(), &once)
        .await
        .unwrap();
    assert_eq!((outcome.copied, outcome.failures), (1, 0));
    assert_eq!(
        fs::read(&path).unwrap(),
        fs::read(into.path().join("grows")).unwrap()
    );
}

#[tokio::test]
async fn a_folder_goes_on_where_it_stopped_and_is_not_copied_into_itself() {
    let store = TestStore::start().await.unwrap();
    let (from, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(from.path(), "large", &bytes(64 << 10, 3));
    let to = bucket(&store);
    let source = Source::Folder(Tree::new(from.path(), ""));
    let journal = Journal::open(&source, &to, Some(own.path())).unwrap();
    let observer = After::new(32 << 10);
    let mut slow = options();
    slow.bandwidth = Some(ovhai_data::Bandwidth::new(1));
    slow.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => {}
        outcome = run(&source, &to, &journal, &slow, observer.as_ref()) => panic!("{outcome:?}"),
    }
    drop(journal);
    let outcome = copied(from.path(), "", &to, own.path()).await;
    assert_eq!((outcome.copied, outcome.failures), (1, 0));
    assert!(
        outcome.bytes < 64 << 10,
        "{} bytes were read again",
        outcome.bytes
    );
    assert_eq!(
        store.state().buckets["to"]["copy/large"].bytes,
        bytes(64 << 10, 3)
    );

    for inner in ["", "below", "below/it"] {
        let into = folder(&from.path().join(inner));
        let refused = Journal::open(&source, &into, Some(own.path())).unwrap_err();
        assert!(
            refused.to_string().contains("part of what it copies"),
            "{refused}"
        );
    }
    let gone = Source::Folder(Tree::new(from.path().join("not there"), ""));
    let journal = Journal::open(&gone, &to, Some(&own.path().join("other"))).unwrap();
    let refused = run(&gone, &to, &journal, &options(), &Quiet)
        .await
        .unwrap_err();
    assert!(gone.is_missing(&refused), "{refused}");
}
