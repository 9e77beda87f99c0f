//! Into a bucket.

use ovhai_data::{Depth, Journal, Missing, Proof, Source, Target, testing::TestStore, verify};

use super::{bucket, bytes, connection, entries, options, source, stored, to_bucket};

#[tokio::test]
async fn objects_arrive_with_what_they_say_of_themselves_and_a_second_run_only_lists() {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        state.page = Some(2);
        for (at, key) in (0..).zip(["", "a//b", "x/../y", "é +&?", "empty", "large", "exact"]) {
            if key.is_empty() {
                continue;
            }
            let size = match key {
                "empty" => 0,
                "large" => 10_000,
                "exact" => 4096,
                _ => 300,
            };
            let object = state.put("from", key, &bytes(size, at));
            for (name, value) in [
                ("content-type", "text/x"),
                ("content-language", "fr"),
                ("x-amz-meta-b", "two  words"),
                ("x-amz-meta-a", "1"),
            ] {
                object.headers.insert(name.to_owned(), value.to_owned());
            }
        }
        state.put("to", "elsewhere", b"not ours");
        state.put("to", "copy/zz", b"not ours either");
    }
    let place = tempfile::tempdir().unwrap();
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.failed.len(), outcome.copied), (0, 6));
    stored(&store);
    let manifest = entries(&place.path().join("manifest.jsonl"));
    assert_eq!(manifest["x/../y"].path, "copy/x/../y");
    assert!(manifest["large"].target.mark.ends_with("-10"));
    assert_eq!(store.state().buckets["to"].len(), 8);

    store.state().forget();
    let second = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!((second.copied, second.kept), (0, 6));
    let state = store.state();
    assert_eq!(state.count("GET", "list-type"), state.seen.len());
}

#[tokio::test]
async fn the_sum_of_parts_is_taken_whatever_their_size() {
    let store = TestStore::start().await.unwrap();
    // Three objects that were stored in parts: like ours, unlike ours, and uneven.
    let whole = bytes(10_000, 5);
    for (key, size) in [("same", 1024), ("other", 3000), ("uneven", 3000)] {
        let sums: Vec<String> = whole.chunks(size).map(md5_of).collect();
        let etag = format!("{}-{}", md5_of(&unhex(&sums.concat())), sums.len());
        let mut state = store.state();
        let object = state.put("from", key, &whole);
        object.etag = etag;
        object.part = Some(if key == "uneven" { 9000 } else { size as u64 });
    }
    let place = tempfile::tempdir().unwrap();
    to_bucket(&store, place.path(), &options()).await.unwrap();
    let manifest = entries(&place.path().join("manifest.jsonl"));
    let proofs = ["same", "other", "uneven"].map(|key| manifest[key].proof);
    assert_eq!(proofs, [Proof::Parts, Proof::Parts, Proof::Size]);
    // A sum that is not that of the bytes is found either way.
    for key in ["same", "other"] {
        let mut state = store.state();
        let object = state.buckets.get_mut("from").unwrap().get_mut(key).unwrap();
        let count = object.etag.rsplit_once('-').unwrap().1.to_owned();
        object.etag = format!("{}-{count}", "0".repeat(32));
    }
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.failures, 2);
    let text = outcome.failed[1].error.to_string();
    assert!(
        text.contains("bucket from") && text.contains("\"same\""),
        "{text}"
    );
    assert!(
        store.state().uploads.is_empty(),
        "an upload of wrong bytes was left"
    );
}

fn md5_of(bytes: &[u8]) -> String {
    use md5::Digest;
    md5::Md5::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(16).unwrap()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap())
        .collect()
}

#[tokio::test]
async fn stores_with_sums_of_their_own_are_compared_by_size_and_said_to_be() {
    let store = TestStore::start().await.unwrap();
    store.state().is_opaque = true;
    for key in ["a", "b"] {
        store.state().put("from", key, &bytes(5000, 1));
    }
    let place = tempfile::tempdir().unwrap();
    let outcome = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.unproven), (2, 2));
    let second = to_bucket(&store, place.path(), &options()).await.unwrap();
    assert_eq!((second.copied, second.kept), (0, 2));
}

#[tokio::test]
async fn a_bucket_is_not_copied_into_itself() {
    let store = TestStore::start().await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let at = |prefix: &str| Box::new(store.bucket("b", prefix, connection()).unwrap());
    let open = |from: &str, to: &str| {
        let (source, target) = (Source::Bucket(at(from)), Target::Bucket(at(to)));
        Journal::open(
            &source,
            &target,
            Some(&place.path().join(format!("{from}{to}"))),
        )
    };
    for (from, to) in [("", ""), ("", "copy/"), ("a", "a/b"), ("a/b", "a/")] {
        let refused = open(from, to).unwrap_err();
        assert!(
            refused.to_string().contains("part of what it copies"),
            "{refused}"
        );
    }
    open("a/", "b/").unwrap();
}

#[tokio::test]
async fn a_corrupted_copy_is_found_by_its_bytes() {
    let store = TestStore::start().await.unwrap();
    for key in ["a", "b", "c"] {
        store.state().put("from", key, &bytes(3000, 1));
    }
    let place = tempfile::tempdir().unwrap();
    to_bucket(&store, place.path(), &options()).await.unwrap();
    {
        let mut state = store.state();
        let to = state.buckets.get_mut("to").unwrap();
        let object = to.get_mut("copy/b").unwrap();
        object.bytes = bytes(3000, 2).into();
        to.remove("copy/c");
    }
    let (from, to) = (source(&store), bucket(&store));
    let journal = Journal::look(&from, &to, Some(place.path()))
        .unwrap()
        .unwrap();
    let marks = verify(&to, &journal, &options(), Depth::Marks)
        .await
        .unwrap();
    assert_eq!((marks.right, marks.wrong), (2, 1));
    let found = verify(&to, &journal, &options(), Depth::Bytes)
        .await
        .unwrap();
    assert_eq!((found.right, found.wrong), (1, 2));
    assert!(matches!(found.problems[0].what, Missing::Corrupt { .. }));
    assert_eq!(found.problems[1].what, Missing::Absent);
    // It looks as it was left: only who is told copies it again.
    drop(journal);
    let mut mending = options();
    mending.mending = found
        .problems
        .into_iter()
        .map(|problem| problem.key)
        .collect();
    let outcome = to_bucket(&store, place.path(), &mending).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept), (2, 1));
    stored(&store);
}
