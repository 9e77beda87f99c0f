//! Runs that end in the middle.

use ovhai_data::{
    Bandwidth, Depth, Detail, Journal, Quiet, run, survey, testing::TestStore, verify,
};

use super::{After, bucket, bytes, folder, holds, in_folder, options, source, stored};

/// Twenty small objects and two large ones.
pub async fn store() -> (TestStore, u64) {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for at in 0..20_u8 {
            state.put("from", &format!("s/{at:02}"), &bytes(1000, at));
        }
        state.put("from", "m", &bytes(60_000, 1));
        state.put("from", "t", &bytes(50_000, 2));
    }
    (store, 20 * 1000 + 110_000)
}

/// A run that is dropped once so many bytes came: what the process did is on disk, what it would have done is not.
/// False if it ended before that.
async fn stopped(store: &TestStore, place: &std::path::Path, is_bucket: bool, after: u64) -> bool {
    let from = source(store);
    let (to, own) = if is_bucket {
        (bucket(store), Some(place))
    } else {
        (folder(place), None)
    };
    let journal = Journal::open(&from, &to, own).unwrap();
    let observer = After::new(after);
    let mut options = options();
    options.bandwidth = Some(Bandwidth::new(1));
    options.clock = observer.clone();
    tokio::select! {
        () = observer.reached.notified() => true,
        outcome = run(&from, &to, &journal, &options, observer.as_ref()) => {
            outcome.unwrap();
            false
        }
    }
}

async fn finished(store: &TestStore, place: &std::path::Path, is_bucket: bool) {
    let from = source(store);
    let (to, own) = if is_bucket {
        (bucket(store), Some(place))
    } else {
        (folder(place), None)
    };
    let journal = Journal::open(&from, &to, own).unwrap();
    let outcome = run(&from, &to, &journal, &options(), &Quiet).await.unwrap();
    assert_eq!(outcome.failed, []);
    assert!(outcome.manifest.is_some());
}

#[tokio::test]
async fn a_stopped_copy_into_a_folder_goes_on_where_it_was() {
    let (clean, _) = store().await;
    let other = tempfile::tempdir().unwrap();
    finished(&clean, other.path(), false).await;
    for after in [1, 5000, 40_000, 70_000, 100_000, 120_000] {
        let (store, total) = store().await;
        let place = tempfile::tempdir().unwrap();
        assert!(stopped(&store, place.path(), false, after).await);
        // A kill may also cut the last line of the log.
        let log = place.path().join(".ovhai-data/log.jsonl");
        if let Ok(file) = std::fs::File::options().write(true).open(&log) {
            let length = file.metadata().unwrap().len();
            file.set_len(length.saturating_sub(7)).unwrap();
        }
        stopped(&store, place.path(), false, 3000.min(total - after)).await;
        finished(&store, place.path(), false).await;
        holds(&store, place.path());
        // What the store sent and nobody took is in its sockets' buffers: whole objects that were in flight.
        let state = store.state();
        for (key, sent) in &state.sent {
            let size = state.buckets["from"][key].bytes.len() as u64;
            assert!(*sent <= 3 * size, "{key}: {sent} of {size} after {after}");
        }
        let twice = (state.sent.iter())
            .filter(|(key, sent)| **sent > state.buckets["from"][*key].bytes.len() as u64)
            .count();
        assert!(twice <= 8, "{twice} objects came twice after {after}");
        let entries = in_folder(place.path());
        for (key, entry) in in_folder(other.path()) {
            assert_eq!(entries[&key].sha256, entry.sha256, "{key}");
        }
    }
}

#[tokio::test]
async fn a_stopped_copy_into_a_bucket_goes_on_where_it_was() {
    let (clean, _) = store().await;
    let other = tempfile::tempdir().unwrap();
    finished(&clean, other.path(), false).await;
    let right = in_folder(other.path());
    for after in [1, 5000, 40_000, 70_000, 100_000, 120_000] {
        let (store, total) = store().await;
        let place = tempfile::tempdir().unwrap();
        assert!(stopped(&store, place.path(), true, after).await);
        stopped(&store, place.path(), true, 3000.min(total - after)).await;
        finished(&store, place.path(), true).await;
        stored(&store);
        let entries = super::entries(&place.path().join("manifest.jsonl"));
        for (key, entry) in &right {
            assert_eq!(entries[key].sha256, entry.sha256, "{key} after {after}");
        }
        // Two stops: what was in flight then, some parts of two large objects and some small ones, came twice.
        let most = total + 2 * (2 * 8 * 1024 + 4 * 1024);
        let state = store.state();
        assert!(
            state.all_received() <= most,
            "{} of {total} after {after}",
            state.all_received()
        );
        assert!(
            state.all_sent() <= most,
            "{} of {total} after {after}",
            state.all_sent()
        );
    }
}

#[tokio::test]
async fn a_copy_that_was_placed_and_not_noted_is_known_as_ours() {
    for is_bucket in [false, true] {
        let store = TestStore::start().await.unwrap();
        store.state().put("from", "a", &bytes(900, 1));
        store.state().put("from", "b", &bytes(5000, 1));
        let place = tempfile::tempdir().unwrap();
        finished(&store, place.path(), is_bucket).await;
        store.state().put("from", "a", &bytes(900, 2));
        store.state().put("from", "b", &bytes(5000, 2));
        finished(&store, place.path(), is_bucket).await;
        // As if the process had been killed between placing and noting: begun, but not done.
        let own = if is_bucket {
            place.path().to_owned()
        } else {
            place.path().join(".ovhai-data")
        };
        let manifest = std::fs::read_to_string(own.join("manifest.jsonl")).unwrap();
        let log: String = (manifest.lines())
            .filter(|line| line.starts_with("{\"key\""))
            .map(|line| format!("{{\"begun\":{line}}}\n"))
            .collect();
        std::fs::write(own.join("log.jsonl"), log).unwrap();
        std::fs::remove_file(own.join("manifest.jsonl")).unwrap();
        store.state().forget();
        finished(&store, place.path(), is_bucket).await;
        assert_eq!(store.state().all_sent(), 0);
        assert_eq!(
            std::fs::read_to_string(own.join("manifest.jsonl")).unwrap(),
            manifest
        );
    }
}

#[tokio::test]
async fn uploads_of_versions_that_are_no_more_are_given_up() {
    let (store, _) = store().await;
    let place = tempfile::tempdir().unwrap();
    assert!(stopped(&store, place.path(), true, 30_000).await);
    assert!(!store.state().uploads.is_empty());
    for key in ["m", "t"] {
        store.state().put("from", key, b"small now");
    }
    finished(&store, place.path(), true).await;
    stored(&store);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_can_move_between_threads() {
    let (store, _) = store().await;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().to_owned();
    let (from, to) = (source(&store), folder(&path));
    let work = async move {
        let journal = Journal::open(&from, &to, None).unwrap();
        let plan = survey(&from, &to, Some(&journal), &options(), Detail::Listing)
            .await
            .unwrap();
        let outcome = run(&from, &to, &journal, &options(), &Quiet).await.unwrap();
        let found = verify(&to, &journal, &options(), Depth::Bytes)
            .await
            .unwrap();
        (plan.new, outcome.copied, found.right)
    };
    assert_eq!(tokio::spawn(work).await.unwrap(), (22, 22, 22));
}
