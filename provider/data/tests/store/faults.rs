//! Stores that say no, break off, and change under one's hands.

use std::sync::Arc;

use ovhai_data::{
    Connection, Error, Journal, Options, Quiet, Source, run,
    testing::{Fault, TestStore},
};

use super::{
    Waits, bytes, connection, folder, holds, in_folder, options, stored, to_bucket, to_folder,
};

#[tokio::test]
async fn a_store_that_asks_for_patience_gets_it() {
    let store = TestStore::start().await.unwrap();
    store.state().put("from", "a", &bytes(5000, 1));
    for (method, part) in [
        ("GET", "list-type"),
        ("HEAD", "/from/a"),
        ("GET", "/from/a"),
    ] {
        store
            .state()
            .order(method, part, Fault::Status(503, "SlowDown", Some("7")));
    }
    store
        .state()
        .order("GET", "/from/a", Fault::Status(500, "InternalError", None));
    let place = tempfile::tempdir().unwrap();
    let clock = Arc::new(Waits::default());
    let patient = Connection {
        clock: clock.clone(),
        ..connection()
    };
    let from = Source::Bucket(Box::new(store.bucket("from", "", patient).unwrap()));
    let to = folder(place.path());
    let journal = Journal::open(&from, &to, None).unwrap();
    run(&from, &to, &journal, &options(), &Quiet).await.unwrap();
    holds(&store, place.path());
    let waits: Vec<u128> = clock
        .0
        .lock()
        .unwrap()
        .iter()
        .map(std::time::Duration::as_millis)
        .collect();
    // The last two met different parts of the object, which are read at the same time.
    assert_eq!(waits, [7000, 7000, 7000, 500]);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_read_on_from_there() {
    let store = TestStore::start().await.unwrap();
    store.state().put("from", "large", &bytes(5000, 1));
    store.state().put("from", "small", &bytes(1000, 2));
    store
        .state()
        .order("GET", "/from/large", Fault::Reset(3000));
    store
        .state()
        .order("GET", "/from/large", Fault::Reset(1500));
    store.state().order("GET", "/from/small", Fault::Reset(999));
    let place = tempfile::tempdir().unwrap();
    to_folder(&store, place.path(), &options()).await.unwrap();
    holds(&store, place.path());
    assert_eq!(store.state().all_sent(), 6000, "bytes were moved twice");

    // A store that knows no ranges sends all of it again, and the copy is right all the same.
    store.state().ignores_ranges = true;
    store.state().put("from", "large", &bytes(6000, 3));
    store
        .state()
        .order("GET", "/from/large", Fault::Reset(3000));
    to_folder(&store, place.path(), &options()).await.unwrap();
    holds(&store, place.path());
    // To a bucket, parts of an object are asked for one by one.
    let journal = tempfile::tempdir().unwrap();
    to_bucket(&store, journal.path(), &options()).await.unwrap();
    stored(&store);
}

#[tokio::test]
async fn wrong_bytes_are_not_kept_and_the_others_go_on() {
    let store = TestStore::start().await.unwrap();
    for key in ["bad/large", "bad/small", "once", "well"] {
        let size = if key == "bad/small" { 900 } else { 5000 };
        store.state().put("from", key, &bytes(size, 1));
    }
    store.state().order("GET", "/from/once", Fault::WrongBytes);
    for _ in 0..3 {
        // Read in five parts.
        for _ in 0..5 {
            store
                .state()
                .order("GET", "/from/bad/large", Fault::WrongBytes);
        }
        store
            .state()
            .order("GET", "/from/bad/small", Fault::WrongBytes);
    }
    let place = tempfile::tempdir().unwrap();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.failures), (2, 2));
    for failed in &outcome.failed {
        assert!(matches!(failed.error, Error::Corrupt { .. }));
        let text = format!("{} {:?}", failed.error, failed.error);
        assert!(text.contains("bucket from at http://127.0.0.1") && text.contains(&failed.key));
        assert!(!text.contains("test-secret"));
    }
    assert!(outcome.manifest.is_none() && !place.path().join("bad").exists());
    let again = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((again.copied, again.kept), (2, 2));
    holds(&store, place.path());
}

