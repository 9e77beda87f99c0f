//! Copies whose journal lies in the target bucket: the next run has another disk.

use std::{path::Path, time::Duration};

use ovhai_data::{
    Bandwidth, Depth, Journal, Options, Outcome, Quiet, run, testing::TestStore, verify,
};

use super::{After, bucket, bytes, options, source, stopped::store, stored};

fn mirrored() -> Options {
    Options {
        mirrored_every: Some(Duration::from_millis(1)),
        ..options()
    }
}

/// A run on a machine whose disk is `disk`; whether a journal was brought there first.
async fn ran(store: &TestStore, disk: &Path, options: &Options) -> (bool, Outcome) {
    let (from, to) = (source(store), bucket(store));
    let is_restored = Journal::restore(&from.description(), &to, disk)
        .await
        .unwrap();
    let journal = Journal::open(&from, &to, Some(disk)).unwrap();
    let outcome = run(&from, &to, &journal, options, &Quiet).await.unwrap();
    (is_restored, outcome)
}

#[tokio::test]
async fn a_run_on_another_machine_knows_what_was_copied() {
    let (store, _) = store().await;
    let disks: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
    let (is_restored, outcome) = ran(&store, disks[0].path(), &mirrored()).await;
    assert_eq!((is_restored, outcome.copied), (false, 22));
    store.state().forget();
    let (is_restored, outcome) = ran(&store, disks[1].path(), &mirrored()).await;
    assert_eq!((is_restored, outcome.copied, outcome.kept), (true, 0, 22));
    assert_eq!(store.state().count("GET", "/from/s"), 0);
    store.state().put("from", "s/03", &bytes(700, 77));
    let (_, outcome) = ran(&store, disks[2].path(), &mirrored()).await;
    assert_eq!((outcome.copied, outcome.bytes), (1, 700));
    stored(&store);
    // One journal is there, not four.
    let own = |store: &TestStore| {
        let state = store.state();
        let keys = state.buckets["to"].keys();
        keys.filter(|key| key.starts_with("copy/.ovhai-data/"))
            .count()
    };
    assert_eq!(own(&store), 2);
    let (from, to) = (source(&store), bucket(&store));
    assert!(
        Journal::restore(&from.description(), &to, disks[3].path())
            .await
            .unwrap()
    );
    let journal = Journal::look(&from, &to, Some(disks[3].path()))
        .unwrap()
        .unwrap();
    let found = verify(&to, &journal, &options(), Depth::Bytes)
        .await
        .unwrap();
    assert_eq!((found.right, found.wrong), (22, 0));
    Journal::forget(&from.description(), &to).await.unwrap();
    assert_eq!(own(&store), 0);
}

#[tokio::test]
async fn what_was_lost_with_a_disk_is_found_in_the_bucket() {
    for after in [5000, 100_000, 125_000] {
        let (store, total) = store().await;
        let lost = tempfile::tempdir().unwrap();
        let (from, to) = (source(&store), bucket(&store));
        let journal = Journal::open(&from, &to, Some(lost.path())).unwrap();
        let observer = After::new(after);
        let mut slow = mirrored();
        slow.bandwidth = Some(Bandwidth::new(1));
        slow.clock = observer.clone();
        tokio::select! {
            () = observer.reached.notified() => {}
            outcome = run(&from, &to, &journal, &slow, observer.as_ref()) => drop(outcome.unwrap()),
        }
        drop(journal);
        drop(lost);
        let fresh = tempfile::tempdir().unwrap();
        let (is_restored, outcome) = ran(&store, fresh.path(), &mirrored()).await;
        assert!(is_restored);
        assert_eq!(outcome.failed, [], "after {after}");
        assert_eq!(outcome.copied + outcome.kept, 22);
        stored_but_uploads(&store);
        assert!(store.state().all_sent() <= 2 * total);
        let (_, outcome) = ran(&store, fresh.path(), &mirrored()).await;
        assert_eq!((outcome.copied, outcome.kept), (0, 22));
    }
}

/// As [`stored`], but uploads whose names were lost with the disk are the bucket's to clean up.
fn stored_but_uploads(store: &TestStore) {
    store.state().uploads.clear();
    stored(store);
}
