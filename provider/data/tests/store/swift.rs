//! From Swift.

use std::path::Path;

use ovhai_data::{
    Detail, Error, Journal, Outcome, Proof, Quiet, Source, Target, run, survey,
    testing::{SwiftObject, TestStore, TestSwift},
};

use super::{bucket, bytes, connection, entries, folder, in_folder, options};

fn container(swift: &TestSwift, name: &str) -> Source {
    Source::Container(Box::new(
        swift.container(name, "right", connection()).unwrap(),
    ))
}

async fn copied(source: &Source, target: &Target, own: Option<&Path>) -> Outcome {
    let journal = Journal::open(source, target, own).unwrap();
    run(source, target, &journal, &options(), &Quiet)
        .await
        .unwrap()
}

async fn swift() -> TestSwift {
    let swift = TestSwift::start().await.unwrap();
    {
        let mut state = swift.state();
        for (at, key) in (0..).zip(["a/../b", "a//c", "empty", "é +?#", "z"]) {
            let size = if key == "empty" {
                0
            } else {
                700 + usize::from(at)
            };
            let object = state.put("from", key, &bytes(size, at));
            object
                .headers
                .insert("content-type".to_owned(), "text/x".to_owned());
            object
                .headers
                .insert("x-object-meta-owner".to_owned(), "zoë".to_owned());
        }
        state.put("from", "large", &bytes(5000, 9));
        for at in 0..3_u8 {
            state.put("segments", &format!("d/{at}"), &bytes(2000, at));
            state.put("segments", &format!("s/{at}"), &bytes(300, at));
        }
        let dynamic = state.put("from", "dynamic", b"");
        dynamic.dynamic = Some(("segments".to_owned(), "d/".to_owned()));
        let fixed = state.put("from", "fixed", b"[a manifest]");
        fixed.fixed = Some(
            (0..3)
                .map(|at| ("segments".to_owned(), format!("s/{at}")))
                .collect(),
        );
        fixed
            .headers
            .insert("x-delete-at".to_owned(), "2000000000".to_owned());
    }
    swift
}

#[tokio::test]
async fn a_container_arrives_with_its_large_objects_joined() {
    let swift = swift().await;
    swift.state().page = Some(3);
    let place = tempfile::tempdir().unwrap();
    let source = container(&swift, "from");
    let outcome = copied(&source, &folder(place.path()), None).await;
    assert_eq!((outcome.copied, outcome.failures), (8, 0));
    assert_eq!((outcome.unproven, outcome.incomplete), (0, 1));
    let held = in_folder(place.path());
    let read = |key: &str| std::fs::read(place.path().join(&held[key].path)).unwrap();
    let joined: Vec<u8> = (0..3).flat_map(|at| bytes(2000, at)).collect();
    assert_eq!(read("dynamic"), joined);
    assert_eq!(
        read("fixed"),
        (0..3).flat_map(|at| bytes(300, at)).collect::<Vec<u8>>()
    );
    assert_eq!(read("a/../b"), bytes(700, 0));
    assert_eq!(read("é +?#"), bytes(703, 3));
    assert_eq!(read("empty"), b"");
    assert_eq!(held["large"].proof, Proof::Md5);
    assert_eq!(
        (held["dynamic"].proof, held["fixed"].proof),
        (Proof::Parts, Proof::Parts)
    );
    assert_eq!(held["z"].properties.metadata["owner"], "zoë");
    assert_eq!(held["fixed"].left_out, ["time of deletion"]);

    // Only a segment changes: the listing is the same, the object is not.
    swift.state().put("segments", "d/1", &bytes(2000, 77));
    swift.state().sent = 0;
    let outcome = copied(&source, &folder(place.path()), None).await;
    assert_eq!((outcome.copied, outcome.kept), (1, 7));
    assert_eq!(swift.state().sent, 6000);

    let store = TestStore::start().await.unwrap();
    let own = tempfile::tempdir().unwrap();
    let outcome = copied(&source, &bucket(&store), Some(own.path())).await;
    assert_eq!((outcome.copied, outcome.failures), (8, 0));
    let state = store.state();
    let copy = &state.buckets["to"]["copy/z"];
    assert_eq!(copy.headers["x-amz-meta-owner"], "zoë");
    assert_eq!(state.buckets["to"]["copy/dynamic"].bytes.len(), 6000);
    assert_eq!(entries(&own.path().join("manifest.jsonl")).len(), 8);
}

#[tokio::test]
async fn tokens_that_end_are_renewed_and_wrong_passwords_are_told_without_them() {
    let swift = swift().await;
    let place = tempfile::tempdir().unwrap();
    let source = container(&swift, "from");
    let totals = survey(
        &source,
        &folder(place.path()),
        None,
        &options(),
        Detail::Totals,
    )
    .await
    .unwrap();
    // As the container counts: a listing was not needed.
    assert_eq!(totals.objects, 8);
    assert!(
        swift
            .state()
            .seen
            .iter()
            .all(|seen| !seen.contains("format=json"))
    );
    swift.state().token_lasts = Some(4);
    let outcome = copied(&source, &folder(place.path()), None).await;
    assert_eq!(outcome.copied, 8);
    assert!(swift.state().tokens >= 2);

    let stranger = swift
        .container("from", "a wrong one", connection())
        .unwrap();
    let stranger = Source::Container(Box::new(stranger));
    let to = folder(&place.path().join("x"));
    let journal = Journal::open(&stranger, &to, None).unwrap();
    let refused = run(&stranger, &to, &journal, &options(), &Quiet)
        .await
        .unwrap_err();
    assert!(matches!(&refused, Error::Denied { problem, .. } if problem.contains("Keystone")));
    assert!(!format!("{refused} {refused:?} {stranger:?}").contains("a wrong one"));
}

#[tokio::test]
async fn a_joined_object_that_changes_while_it_is_read_is_read_again() {
    let swift = swift().await;
    let segment = SwiftObject {
        bytes: bytes(1500, 50).into(),
        ..SwiftObject::default()
    };
    {
        let mut state = swift.state();
        state
            .containers
            .get_mut("from")
            .unwrap()
            .retain(|key, _| key == "dynamic");
        state.comes = Some(("segments".to_owned(), "d/2".to_owned(), segment));
    }
    let place = tempfile::tempdir().unwrap();
    let outcome = copied(&container(&swift, "from"), &folder(place.path()), None).await;
    assert_eq!((outcome.copied, outcome.failures), (1, 0));
    let whole = [bytes(2000, 0), bytes(2000, 1), bytes(1500, 50)].concat();
    assert_eq!(std::fs::read(place.path().join("dynamic")).unwrap(), whole);
}
