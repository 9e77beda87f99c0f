//! Copies against a registry with faults, and what they cost it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bombs;
mod faults;

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use ovhai_images::{
    Bounds, Clock, ContentDigest, Credential, Credentials, Destination, Error, Graph, Journal,
    Layout, Limits, Naming, NoJournal, Options, Outcome, Place, Places, Plan, Platform, Proof,
    Quiet, Reason, Related, Secret, Selection, Session, resolve, run,
    testing::{Fault, Made, State, TestRegistry, image, image_with, index},
    verify,
};
use serde_json::json;

/// Never waits, and remembers how long it would have.
#[derive(Debug, Default)]
struct Waits(Mutex<Vec<Duration>>);

impl Clock for Waits {
    fn now(&self) -> i64 {
        784_111_767
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

fn options() -> Options {
    Options {
        chunk: 1000,
        streamed: 0,
        stall: Duration::from_secs(20),
        clock: Arc::new(Waits::default()),
        ..Options::default()
    }
}

fn places() -> Places {
    Places::new(Credentials::default(), options())
}

/// Blobs pass as they come.
fn streaming() -> Places {
    let options = Options {
        streamed: u64::MAX,
        ..options()
    };
    Places::new(Credentials::default(), options)
}

fn at(registry: &TestRegistry, repository: &str) -> Place {
    Place::Registry {
        registry: registry.host(),
        repository: repository.to_owned(),
    }
}

fn to(registry: &TestRegistry) -> Destination {
    Destination::Registry {
        registry: registry.host(),
        naming: Naming {
            prefix: "copy".to_owned(),
            ..Naming::default()
        },
    }
}

fn bytes(count: usize, seed: u8) -> Vec<u8> {
    (0..count)
        .map(|at| u8::try_from((at * 31 + usize::from(seed) * 7 + at / 251) % 256).unwrap())
        .collect()
}

async fn graph(places: &Places, place: Place, reference: &str) -> Result<Graph, Error> {
    let source = places.source(&place)?;
    resolve(
        &source,
        place,
        reference,
        &Selection::default(),
        &Bounds::default(),
    )
    .await
}

async fn copied(places: &Places, plan: &Plan) -> Outcome {
    let outcome = run(plan, places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    outcome
}

/// One image `a:1` with one layer of 5000 bytes, and its plan to the second registry.
async fn simple() -> (TestRegistry, TestRegistry, Places, Plan, String) {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[&bytes(5000, 1)]);
    from.hold("a", Some("1"), &made);
    let places = places();
    let graph = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[graph], to(&into)).unwrap();
    let layer = made.blobs[1].0.clone();
    (from, into, places, plan, layer)
}

fn holds(registry: &TestRegistry, repository: &str, made: &Made) {
    let state = registry.state();
    let held = &state.repositories[repository];
    for (digest, bytes) in &made.blobs {
        assert_eq!(held.blobs.get(digest), Some(bytes), "{digest}");
    }
    for (digest, media_type, bytes) in &made.manifests {
        assert_eq!(
            held.manifests.get(digest),
            Some(&(media_type.clone(), bytes.clone()))
        );
    }
}

#[tokio::test]
async fn many_images_share_each_blob_once_and_a_second_run_moves_nothing() {
    let from = TestRegistry::start().await.unwrap();
    let into = TestRegistry::start().await.unwrap();
    let shared = bytes(4000, 1);
    let places = Arc::new(places());
    let mut graphs = Vec::new();
    let mut all = Vec::new();
    for number in 0..6u8 {
        let own = bytes(1500, number + 10);
        let made = index(&[
            ("linux/amd64", &image(&[&shared, &own])),
            ("linux/arm64", &image(&[&shared])),
        ]);
        let name = format!("team/app{number}");
        from.hold(&name, Some("1"), &made);
        graphs.push(graph(&places, at(&from, &name), "1").await.unwrap());
        all.push((name, made));
    }
    let plan = Plan::new(&graphs, to(&into)).unwrap();
    assert_eq!(plan, Plan::new(&graphs, to(&into)).unwrap());
    // A plan is a value that can be kept.
    let kept: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert_eq!(kept, plan);
    // Futures of a run can move between threads.
    let first = tokio::spawn({
        let (places, plan) = (Arc::clone(&places), plan.clone());
        async move { copied(&places, &plan).await }
    })
    .await
    .unwrap();
    assert_eq!(first.bytes, plan.bytes());
    assert_eq!(first.copied.len(), 6);
    for (name, made) in &all {
        holds(&into, &format!("copy/{name}"), made);
        for (digest, bytes) in &made.blobs {
            assert_eq!(
                from.sent()[digest],
                bytes.len() as u64,
                "{digest} left the source once"
            );
        }
    }
    assert_eq!(into.state().received, plan.bytes());
    assert!(first.mounted >= 5);
    assert_eq!(
        verify(&plan, &places, Limits::default(), Proof::Content).await,
        Ok(Vec::new())
    );

    let second = copied(&places, &plan).await;
    assert_eq!(
        (second.bytes, second.transferred, second.manifests),
        (0, 0, 0)
    );
    assert_eq!(into.state().received, plan.bytes());
}

#[tokio::test]
async fn without_mounts_every_repository_still_gets_its_blobs() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    into.state().refuses_mounts = true;
    let made = image(&[&bytes(3000, 1)]);
    let places = places();
    let mut graphs = Vec::new();
    for name in ["a", "b"] {
        from.hold(name, Some("1"), &made);
        graphs.push(graph(&places, at(&from, name), "1").await.unwrap());
    }
    let outcome = copied(&places, &Plan::new(&graphs, to(&into)).unwrap()).await;
    assert_eq!((outcome.mounted, outcome.transferred), (0, 4));
    holds(&into, "copy/a", &made);
    holds(&into, "copy/b", &made);
}

