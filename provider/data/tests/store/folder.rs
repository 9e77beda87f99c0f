//! Into a folder.

use ovhai_data::{
    Bandwidth, Depth, Detail, Error, Exclude, Journal, Missing, Options, Proof, key_of, survey,
    testing::TestStore, verify,
};

use super::{bytes, folder, holds, in_folder, options, source, to_folder};

const ODD: &[&str] = &[
    "a",
    "a/",
    "a/b",
    "a//b",
    "/lead",
    "..a",
    "dot/../dot",
    "./x",
    " space ",
    "plus+and&amp;",
    "q?x=1#y",
    "percent%2Fslash",
    "новый/файл.txt",
    "e\u{301}/é",
    "ctl\u{1}\t\n",
    "CON",
    "con.txt",
    ".ovhai-data/lock",
    "back\\slash:colon",
    "emoji 🦀",
];

async fn odd_store() -> TestStore {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for (at, key) in (0..).zip(ODD) {
            state.put("from", key, &bytes(100 * usize::from(at), at));
        }
        state.put("from", &"long/".repeat(200), b"deep");
        state.put("from", &"l".repeat(1000), b"long");
        let large = state.put("from", "large", &bytes(10_000, 3));
        for (name, value) in [
            ("content-type", "text/x; charset=utf-8"),
            ("content-disposition", "inline"),
            ("x-amz-meta-owner", "zoë"),
            ("x-amz-tagging-count", "2"),
        ] {
            large.headers.insert(name.to_owned(), value.to_owned());
        }
    }
    store
}

#[tokio::test]
async fn everything_arrives_whatever_it_is_called_and_a_second_run_only_lists() {
    let store = odd_store().await;
    store.state().page = Some(3);
    let place = tempfile::tempdir().unwrap();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!(outcome.failed, []);
    assert_eq!(outcome.copied, ODD.len() as u64 + 3);
    assert_eq!((outcome.unproven, outcome.incomplete), (0, 1));
    holds(&store, place.path());
    let entries = in_folder(place.path());
    let large = &entries["large"];
    assert_eq!(large.proof, Proof::Md5);
    assert_eq!(large.left_out, ["tags"]);
    assert_eq!(large.properties.metadata["owner"], "zoë");
    assert_eq!(
        large.properties.content_disposition.as_deref(),
        Some("inline")
    );
    let file = std::fs::metadata(place.path().join("large")).unwrap();
    assert_eq!(
        time::OffsetDateTime::from(file.modified().unwrap()),
        large.modified
    );
    // Nothing lies in the folder that the manifest does not name.
    let mut files = Vec::new();
    walk(place.path(), "", &mut files);
    files.retain(|path| !path.starts_with(".ovhai-data/"));
    let mut named: Vec<String> = entries.values().map(|entry| entry.path.clone()).collect();
    named.sort();
    files.sort();
    assert_eq!(files, named);
    assert!(files.iter().all(|path| key_of(path).is_some()));

    let before = std::fs::read(place.path().join(".ovhai-data/manifest.jsonl")).unwrap();
    store.state().forget();
    let second = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((second.copied, second.kept), (0, outcome.copied));
    {
        let state = store.state();
        assert_eq!(state.count("GET", "list-type"), state.seen.len());
    }
    let after = std::fs::read(place.path().join(".ovhai-data/manifest.jsonl")).unwrap();
    assert_eq!(before, after, "the manifest of an unchanged source changed");
}

fn walk(root: &std::path::Path, inner: &str, files: &mut Vec<String>) {
    for item in std::fs::read_dir(root.join(inner)).unwrap() {
        let item = item.unwrap();
        let name = item.file_name().into_string().unwrap();
        let path = if inner.is_empty() {
            name
        } else {
            format!("{inner}/{name}")
        };
        if item.file_type().unwrap().is_dir() {
            walk(root, &path, files);
        } else {
            files.push(path);
        }
    }
}

