//! Into Swift.

use std::{path::Path, time::Duration};

use ovhai_data::{
    Bandwidth, Depth, Journal, Limits, Options, Outcome, Quiet, Restored, Source, Target, remove,
    run,
    testing::{TestStore, TestSwift},
    verify,
};

use super::{After, bytes, connection, entries, options, source};

fn target(swift: &TestSwift) -> Target {
    let container = swift.container_below("to", "copy/", "right", connection());
    Target::Container(Box::new(container.unwrap()))
}

async fn ground() -> (TestStore, TestSwift) {
    let (store, swift) = (
        TestStore::start().await.unwrap(),
        TestSwift::start().await.unwrap(),
    );
    for (at, key) in (0..).zip(["a//b", "empty", "é +?#", "large", "other", "z"]) {
        let size = match key {
            "empty" => 0,
            "large" | "other" => 10_000 + usize::from(at),
            _ => 300,
        };
        let mut state = store.state();
        let object = state.put("from", key, &bytes(size, at));
        for (name, value) in [
            ("content-type", "text/x"),
            ("cache-control", "no-store"),
            ("x-amz-meta-owner", "zoë"),
        ] {
            object.headers.insert(name.to_owned(), value.to_owned());
        }
    }
    swift.state().put("to", "theirs", b"not ours");
    (store, swift)
}

async fn copied(from: &Source, to: &Target, own: &Path, options: &Options) -> Outcome {
    let journal = Journal::open(from, to, Some(own)).unwrap();
    run(from, to, &journal, options, &Quiet).await.unwrap()
}

fn mirrored() -> Options {
    Options {
        mirrored_every: Some(Duration::from_millis(1)),
        ..options()
    }
}

/// Every object of the source, read from the container as its users would.
fn holds(store: &TestStore, swift: &TestSwift) {
    let from = store.state().buckets["from"].clone();
    let state = swift.state();
    for (key, object) in from {
        let copy = &state.containers["to"][&format!("copy/{key}")];
        let whole: Vec<u8> = match &copy.fixed {
            None => copy.bytes.to_vec(),
            Some(list) => (list.iter())
                .flat_map(|(container, key)| state.containers[container][key].bytes.to_vec())
                .collect(),
        };
        assert_eq!(whole, object.bytes, "{key}");
        assert_eq!(copy.headers["content-type"], "text/x");
        assert_eq!(copy.headers["cache-control"], "no-store");
        assert_eq!(copy.headers["x-object-meta-owner"], "zoë");
    }
}

fn segments(swift: &TestSwift) -> Option<usize> {
    let state = swift.state();
    state.containers.get("to_segments").map(|held| held.len())
}

