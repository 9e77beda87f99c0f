//! Registries that are asked elsewhere: mirrors, proxy caches, private addresses.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ovhai_images::{
    Bounds, Credential, Credentials, Destination, Error, Graph, Limits, Naming, NoJournal, Options,
    Place, Places, Plan, Quiet, Registry, Secret, Selection, resolve, run,
    testing::{TestRegistry, image},
};
use url::Url;

const HUB: &str = "docker.io";
const TARGET: &str = "registry.example.com";

fn password(user: &str, password: &str) -> Credential {
    Credential::Password {
        user: user.to_owned(),
        password: Secret::new(password),
    }
}

fn asked_at(url: &str) -> Options {
    Options {
        endpoint: Some(Url::parse(url).unwrap()),
        ..Options::default()
    }
}

async fn graph(places: &Places, repository: &str) -> Result<Graph, Error> {
    let place = Place::Registry {
        registry: HUB.to_owned(),
        repository: repository.to_owned(),
    };
    let source = places.source(&place)?;
    let (selection, bounds) = (Selection::default(), Bounds::default());
    resolve(&source, place, "1", &selection, &bounds).await
}

#[tokio::test]
async fn images_come_from_and_go_to_where_a_registry_is_really_asked() {
    let (mirror, private) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[b"a layer"]);
    mirror.hold("hub/team/one", Some("1"), &made);
    mirror.hold("hub/team/two", Some("1"), &made);
    mirror.state().bearer = Some(("reader".to_owned(), "hunter2".to_owned()));
    let credentials = Credentials::given(BTreeMap::from([(
        HUB.to_owned(),
        password("reader", "hunter2"),
    )]));
    let places = Places::new(credentials, Options::default())
        .with_registry(HUB, asked_at(&format!("http://{}/v2/hub/", mirror.host())))
        .with_registry(TARGET, asked_at(&format!("http://{}", private.host())));
    let graphs = [
        graph(&places, "team/one").await.unwrap(),
        graph(&places, "team/two").await.unwrap(),
    ];
    let to = Destination::Registry {
        registry: TARGET.to_owned(),
        naming: Naming {
            prefix: "copy".to_owned(),
            ..Naming::default()
        },
    };
    let plan = Plan::new(&graphs, to).unwrap();
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    let before = {
        let state = private.state();
        let names: Vec<&String> = state.repositories.keys().collect();
        assert_eq!(names.len(), 2, "{names:?}");
        for held in state.repositories.values() {
            assert_eq!(held.blobs.len(), made.blobs.len());
        }
        state.received
    };
    let places = places.with_registry(
        "mounts.example.com",
        asked_at(&format!("http://{}/v2/far/below", private.host())),
    );
    let to = Destination::Registry {
        registry: "mounts.example.com".to_owned(),
        naming: Naming::default(),
    };
    let plan = Plan::new(&graphs, to).unwrap();
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.failed, []);
    let state = private.state();
    let below = state
        .repositories
        .keys()
        .filter(|name| name.starts_with("far/below/"));
    assert_eq!(below.count(), 2);
    // The second repository took everything over from the first, below the same prefix.
    let size: usize = made.blobs.iter().map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(state.received, before + size as u64);
}

#[tokio::test]
async fn what_is_logged_in_to_elsewhere_is_not_sent_to_an_endpoint() {
    let mirror = TestRegistry::start().await.unwrap();
    mirror.hold("team/one", Some("1"), &image(&[b"a layer"]));
    mirror.state().basic = Some(("reader".to_owned(), "hunter2".to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    for (logged_in_to, is_used) in [
        ("https://index.docker.io/v1/", false),
        (mirror.host().as_str(), true),
    ] {
        let text =
            format!(r#"{{"auths": {{"{logged_in_to}": {{"auth": "cmVhZGVyOmh1bnRlcjI="}}}}}}"#);
        std::fs::write(&config, text).unwrap();
        let credentials = Credentials::default().with_docker_config(&config).unwrap();
        let places = Places::new(credentials, Options::default())
            .with_registry(HUB, asked_at(&format!("http://{}", mirror.host())));
        assert_eq!(graph(&places, "team/one").await.is_ok(), is_used);
    }
}

#[test]
fn an_endpoint_that_cannot_be_meant_is_refused() {
    for (url, problem) in [
        (
            "http://registry.example.net",
            "http is only for this machine",
        ),
        ("ftp://registry.example.net", "no https URL"),
        (
            "https://me:hunter2@registry.example.net",
            "carries a credential",
        ),
        ("https://registry.example.net/api/hub", "begins with /v2/"),
        ("https://registry.example.net/v2?x=1", "without query"),
    ] {
        let error = Registry::new(HUB, Credentials::default().into(), asked_at(url)).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains(problem), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