#[tokio::test]
async fn only_what_changed_moves_and_what_is_gone_is_kept_or_removed() {
    let store = TestStore::start().await.unwrap();
    for at in 0..20_u8 {
        store
            .state()
            .put("from", &format!("d/{at:02}"), &bytes(500, at));
    }
    let place = tempfile::tempdir().unwrap();
    to_folder(&store, place.path(), &options()).await.unwrap();
    store.state().forget();
    store.state().put("from", "d/03", &bytes(600, 99));
    store.state().put("from", "d/00/new", &bytes(700, 98));
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .remove("d/05");

    let (from, to) = (source(&store), folder(place.path()));
    let journal = Journal::look(&from, &to, None).unwrap();
    let plan = survey(&from, &to, journal.as_ref(), &options(), Detail::Listing)
        .await
        .unwrap();
    assert_eq!(
        (plan.new, plan.changed, plan.unchanged, plan.gone),
        (1, 1, 18, 1)
    );
    assert_eq!(plan.bytes_to_move, 1300);
    assert_eq!(store.state().all_sent(), 0);

    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept, outcome.gone), (2, 18, 1));
    assert_eq!(store.state().all_sent(), 1300);
    let entries = in_folder(place.path());
    assert!(entries["d/05"].is_gone && place.path().join("d/05").exists());
    // `d/00` is a file: the new folder has a name of its own.
    assert_eq!(entries["d/00/new"].path, "d/00%dir/new");

    let removing = Options {
        is_removing: true,
        ..options()
    };
    let outcome = to_folder(&store, place.path(), &removing).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept, outcome.removed), (0, 20, 1));
    assert!(!place.path().join("d/05").exists());
    holds(&store, place.path());

    // What is not asked for any more may still be at the source: it is not removed, and stays known.
    let excluding = Options {
        exclude: Exclude::new(["d/1*"]),
        ..removing
    };
    let outcome = to_folder(&store, place.path(), &excluding).await.unwrap();
    assert_eq!((outcome.copied, outcome.gone, outcome.removed), (0, 0, 0));
    holds(&store, place.path());
}

#[tokio::test]
async fn what_is_not_ours_is_left_alone_and_links_are_not_followed() {
    let store = TestStore::start().await.unwrap();
    for key in ["file", "linked/x", "folder", "fine", "link"] {
        store.state().put("from", key, key.as_bytes());
    }
    let (place, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(place.path().join("file"), "mine").unwrap();
    std::fs::create_dir(place.path().join("folder")).unwrap();
    std::os::unix::fs::symlink(outside.path(), place.path().join("linked")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("x"), place.path().join("link")).unwrap();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    let failed: Vec<&str> = outcome
        .failed
        .iter()
        .map(|failed| failed.key.as_str())
        .collect();
    assert_eq!(failed, ["file", "link", "linked/x"]);
    assert!(outcome.manifest.is_none());
    assert_eq!(std::fs::read(place.path().join("file")).unwrap(), b"mine");
    assert_eq!(
        std::fs::read(place.path().join("folder%file")).unwrap(),
        b"folder"
    );
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);

    std::fs::remove_file(place.path().join("linked")).unwrap();
    std::fs::remove_file(place.path().join("link")).unwrap();
    let overwriting = Options {
        is_overwriting: true,
        ..options()
    };
    store.state().forget();
    let outcome = to_folder(&store, place.path(), &overwriting).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept), (3, 2));
    holds(&store, place.path());
}

