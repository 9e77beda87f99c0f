//! From names to copies, and back: looking, surveying, removing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use ovhai_images::{
    Bounds, ContentDigest, Copy, Credentials, Depth, Destination, Error, Event, Journal, Layout,
    Limits, Looked, Naming, NoJournal, Observer, Options, Origin, Places, Problem, Quiet, Related,
    Removed, Request, Selection, Session, Stored, look, names_in, remove, run, survey,
    testing::{TestRegistry, image, image_with, index},
};
use serde_json::json;

fn places() -> Places {
    Places::new(Credentials::default(), Options::default())
}

fn request(names: &[String], destination: &Destination) -> Request {
    Request {
        names: names.to_vec(),
        origin: None,
        destination: destination.clone(),
        selection: Selection::default(),
        bounds: Bounds::default(),
    }
}

fn registry(host: &str) -> Destination {
    Destination::Registry {
        registry: host.to_owned(),
        naming: Naming {
            prefix: "exit".to_owned(),
            with_host: false,
            names: BTreeMap::new(),
        },
    }
}

fn copies(looked: &Looked) -> Vec<Copy> {
    let images = looked.plan.images.iter();
    images
        .map(|image| Copy {
            name: image.repository.clone(),
            tag: image.tag.clone(),
            digest: image.digest.clone(),
        })
        .collect()
}

/// What a run stored.
#[derive(Default)]
struct Noted(std::sync::Mutex<Vec<Stored>>);

impl Observer for Noted {
    fn event(&self, event: Event<'_>) {
        let stored = match event {
            Event::Stored { digest, repository } if !repository.is_empty() => Stored {
                repository: repository.to_owned(),
                digest: digest.clone(),
                tag: None,
            },
            Event::Named {
                digest,
                repository,
                tag,
            } => Stored {
                repository: repository.to_owned(),
                digest: digest.clone(),
                tag: tag.map(str::to_owned),
            },
            _ => return,
        };
        self.0.lock().unwrap().push(stored);
    }
}

async fn asked(destination: &Destination, copies: &[Copy], depth: Depth) -> Vec<Problem> {
    let limits = Limits::default();
    survey(
        destination,
        copies,
        Related::Referrers,
        &places(),
        limits,
        depth,
    )
    .await
    .unwrap()
}

/// A registry with two images that share a layer, one with two platforms and a signature.
async fn source() -> (TestRegistry, Vec<String>) {
    let source = TestRegistry::start().await.unwrap();
    let one = image(&[b"shared layer", b"one"]);
    let two = image(&[b"shared layer", b"two"]);
    let both = index(&[("linux/amd64", &one), ("linux/arm64", &two)]);
    let signature = image_with(
        &[b"signature"],
        json!({"artifactType": "example/signature", "subject": {"mediaType": "application/vnd.oci.image.index.v1+json",
            "digest": both.digest, "size": 1}}),
    );
    source.state().has_referrers = true;
    source.hold("team/app", Some("1"), &both);
    source.hold("team/app", None, &signature);
    source.hold("team/tool", Some("latest"), &one);
    let host = source.host();
    let names = vec![format!("{host}/team/app:1"), format!("{host}/team/tool")];
    (source, names)
}

#[tokio::test]
async fn a_name_that_means_nothing_is_missing_and_the_others_are_planned() {
    let (source, mut names) = source().await;
    let destination = registry("127.0.0.1:1");
    names.push(format!("{}/team/none:1", source.host()));
    names.push("no Reference".to_owned());
    names.push(format!("{}/team/tool:latest", source.host()));
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    assert_eq!(looked.plan.images.len(), 2);
    // Without a tag the latest is meant, so both names are one image.
    assert_eq!(looked.images[&names[1]], looked.images[&names[4]]);
    assert!(matches!(looked.missing[&names[2]], Error::NotFound { .. }));
    assert!(matches!(
        looked.missing["no Reference"],
        Error::Configuration { .. }
    ));
    let tool = &looked.plan.images[looked.images[&names[1]]];
    let manifest = tool.manifests[0].size;
    let layers = "shared layer".len() + "one".len();
    assert!(looked.bytes_of(tool) > manifest + layers as u64);
}