/// Remembers uploads, and stops the process (by an error) after so many pieces.
#[derive(Default)]
struct Memory {
    sessions: Mutex<BTreeMap<String, Session>>,
    pieces: Mutex<Option<usize>>,
}

impl Journal for Memory {
    fn session(&self, key: &str) -> Option<Session> {
        self.sessions.lock().unwrap().get(key).cloned()
    }

    fn keep(&self, key: &str, session: Option<&Session>) -> Result<(), Error> {
        let mut sessions = self.sessions.lock().unwrap();
        match session {
            Some(session) => sessions.insert(key.to_owned(), session.clone()),
            None => sessions.remove(key),
        };
        if let Some(left) = self.pieces.lock().unwrap().as_mut() {
            if *left == 0 {
                return Err(Error::Journal("killed".to_owned()));
            }
            *left -= 1;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_killed_run_goes_on_in_the_middle_of_a_layer() {
    let (_from, into, places, plan, _) = simple().await;
    let journal = Memory {
        pieces: Mutex::new(Some(2)),
        ..Memory::default()
    };
    let killed = run(
        &plan,
        &places,
        Limits {
            blobs: 1,
            ..Limits::default()
        },
        &journal,
        &Quiet,
    )
    .await;
    assert_eq!(killed, Err(Error::Journal("killed".to_owned())));
    let before = into.state().received;
    assert!(before > 0 && before < plan.bytes());
    *journal.pieces.lock().unwrap() = None;
    let outcome = run(&plan, &places, Limits::default(), &journal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    assert_eq!(
        into.state().received,
        plan.bytes(),
        "no piece was sent twice"
    );
    assert_eq!(*journal.sessions.lock().unwrap(), BTreeMap::new());
}

#[tokio::test]
async fn a_layout_is_written_resumed_verified_and_read_again() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = index(&[("linux/amd64", &image(&[&bytes(5000, 1)]))]);
    from.hold("team/a", Some("1"), &made);
    let places = places();
    let found = graph(&places, at(&from, "team/a"), "1").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("layout");
    let plan = Plan::new(&[found], Destination::Layout(root.clone())).unwrap();
    // An earlier run had got 2000 bytes of the layer.
    let layer = made.blobs[1].0.clone();
    std::fs::create_dir_all(root.join(".partial")).unwrap();
    std::fs::write(
        root.join(".partial").join(layer.replace(':', "-")),
        bytes(2000, 1),
    )
    .unwrap();
    copied(&places, &plan).await;
    assert_eq!(from.sent()[&layer], 3000, "only the rest was asked for");
    let layout = Layout::open(&root).unwrap();
    assert_eq!(layout.verify().unwrap(), []);
    let again = std::fs::read(root.join("index.json")).unwrap();
    let second = copied(&places, &plan).await;
    assert_eq!((second.bytes, second.manifests), (0, 0));
    assert_eq!(std::fs::read(root.join("index.json")).unwrap(), again);

    // And from the layout to a registry.
    let name = format!("{}/team/a:1", from.host());
    let found = graph(&places, Place::Layout(root.clone()), &name)
        .await
        .unwrap();
    let back = Plan::new(&[found], to(&into)).unwrap();
    copied(&places, &back).await;
    holds(&into, "copy/team/a", &made);

    // One byte flips: seen by the layout's own check and by the plan's.
    let path = root.join("blobs").join(layer.replace(':', "/"));
    let mut content = std::fs::read(&path).unwrap();
    content[17] ^= 1;
    std::fs::write(&path, content).unwrap();
    let problems = layout.verify().unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].digest, ContentDigest::parse(&layer));
    assert_eq!(
        verify(&plan, &places, Limits::default(), Proof::Present).await,
        Ok(vec![])
    );
    let problems = verify(&plan, &places, Limits::default(), Proof::Content)
        .await
        .unwrap();
    assert!(matches!(problems[0].error, Error::Corrupt { .. }));
}

#[tokio::test]
async fn rubbish_of_an_earlier_run_does_not_spoil_a_layout() {
    let (from, _into, places, plan, layer) = simple().await;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("layout");
    std::fs::create_dir_all(root.join(".partial")).unwrap();
    std::fs::write(
        root.join(".partial").join(layer.replace(':', "-")),
        [7; 1234],
    )
    .unwrap();
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    assert_eq!(found.digest, plan.images[0].digest);
    copied(
        &places,
        &Plan::new(&[found], Destination::Layout(root.clone())).unwrap(),
    )
    .await;
    assert_eq!(Layout::open(&root).unwrap().verify().unwrap(), []);
}

#[cfg(unix)]
#[tokio::test]
async fn links_in_a_layout_are_not_followed() {
    let (from, _into, places, _, _) = simple().await;
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("outside");
    let root = folder.path().join("layout");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::create_dir_all(&root).unwrap();
    std::os::unix::fs::symlink(&outside, root.join("blobs")).unwrap();
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[found], Destination::Layout(root)).unwrap();
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert!(
        matches!(outcome.failed[0].error, Error::Disk { .. }),
        "{:?}",
        outcome.failed
    );
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
}