#[tokio::test]
async fn an_object_that_changes_while_it_is_read_is_never_a_mixture() {
    for is_bucket in [false, true] {
        let store = TestStore::start().await.unwrap();
        store.state().put("from", "small", &bytes(900, 1));
        store.state().put("from", "large", &bytes(5000, 1));
        store.state().order(
            "GET",
            "/from/small",
            Fault::ChangedAfter(500, bytes(800, 2)),
        );
        store.state().order(
            "GET",
            "/from/large",
            Fault::ChangedAfter(500, bytes(7000, 2)),
        );
        let place = tempfile::tempdir().unwrap();
        if is_bucket {
            to_bucket(&store, place.path(), &options()).await.unwrap();
            stored(&store);
        } else {
            to_folder(&store, place.path(), &options()).await.unwrap();
            holds(&store, place.path());
        }
        // One that never stops is given up, by name.
        store.state().put("from", "large", &bytes(5000, 9));
        // To a bucket, several parts are asked for at once.
        for at in 10..40 {
            let other = Fault::ChangedAfter(500, bytes(5000, at));
            store.state().order("GET", "/from/large", other);
        }
        let outcome = if is_bucket {
            to_bucket(&store, place.path(), &options()).await.unwrap()
        } else {
            to_folder(&store, place.path(), &options()).await.unwrap()
        };
        assert!(
            matches!(&outcome.failed[0].error, Error::Changed { what, .. } if what.contains("large"))
        );
        store.state().faults.clear();
        // The old copy or the new one, whole.
        if is_bucket {
            to_bucket(&store, place.path(), &options()).await.unwrap();
            stored(&store);
        } else {
            to_folder(&store, place.path(), &options()).await.unwrap();
            holds(&store, place.path());
        }
    }
}

#[tokio::test]
async fn listings_that_shift_or_are_in_another_order_lose_nothing() {
    let store = TestStore::start().await.unwrap();
    for key in ["a/x", "a-b", "a/y", "a.c", "b", "c"] {
        store.state().put("from", key, key.as_bytes());
    }
    let place = tempfile::tempdir().unwrap();
    {
        let mut state = store.state();
        state.page = Some(2);
        state.is_repeating = true;
        state.order(
            "GET",
            "continuation-token",
            Fault::Comes("a/0", b"comes".to_vec()),
        );
    }
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.copied, 7);
    holds(&store, place.path());
    // By folder: `a/x` before `a-b`. What lies there already is known all the same.
    store.state().is_by_folder = true;
    store.state().put("from", "a-b", b"changed");
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept), (1, 6));
    holds(&store, place.path());
    let journal = tempfile::tempdir().unwrap();
    let outcome = to_bucket(&store, journal.path(), &options()).await.unwrap();
    assert_eq!(outcome.copied, 7);
    stored(&store);
    // Nothing is taken for gone, let alone removed, because of the order.
    let removing = Options {
        is_removing: true,
        ..options()
    };
    store.state().buckets.get_mut("from").unwrap().remove("a.c");
    store.state().forget();
    let outcome = to_bucket(&store, journal.path(), &removing).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept, outcome.removed), (0, 6, 1));
    assert_eq!(store.state().count("DELETE", ""), 1);
    stored(&store);
}

#[tokio::test]
async fn an_object_that_goes_after_it_was_listed_is_counted() {
    let store = TestStore::start().await.unwrap();
    for key in ["a", "b"] {
        store.state().put("from", key, key.as_bytes());
    }
    store.state().order("GET", "/from/a", Fault::Goes("b"));
    let mut one = options();
    one.limits.objects = 1;
    let place = tempfile::tempdir().unwrap();
    let outcome = to_folder(&store, place.path(), &one).await.unwrap();
    assert_eq!(
        (outcome.copied, outcome.vanished, outcome.failures),
        (1, 1, 0)
    );
    holds(&store, place.path());
}

