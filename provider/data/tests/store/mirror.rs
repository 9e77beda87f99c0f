//! Copies whose journal lies in the target bucket: the next run has another disk.

use std::{path::Path, time::Duration};

use ovhai_data::{
    Bandwidth, Depth, Journal, Missing, Options, Outcome, Quiet, Restored, remains, remove, run,
    testing::TestStore, verify,
};

use super::{After, bucket, bytes, options, source, stopped::store, stored};

fn mirrored() -> Options {
    Options {
        mirrored_every: Some(Duration::from_millis(1)),
        ..options()
    }
}

/// A run on a machine whose disk is `disk`; what was done to have the newest journal there.
async fn ran(store: &TestStore, disk: &Path, options: &Options) -> (Restored, Outcome) {
    let (from, to) = (source(store), bucket(store));
    let restored = Journal::restore(&from.description(), &to, disk)
        .await
        .unwrap();
    let journal = Journal::open(&from, &to, Some(disk)).unwrap();
    let outcome = run(&from, &to, &journal, options, &Quiet).await.unwrap();
    (restored, outcome)
}

#[tokio::test]
async fn a_run_on_another_machine_knows_what_was_copied() {
    let (store, _) = store().await;
    let disks: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
    let (restored, outcome) = ran(&store, disks[0].path(), &mirrored()).await;
    assert_eq!((restored, outcome.copied), (Restored::Nothing, 22));
    store.state().forget();
    let (restored, outcome) = ran(&store, disks[1].path(), &mirrored()).await;
    assert_eq!(
        (restored, outcome.copied, outcome.kept),
        (Restored::Brought, 0, 22)
    );
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
    let restored = Journal::restore(&from.description(), &to, disks[3].path()).await;
    assert_eq!(restored, Ok(Restored::Brought));
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
        let (restored, outcome) = ran(&store, fresh.path(), &mirrored()).await;
        assert_eq!(restored, Restored::Brought);
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

#[tokio::test]
async fn a_disk_that_was_left_behind_takes_the_newer_journal() {
    let (store, _) = store().await;
    let disks: Vec<_> = (0..2).map(|_| tempfile::tempdir().unwrap()).collect();
    ran(&store, disks[0].path(), &mirrored()).await;
    // Another machine copies what came since, and removes what went.
    store.state().put("from", "s/03", &bytes(700, 77));
    store.state().put("from", "t/new", &bytes(300, 1));
    let (restored, outcome) = ran(&store, disks[1].path(), &mirrored()).await;
    assert_eq!((restored, outcome.copied), (Restored::Brought, 2));
    // Its own memory would take both objects for somebody else's.
    let (restored, outcome) = ran(&store, disks[0].path(), &mirrored()).await;
    assert_eq!((restored, outcome.failed), (Restored::Newer, vec![]));
    assert_eq!((outcome.copied, outcome.kept), (0, 23));
    // The same machine again: its journal is the newest, also of a run that did not end.
    let (restored, _) = ran(&store, disks[0].path(), &mirrored()).await;
    assert_eq!(restored, Restored::Nothing);
    let (from, to) = (source(&store), bucket(&store));
    store.state().put("from", "t/other", &bytes(300, 2));
    let journal = Journal::open(&from, &to, Some(disks[0].path())).unwrap();
    for _ in 0..3 {
        let fault = ovhai_data::testing::Fault::WrongBytes;
        store.state().order("GET", "/from/t/other", fault);
    }
    let failed = run(&from, &to, &journal, &mirrored(), &Quiet)
        .await
        .unwrap();
    assert_eq!(failed.failures, 1);
    drop(journal);
    let restored = Journal::restore(&from.description(), &to, disks[0].path()).await;
    assert_eq!(restored, Ok(Restored::Nothing));
    let restored = Journal::restore(&from.description(), &to, disks[1].path()).await;
    assert_eq!(restored, Ok(Restored::Newer));
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .remove("t/other");
    stored(&store);
}

#[tokio::test]
async fn of_a_bucket_that_is_gone_nothing_is_left_and_nothing_fails() {
    let (store, _) = store().await;
    let disk = tempfile::tempdir().unwrap();
    ran(&store, disk.path(), &mirrored()).await;
    store.state().buckets.remove("to");
    let from = source(&store);
    let to = ovhai_data::Target::Bucket(Box::new(
        store.bucket("to", "copy/", super::connection()).unwrap(),
    ));
    let journal = Journal::look(&from, &to, Some(disk.path()))
        .unwrap()
        .unwrap();
    for depth in [Depth::Marks, Depth::Bytes] {
        let found = verify(&to, &journal, &options(), depth).await.unwrap();
        assert_eq!((found.right, found.wrong), (0, 22));
        assert!(
            found
                .problems
                .iter()
                .all(|problem| problem.what == Missing::Absent)
        );
    }
    assert_eq!(remains(&to).await, Ok(0));
    let removed = remove(&to, &journal, &options()).await.unwrap();
    assert_eq!(removed, ovhai_data::Removed::default());
    Journal::forget(&from.description(), &to).await.unwrap();
    // To copy into it is another matter.
    let refused = run(&from, &to, &journal, &options(), &Quiet)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("NoSuchBucket"), "{refused}");
}

#[tokio::test]
async fn copies_that_a_lost_journal_knew_are_told_of() {
    let (store, _) = store().await;
    let disks: Vec<_> = (0..2).map(|_| tempfile::tempdir().unwrap()).collect();
    ran(&store, disks[0].path(), &options()).await;
    // The source loses one, and whoever ran it loses the journal; nothing was kept in the bucket.
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .remove("s/03");
    let mut again = mirrored();
    again.is_overwriting = true;
    ran(&store, disks[1].path(), &again).await;
    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::look(&from, &to, Some(disks[1].path()))
        .unwrap()
        .unwrap();
    let removed = remove(&to, &journal, &again).await.unwrap();
    assert_eq!((removed.removed, removed.kept, removed.unknown), (21, 0, 1));
    assert_eq!(remains(&to).await, Ok(1));
}