#[tokio::test]
async fn what_refers_to_an_image_comes_along_with_and_without_the_interface() {
    for (source_has, target_has) in [(true, false), (true, true)] {
        let (from, into) = (
            TestRegistry::start().await.unwrap(),
            TestRegistry::start().await.unwrap(),
        );
        from.state().has_referrers = source_has;
        into.state().has_referrers = target_has;
        let made = image(&[&bytes(100, 1)]);
        let signature = image_with(
            &[b"signature"],
            json!({"artifactType": "application/x.signature", "subject": {
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "digest": made.digest, "size": made.manifests[0].2.len()}}),
        );
        from.hold("a", Some("1"), &made);
        from.hold("a", None, &signature);
        let places = places();
        let found = graph(&places, at(&from, "a"), "1").await.unwrap();
        assert_eq!(found.manifests.len(), 2);
        let plan = Plan::new(&[found], to(&into)).unwrap();
        copied(&places, &plan).await;
        holds(&into, "copy/a", &signature);
        let repository = places
            .registry(&into.host())
            .unwrap()
            .repository("copy/a")
            .unwrap();
        let digest = ContentDigest::parse(&made.digest).unwrap();
        let listed = repository.referrers(&digest).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].digest.as_str(), signature.digest);
        assert_eq!(
            into.state().repositories["copy/a"]
                .tags
                .contains_key(&digest.fallback_tag()),
            !target_has
        );
        copied(&places, &plan).await;
    }
}

#[tokio::test]
async fn signatures_under_tags_come_along_when_asked_for() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[&bytes(100, 1)]);
    from.hold("a", Some("1"), &made);
    let tag = format!("{}.sig", made.digest.replace(':', "-"));
    from.hold("a", Some(&tag), &image(&[b"signed"]));
    let places = places();
    let place = at(&from, "a");
    let selection = Selection {
        related: Related::ReferrersAndTags,
        ..Selection::default()
    };
    let source = places.source(&place).unwrap();
    let found = resolve(&source, place, "1", &selection, &Bounds::default())
        .await
        .unwrap();
    copied(&places, &Plan::new(&[found], to(&into)).unwrap()).await;
    assert!(into.state().repositories["copy/a"].tags.contains_key(&tag));
}