#[tokio::test]
async fn copies_in_a_registry_are_surveyed_and_only_what_was_stored_is_removed() {
    let (_source, names) = source().await;
    let target = TestRegistry::start().await.unwrap();
    let other = image(&[b"of somebody else"]);
    target.hold("exit/team/app", Some("other"), &other);
    let destination = registry(&target.host());
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    let noted = Noted::default();
    let limits = Limits::default();
    run(&looked.plan, &places(), limits, &NoJournal, &noted)
        .await
        .unwrap();
    let copies = copies(&looked);
    for depth in [Depth::Names, Depth::Content] {
        assert_eq!(asked(&destination, &copies, depth).await, []);
    }
    // A tag that means something else is seen by its name, a layer with other bytes only by reading.
    {
        let mut state = target.state();
        let held = state.repositories.get_mut("exit/team/tool").unwrap();
        held.tags.insert("latest".to_owned(), other.digest.clone());
        held.manifests.insert(
            other.digest.clone(),
            (other.manifests[0].1.clone(), other.manifests[0].2.clone()),
        );
    }
    let problems = asked(&destination, &copies, Depth::Names).await;
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0]
            .error
            .to_string()
            .contains("latest means sha256:")
    );
    target
        .state()
        .order("GET", "/blobs/", ovhai_images::testing::Fault::WrongBytes);
    let problems = asked(&destination, &copies, Depth::Content).await;
    assert!(
        problems
            .iter()
            .any(|problem| matches!(problem.error, Error::Corrupt { .. })),
        "{problems:?}"
    );

    let stored = noted.0.into_inner().unwrap();
    let removed = remove(&destination, &copies, &stored, None, &places())
        .await
        .unwrap();
    let manifests = stored.iter().filter(|one| one.tag.is_none()).count();
    assert_eq!(
        removed,
        Removed {
            removed: manifests,
            ..Removed::default()
        }
    );
    let state = target.state();
    let app = &state.repositories["exit/team/app"];
    assert_eq!(app.manifests.keys().collect::<Vec<_>>(), [&other.digest]);
    assert_eq!(app.tags.keys().collect::<Vec<_>>(), ["other"]);
    assert_eq!(
        state.repositories["exit/team/tool"].tags["latest"],
        other.digest
    );
}