#[tokio::test]
async fn objects_arrive_large_ones_in_segments_and_a_second_run_moves_nothing() {
    let (store, swift) = ground().await;
    let own = tempfile::tempdir().unwrap();
    let (from, to) = (source(&store), target(&swift));
    let outcome = copied(&from, &to, own.path(), &options()).await;
    assert_eq!((outcome.failed, outcome.copied), (vec![], 6));
    holds(&store, &swift);
    assert_eq!(segments(&swift), Some(20));
    let manifest = entries(&own.path().join("manifest.jsonl"));
    assert!(manifest["large"].target.mark.starts_with("joined:"));
    swift.state().received = 0;
    let second = copied(&from, &to, own.path(), &options()).await;
    assert_eq!(
        (second.copied, second.kept, swift.state().received),
        (0, 6, 0)
    );
    let journal = Journal::look(&from, &to, Some(own.path()))
        .unwrap()
        .unwrap();
    for depth in [Depth::Marks, Depth::Bytes] {
        let found = verify(&to, &journal, &options(), depth).await.unwrap();
        assert_eq!((found.right, found.wrong), (6, 0));
    }
    // Another version of a large object: the segments of the former go.
    store.state().put("from", "large", &bytes(5000, 77)).headers = [
        ("content-type", "text/x"),
        ("cache-control", "no-store"),
        ("x-amz-meta-owner", "zoë"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let third = copied(&from, &to, own.path(), &options()).await;
    assert_eq!((third.copied, third.bytes), (1, 5000));
    holds(&store, &swift);
    assert_eq!(segments(&swift), Some(15));
    // A segment that somebody spoilt is found by its bytes.
    {
        let mut state = swift.state();
        let held = state.containers.get_mut("to_segments").unwrap();
        let spoilt = held.values_mut().next().unwrap();
        spoilt.bytes = vec![0; spoilt.bytes.len()].into();
    }
    let found = verify(&to, &journal, &options(), Depth::Bytes)
        .await
        .unwrap();
    assert_eq!((found.right, found.wrong), (5, 1));
    // That changed the sum of sums, too: it is not touched, and what is ours goes.
    let removed = remove(&to, &journal, &options()).await.unwrap();
    assert_eq!((removed.removed, removed.kept, removed.unknown), (5, 1, 0));
    assert_eq!(swift.state().containers["to"].len(), 2);
}

#[tokio::test]
async fn a_removed_copy_leaves_neither_segments_nor_their_container() {
    let (store, swift) = ground().await;
    let own = tempfile::tempdir().unwrap();
    let (from, to) = (source(&store), target(&swift));
    copied(&from, &to, own.path(), &mirrored()).await;
    let journal = Journal::look(&from, &to, Some(own.path()))
        .unwrap()
        .unwrap();
    let removed = remove(&to, &journal, &options()).await.unwrap();
    assert_eq!((removed.removed, removed.kept, removed.unknown), (6, 0, 0));
    Journal::forget(&from.description(), &to).await.unwrap();
    let state = swift.state();
    assert!(state.containers["to"].keys().eq(["theirs"]));
    assert!(!state.containers.contains_key("to_segments"));
}

#[tokio::test]
async fn an_interrupted_upload_goes_on_with_its_segments() {
    let (store, swift) = ground().await;
    let (own, fresh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .retain(|key, _| key == "large");
    let (from, to) = (source(&store), target(&swift));
    let journal = Journal::open(&from, &to, Some(own.path())).unwrap();
    let observer = After::new(6000);
    let mut slow = mirrored();
    slow.bandwidth = Some(Bandwidth::new(1));
    slow.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => {}
        outcome = run(&from, &to, &journal, &slow, observer.as_ref()) => panic!("{outcome:?}"),
    }
    drop(journal);
    let before = segments(&swift).unwrap() as u64;
    assert!(before > 0);
    let outcome = copied(&from, &to, own.path(), &mirrored()).await;
    assert_eq!((outcome.failed, outcome.copied), (vec![], 1));
    // A segment that is stored but whose answer never came is sent again, and four may be under way.
    let noted = before.saturating_sub(4);
    assert!(
        (10_003 - before * 1024..=10_003 - noted * 1024).contains(&outcome.bytes),
        "{} bytes after {before} segments",
        outcome.bytes
    );
    assert_eq!(segments(&swift), Some(10));
    // The journal lies in the container, too.
    let restored = Journal::restore(&from.description(), &to, fresh.path()).await;
    assert_eq!(restored, Ok(Restored::Brought));
    let outcome = copied(&from, &to, fresh.path(), &mirrored()).await;
    assert_eq!((outcome.copied, outcome.kept), (0, 1));
}

#[tokio::test]
async fn what_an_upload_that_was_given_up_left_is_cleaned_up() {
    let (store, swift) = ground().await;
    let own = tempfile::tempdir().unwrap();
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .retain(|key, _| key == "large");
    let (from, to) = (source(&store), target(&swift));
    let journal = Journal::open(&from, &to, Some(own.path())).unwrap();
    let observer = After::new(6000);
    let mut slow = options();
    slow.bandwidth = Some(Bandwidth::new(1));
    slow.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => {}
        outcome = run(&from, &to, &journal, &slow, observer.as_ref()) => panic!("{outcome:?}"),
    }
    drop(journal);
    // Its version is no more.
    store.state().put("from", "large", &bytes(3000, 9));
    let outcome = copied(&from, &to, own.path(), &options()).await;
    assert_eq!((outcome.failed, outcome.copied), (vec![], 1));
    assert_eq!(segments(&swift), Some(3));
}

#[tokio::test]
async fn bytes_that_arrive_as_others_are_sent_again() {
    let (store, swift) = ground().await;
    let own = tempfile::tempdir().unwrap();
    for key in ["copy/z", "copy/a//b"] {
        swift
            .state()
            .garbled
            .push(("to".to_owned(), key.to_owned()));
    }
    let outcome = copied(&source(&store), &target(&swift), own.path(), &options()).await;
    assert_eq!((outcome.failed, outcome.copied), (vec![], 6));
    holds(&store, &swift);
}

#[tokio::test]
async fn objects_of_more_than_a_thousand_segments_are_lists_of_lists() {
    let (store, swift) = ground().await;
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .retain(|key, _| key == "z");
    store.state().put("from", "huge", &bytes(64 * 2500 + 7, 3));
    let own = tempfile::tempdir().unwrap();
    let mut fine = options();
    fine.limits = Limits {
        part: 64,
        ..fine.limits
    };
    let (from, to) = (source(&store), target(&swift));
    let outcome = copied(&from, &to, own.path(), &fine).await;
    assert_eq!((outcome.failed, outcome.copied), (vec![], 2));
    assert_eq!(
        swift.state().containers["to"]["copy/huge"]
            .fixed
            .as_ref()
            .unwrap()
            .len(),
        3
    );
    let journal = Journal::look(&from, &to, Some(own.path()))
        .unwrap()
        .unwrap();
    let found = verify(&to, &journal, &fine, Depth::Bytes).await.unwrap();
    assert_eq!((found.right, found.wrong), (2, 0));
    let second = copied(&from, &to, own.path(), &fine).await;
    assert_eq!((second.copied, second.kept), (0, 2));
    let removed = remove(&to, &journal, &fine).await.unwrap();
    assert_eq!(removed.removed, 2);
    assert_eq!(segments(&swift), None);
}

#[tokio::test]
async fn words_that_swift_does_not_hold_are_left_out_and_named() {
    let (store, swift) = ground().await;
    let long = "x".repeat(300);
    store.state().put("from", "z", b"z").headers = [
        ("x-amz-meta-long".to_owned(), long),
        ("x-amz-meta-short".to_owned(), "kept".to_owned()),
    ]
    .into();
    let own = tempfile::tempdir().unwrap();
    let outcome = copied(&source(&store), &target(&swift), own.path(), &options()).await;
    assert_eq!((outcome.failures, outcome.incomplete), (0, 1));
    let manifest = entries(&own.path().join("manifest.jsonl"));
    assert_eq!(
        manifest["z"].left_out,
        ["metadata \"long\", which is more than Swift holds"]
    );
    assert_eq!(
        swift.state().containers["to"]["copy/z"].headers["x-object-meta-short"],
        "kept"
    );
}