#[tokio::test]
async fn chosen_platforms_make_an_index_of_their_own_and_the_rest_is_named() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let (one, other) = (image(&[&bytes(100, 1)]), image(&[&bytes(100, 2)]));
    from.hold(
        "a",
        Some("1"),
        &index(&[("linux/amd64", &one), ("linux/arm64", &other)]),
    );
    let places = places();
    let place = at(&from, "a");
    let mut selection = Selection {
        platforms: vec![Platform::parse("linux/arm64").unwrap()],
        ..Selection::default()
    };
    let source = places.source(&place).unwrap();
    let found = resolve(&source, place.clone(), "1", &selection, &Bounds::default())
        .await
        .unwrap();
    assert_ne!(found.digest, found.source_digest);
    assert_eq!(found.platforms, selection.platforms);
    assert_eq!(
        found.left_out[0].reason,
        Reason::Platform("linux/amd64".to_owned())
    );
    let outcome = copied(&places, &Plan::new(&[found], to(&into)).unwrap()).await;
    assert_eq!(outcome.copied[0].left_out.len(), 1);
    holds(&into, "copy/a", &other);
    let has_one = into.state().repositories["copy/a"]
        .manifests
        .contains_key(&one.digest);
    assert!(!has_one);
    selection.platforms = vec![Platform::parse("windows/amd64").unwrap()];
    let refused = resolve(&source, place, "1", &selection, &Bounds::default()).await;
    assert!(matches!(refused, Err(Error::Manifest { .. })));
}

#[tokio::test]
async fn foreign_layers_are_named_and_not_fetched() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let digest = ContentDigest::of(b"never fetched");
    let made = image_with(
        &[],
        json!({"layers": [{"mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "digest": digest, "size": 13, "urls": ["https://vendor.invalid/layer"]}]}),
    );
    from.hold("a", Some("1"), &made);
    let places = places();
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    let urls = vec!["https://vendor.invalid/layer".to_owned()];
    assert_eq!(found.left_out[0].reason, Reason::Foreign { urls });
    copied(&places, &Plan::new(&[found], to(&into)).unwrap()).await;
    assert_eq!(from.state().count("GET", digest.as_str()), 0);
}

#[tokio::test]
async fn tags_come_in_pages() {
    let from = TestRegistry::start().await.unwrap();
    for tag in ["1", "2", "3", "4", "5"] {
        from.hold("a", Some(tag), &image(&[]));
    }
    from.state().page = Some(2);
    let repository = places()
        .registry(&from.host())
        .unwrap()
        .repository("a")
        .unwrap();
    assert_eq!(repository.tags().await.unwrap(), ["1", "2", "3", "4", "5"]);
    assert_eq!(from.state().count("GET", "/tags/list"), 3);
}

#[tokio::test]
async fn two_sources_under_one_name_are_refused() {
    let (one, other) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    one.hold("a", Some("1"), &image(&[&bytes(10, 1)]));
    other.hold("a", Some("1"), &image(&[&bytes(10, 2)]));
    let places = places();
    let graphs = [
        graph(&places, at(&one, "a"), "1").await.unwrap(),
        graph(&places, at(&other, "a"), "1").await.unwrap(),
    ];
    let refused = Plan::new(&graphs, to(&one));
    assert!(
        matches!(refused, Err(Error::Collision { .. })),
        "{refused:?}"
    );
    let naming = Naming {
        with_host: true,
        ..Naming::default()
    };
    let destination = Destination::Registry {
        registry: one.host(),
        naming,
    };
    assert_eq!(Plan::new(&graphs, destination).unwrap().images.len(), 2);
}

#[tokio::test]
async fn a_layout_is_made_in_an_empty_folder_or_where_one_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let begun = folder.path().join("begun");
    Layout::create(&begun).unwrap();
    std::fs::remove_file(begun.join("index.json")).unwrap();
    assert_eq!(Layout::create(&begun).unwrap().entries(), Ok(Vec::new()));
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("index.json"), "mine").unwrap();
    assert!(matches!(
        Layout::create(&other),
        Err(Error::Configuration { .. })
    ));
    assert_eq!(std::fs::read(other.join("index.json")).unwrap(), b"mine");
}

#[tokio::test]
async fn a_password_is_not_sent_to_a_token_service_without_https() {
    let from = TestRegistry::start().await.unwrap();
    from.hold("a", Some("1"), &image(&[]));
    {
        let mut state = from.state();
        // The realm is made of it.
        state.host = "tokens.invalid".to_owned();
        state.bearer = Some(("reader".to_owned(), "hunter2".to_owned()));
    }
    let error = graph(&places(), at(&from, "a"), "1").await.unwrap_err();
    assert!(matches!(error, Error::Protocol { .. }), "{error}");
    assert!(error.to_string().contains("https"), "{error}");
}
