//! Places compared by their listings, and folders that work can be divided by.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovhai_data::{Connection, Exclude, Source, compare, folders, inventory, testing::TestStore};

fn source(store: &TestStore, prefix: &str) -> Source {
    let bucket = store.bucket("from", prefix, Connection::default()).unwrap();
    Source::Bucket(Box::new(bucket))
}

#[tokio::test]
async fn what_is_missing_different_or_more_is_found_by_listing_both() {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        state.page = Some(2);
        for name in [
            "v1/a", "v1/b/", "v1/b/c", "v1/d é", "v1/e.tmp", "v1/f", "v2/x",
        ] {
            let bytes = if name.ends_with('/') { "" } else { name };
            state.put("from", name, bytes.as_bytes());
        }
        for (name, bytes) in [
            ("v1/a", "v1/a"),
            ("v1/b/c", "v1/b/x"),
            ("v1/d é", "other size"),
            ("v1/more", ""),
        ] {
            state.put("to", &format!("exit/{name}"), bytes.as_bytes());
        }
    }
    let to = store
        .bucket("to", "exit/v1/", Connection::default())
        .unwrap();
    let to = Source::Bucket(Box::new(to));
    let exclude = Exclude::new(["**/*.tmp"]);
    let found = compare(&source(&store, "v1/"), &to, &exclude)
        .await
        .unwrap();
    assert_eq!(
        (found.missing, found.markers, found.different, found.more),
        (1, 1, 2, 1)
    );
    assert_eq!(found.names, ["v1/b/c", "v1/d é", "v1/f"]);
    assert_eq!((found.source.objects, found.copy.objects), (5, 4));
    assert_eq!(
        found.copy,
        inventory(&to, &Exclude::default()).await.unwrap()
    );
    // Orders of stores on file systems are another, and come to the same.
    store.state().is_by_folder = true;
    assert_eq!(
        compare(&source(&store, "v1/"), &to, &exclude)
            .await
            .unwrap(),
        found
    );
}

#[tokio::test]
async fn folders_are_those_where_names_part() {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for name in [
            "data/v1/a/1",
            "data/v1/a/2",
            "data/v1/b +%é/1",
            "data/v1/c//1",
        ] {
            state.put("from", name, b"x");
        }
    }
    let all = ["data/v1/a/", "data/v1/b +%é/", "data/v1/c/"];
    assert_eq!(folders(&source(&store, "")).await.unwrap(), all);
    // A single folder of objects divides nothing.
    assert_eq!(
        folders(&source(&store, "data/v1/b")).await.unwrap(),
        [""; 0]
    );
    store.state().put("from", "data/beside", b"x");
    assert_eq!(folders(&source(&store, "")).await.unwrap(), ["data/v1/"]);
}