#[tokio::test]
async fn verification_finds_what_was_changed_and_the_next_run_mends_it() {
    let store = TestStore::start().await.unwrap();
    for key in ["a", "b", "c", "d"] {
        store.state().put("from", key, &bytes(2000, 1));
    }
    let place = tempfile::tempdir().unwrap();
    to_folder(&store, place.path(), &options()).await.unwrap();
    let (from, to) = (source(&store), folder(place.path()));
    let look = async |depth| {
        let journal = Journal::look(&from, &to, None).unwrap().unwrap();
        let found = verify(&to, &journal, &options(), depth).await.unwrap();
        let wrong: Vec<_> = (found.problems.into_iter())
            .map(|problem| (problem.key, problem.what))
            .collect();
        (found.right, wrong)
    };
    assert_eq!(look(Depth::Marks).await, (4, vec![]));
    assert_eq!(look(Depth::Bytes).await, (4, vec![]));
    // The same size and time, one byte other.
    let path = place.path().join("b");
    let time = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut other = bytes(2000, 1);
    other[1000] ^= 1;
    std::fs::write(&path, other).unwrap();
    std::fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    std::fs::remove_file(place.path().join("d")).unwrap();
    assert_eq!(
        look(Depth::Marks).await,
        (3, vec![("d".to_owned(), Missing::Absent)])
    );
    let (right, wrong) = look(Depth::Bytes).await;
    assert_eq!((right, wrong.len()), (2, 2));
    assert!(matches!(&wrong[0], (key, Missing::Corrupt { .. }) if key == "b"));
    // What is absent comes back; what was changed under the same mark must go first.
    std::fs::remove_file(&path).unwrap();
    let outcome = to_folder(&store, place.path(), &options()).await.unwrap();
    assert_eq!((outcome.copied, outcome.kept), (2, 2));
    assert_eq!(look(Depth::Bytes).await, (4, vec![]));

    let manifest = place.path().join(".ovhai-data/manifest.jsonl");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"size\":2000", "\"size\":2001")).unwrap();
    let journal = Journal::look(&from, &to, None).unwrap().unwrap();
    let refused = verify(&to, &journal, &options(), Depth::Marks).await;
    assert!(matches!(refused, Err(Error::Journal { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_survey_writes_nothing_and_a_journal_is_one_copys() {
    let store = odd_store().await;
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("new");
    let (from, to) = (source(&store), folder(&root));
    let journal = Journal::look(&from, &to, None).unwrap();
    assert!(journal.is_none());
    let found = survey(&from, &to, None, &options(), Detail::Listing)
        .await
        .unwrap();
    assert_eq!(
        (found.new, found.objects),
        (ODD.len() as u64 + 3, ODD.len() as u64 + 3)
    );
    let totals = survey(&from, &to, None, &options(), Detail::Totals)
        .await
        .unwrap();
    assert_eq!((totals.objects, totals.bytes), (found.objects, found.bytes));
    assert!(!root.exists());

    let journal = Journal::open(&from, &to, None).unwrap();
    let second = Journal::open(&from, &to, None).unwrap_err();
    assert!(second.to_string().contains("another run"), "{second}");
    drop(journal);
    let other = super::Source::Bucket(Box::new(
        store.bucket("other", "", super::connection()).unwrap(),
    ));
    let refused = Journal::open(&other, &to, None).unwrap_err();
    assert!(
        refused.to_string().contains("belongs to the copy from"),
        "{refused}"
    );
}

#[tokio::test]
async fn the_bandwidth_limit_is_kept_by_all_runs_together() {
    let store = TestStore::start().await.unwrap();
    for key in ["a", "b"] {
        store.state().put("from", key, &bytes(50_000, 1));
    }
    let (place, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let clock = std::sync::Arc::new(super::Waits::default());
    let mut slow = options();
    slow.bandwidth = Some(Bandwidth::new(1000));
    slow.clock = clock.clone();
    let (one, two) = tokio::join!(
        to_folder(&store, place.path(), &slow),
        to_folder(&store, other.path(), &slow)
    );
    assert_eq!(one.unwrap().bytes + two.unwrap().bytes, 200_000);
    // The clock does not move while nobody waits: the last wait is for all that came.
    let longest = clock.0.lock().unwrap().iter().max().copied().unwrap();
    assert!(longest.as_secs() >= 195, "{longest:?}");
}