#[tokio::test]
async fn a_layout_is_surveyed_mended_and_left_as_others_need_it() {
    let (_source, names) = source().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images");
    let destination = Destination::Layout(path.clone());
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    let limits = Limits::default();
    let copies = copies(&looked);
    assert_eq!(asked(&destination, &copies, Depth::Names).await.len(), 2);
    // A note of whoever makes the layout may be there before it.
    std::fs::create_dir_all(path.join(".ovhai-export")).unwrap();
    run(&looked.plan, &places(), limits, &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(asked(&destination, &copies, Depth::Content).await, []);

    let one = ContentDigest::of(b"one");
    let blob = path.join("blobs/sha256").join(one.hex());
    std::fs::write(&blob, b"0ne").unwrap();
    assert_eq!(asked(&destination, &copies, Depth::Names).await, []);
    let problems = asked(&destination, &copies, Depth::Content).await;
    assert!(
        problems
            .iter()
            .all(|problem| problem.digest.as_ref() == Some(&one))
    );
    assert!(!problems.is_empty());
    let layout = Layout::open(&path).unwrap();
    layout.discard(&one).unwrap();
    assert!(!asked(&destination, &copies, Depth::Names).await.is_empty());
    let outcome = run(&looked.plan, &places(), limits, &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.transferred, 1);
    assert_eq!(layout.verify().unwrap(), []);

    // Back into a registry, from the names the layout has.
    let target = TestRegistry::start().await.unwrap();
    let back = Request {
        origin: Some(Origin::Layout(path.clone())),
        ..request(&names_in(&layout).unwrap(), &registry(&target.host()))
    };
    let back = look(&back, &places()).await.unwrap();
    assert_eq!(back.missing, BTreeMap::new());
    assert_eq!(back.plan.images.len(), 2);
    assert!(
        back.plan
            .images
            .iter()
            .any(|image| image.repository == "exit/team/app")
    );

    // The tool goes: what the app shares with it stays.
    let tool: Vec<Copy> = copies
        .iter()
        .filter(|copy| copy.name.contains("tool"))
        .cloned()
        .collect();
    assert_eq!(
        remove(&destination, &tool, &[], None, &places())
            .await
            .unwrap()
            .removed,
        1
    );
    assert_eq!(layout.verify().unwrap(), []);
    assert!(blob.exists());
    // Then the app, with its signature: nothing of the layout is left, the note is.
    assert_eq!(
        remove(&destination, &copies, &[], None, &places())
            .await
            .unwrap()
            .removed,
        1
    );
    assert_eq!(entries(&path), [".ovhai-export"]);
}

/// Claims what it copies.
struct Owner(&'static str);

impl Journal for Owner {
    fn owner(&self) -> Option<String> {
        Some(self.0.to_owned())
    }

    fn session(&self, _: &str) -> Option<Session> {
        None
    }

    fn keep(&self, _: &str, _: Option<&Session>) -> Result<(), Error> {
        Ok(())
    }
}

async fn copied_by(owner: &'static str, looked: &Looked) -> Vec<Stored> {
    let noted = Noted::default();
    let (places, owner) = (places(), Owner(owner));
    let outcome = run(&looked.plan, &places, Limits::default(), &owner, &noted);
    assert_eq!(outcome.await.unwrap().failed, []);
    noted.0.into_inner().unwrap()
}

#[tokio::test]
async fn of_two_exports_with_the_same_copies_the_one_that_goes_leaves_what_the_other_needs() {
    let (_source, names) = source().await;
    let target = TestRegistry::start().await.unwrap();
    let destination = registry(&target.host());
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    let first = copied_by("first", &looked).await;
    // The second finds everything there but the image that only it has.
    let fewer = look(&request(&names[..1], &destination), &places())
        .await
        .unwrap();
    let second = copied_by("second", &fewer).await;
    assert!(second.iter().all(|one| one.tag.is_some()), "{second:?}");

    let all = copies(&looked);
    let removed = remove(&destination, &all, &first, Some("first"), &places())
        .await
        .unwrap();
    assert_eq!(removed.left, []);
    // The index, its two images and its signature stay; the tool goes.
    assert_eq!(removed.removed, 1);
    assert_eq!(removed.needed.len(), 4);
    assert!(
        removed
            .needed
            .iter()
            .all(|(_, tag)| tag.starts_with("ovhai-"))
    );
    assert_eq!(
        asked(&destination, &copies(&fewer), Depth::Content).await,
        []
    );
    {
        let state = target.state();
        assert!(state.repositories["exit/team/tool"].manifests.is_empty());
        let tags = &state.repositories["exit/team/app"].tags;
        let claims = tags.keys().filter(|tag| tag.starts_with("ovhai-"));
        assert_eq!(claims.count(), 1, "the first one's claim went: {tags:?}");
    }
    // The second never stored anything: it says so, and what remains is for a person to decide.
    let removed = remove(
        &destination,
        &copies(&fewer),
        &second,
        Some("second"),
        &places(),
    )
    .await
    .unwrap();
    assert_eq!((removed.removed, removed.unknown.len()), (0, 1));
    let state = target.state();
    let app = &state.repositories["exit/team/app"];
    // And the list of what refers to the index.
    assert_eq!(app.manifests.len(), 5);
    assert!(!app.tags.keys().any(|tag| tag.starts_with("ovhai-")));
}

#[tokio::test]
async fn a_tag_of_somebody_else_keeps_all_below_it() {
    let (_source, names) = source().await;
    let target = TestRegistry::start().await.unwrap();
    let destination = registry(&target.host());
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    let stored = copied_by("first", &looked).await;
    let app = looked.images[&names[0]];
    {
        let mut state = target.state();
        let held = state.repositories.get_mut("exit/team/app").unwrap();
        let digest = looked.plan.images[app].digest.to_string();
        held.tags.insert("production".to_owned(), digest);
    }
    let removed = remove(
        &destination,
        &copies(&looked),
        &stored,
        Some("first"),
        &places(),
    )
    .await
    .unwrap();
    assert_eq!((removed.removed, removed.needed.len()), (1, 4));
    assert!(removed.needed.iter().all(|(_, tag)| tag == "production"));
    // Whoever cannot tell what others need removes nothing.
    target.state().order(
        "GET",
        "/tags/list",
        ovhai_images::testing::Fault::Status(403, None),
    );
    target
        .state()
        .repositories
        .get_mut("exit/team/app")
        .unwrap()
        .tags
        .remove("production");
    let removed = remove(
        &destination,
        &copies(&looked),
        &stored,
        Some("first"),
        &places(),
    )
    .await
    .unwrap();
    assert_eq!(removed.removed, 0);
    assert!(matches!(removed.left[..], [(_, Error::Denied { .. })]));
    let removed = remove(
        &destination,
        &copies(&looked),
        &stored,
        Some("first"),
        &places(),
    )
    .await
    .unwrap();
    assert_eq!((removed.removed, removed.needed), (4, Vec::new()));
}

#[tokio::test]
async fn images_that_a_layout_had_once_go_with_it() {
    let (source, names) = source().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images");
    let destination = Destination::Layout(path.clone());
    let looked = look(&request(&names, &destination), &places())
        .await
        .unwrap();
    let mut stored = copied_by("first", &looked).await;
    // The next export is of one image, whose tag means another by then.
    source.hold("team/app", Some("1"), &image(&[b"newer"]));
    let newer = look(&request(&names[..1], &destination), &places())
        .await
        .unwrap();
    stored.extend(copied_by("first", &newer).await);
    assert_eq!(Layout::open(&path).unwrap().entries().unwrap().len(), 3);
    let removed = remove(&destination, &copies(&newer), &stored, None, &places())
        .await
        .unwrap();
    assert_eq!(removed.left, []);
    assert_eq!(entries(&path), [""; 0], "nothing of it is left");
}

fn entries(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