#[tokio::test]
async fn a_listing_that_is_not_whole_stops_the_run() {
    let store = TestStore::start().await.unwrap();
    store.state().put("from", "a", b"a");
    store.state().order("GET", "list-type", Fault::WrongCount);
    let place = tempfile::tempdir().unwrap();
    let refused = to_folder(&store, place.path(), &options())
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, Error::Protocol { what, .. } if what == "its listing"),
        "{refused}"
    );
    let absent = Source::Bucket(Box::new(store.bucket("absent", "", connection()).unwrap()));
    let to = folder(place.path().join("x").as_path());
    let journal = Journal::open(&absent, &to, None).unwrap();
    let refused = run(&absent, &to, &journal, &options(), &Quiet)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("bucket absent")
            && refused.to_string().contains("NoSuchBucket")
    );
}

#[tokio::test]
async fn a_bucket_that_stores_other_bytes_or_answers_late_is_found_out() {
    let store = TestStore::start().await.unwrap();
    store.state().put("from", "large", &bytes(5000, 1));
    store.state().put("from", "small", &bytes(900, 1));
    store
        .state()
        .order("PUT", "/to/copy/small", Fault::WrongTag);
    store
        .state()
        .order("POST", "uploadId", Fault::ErrorInSuccess("InternalError"));
    store
        .state()
        .order("POST", "uploadId", Fault::DoneButFailed);
    store
        .state()
        .order("PUT", "partNumber=2", Fault::LostUploads);
    let place = tempfile::tempdir().unwrap();
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.failures), (1, 1));
    assert!(
        outcome.failed[0]
            .error
            .to_string()
            .contains("\"copy/small\"")
    );
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.failures, 0);
    stored(&store);
    store.state().put("from", "wrong part", &bytes(5000, 2));
    store.state().order("PUT", "partNumber=3", Fault::WrongTag);
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert!(matches!(outcome.failed[0].error, Error::Corrupt { .. }));
    let before = store.state().all_received();
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.failures, 0);
    assert!(
        store.state().all_received() - before < 5000,
        "all parts were sent again"
    );
    stored(&store);
    let names: Vec<String> = in_names(&place);
    assert_eq!(names, ["large", "small", "wrong part"]);
}

fn in_names(place: &tempfile::TempDir) -> Vec<String> {
    super::entries(&place.path().join("manifest.jsonl"))
        .into_keys()
        .collect()
}

#[tokio::test]
async fn a_store_that_is_gone_is_not_asked_for_every_object() {
    let store = TestStore::start().await.unwrap();
    for at in 0..200 {
        store.state().put("from", &format!("{at:03}"), b"x");
    }
    for _ in 0..10_000 {
        store.state().order(
            "GET",
            "/from/0",
            Fault::Status(503, "ServiceUnavailable", None),
        );
    }
    let place = tempfile::tempdir().unwrap();
    let error = to_folder(&store, place.path(), &options())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Unreachable { problem, .. } if problem.contains("6 tries")),
        "{error}"
    );
    assert!(
        store.state().seen.len() < 80 * 6,
        "{}",
        store.state().seen.len()
    );
    store.state().faults.clear();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.copied, 200);
    holds(&store, place.path());
}

#[tokio::test]
async fn who_may_not_read_is_told_where() {
    let store = TestStore::start().await.unwrap();
    store.state().put("from", "a", b"a");
    store.state().put("from", "b", b"b");
    store
        .state()
        .order("GET", "/from/a", Fault::Status(403, "AccessDenied", None));
    let place = tempfile::tempdir().unwrap();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.copied, 1);
    let text = outcome.failed[0].error.to_string();
    assert!(
        text.contains("403 AccessDenied") && text.contains("the object \"a\""),
        "{text}"
    );
    let again = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((again.copied, again.kept), (1, 1));
    assert_eq!(in_folder(place.path()).len(), 2);
}
