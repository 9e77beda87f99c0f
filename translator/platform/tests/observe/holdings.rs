//! Data stores and tokens.

use std::collections::BTreeMap;

use ovhai_model::{Finding, Kind, Protocol, Reach, Unread};
use ovhai_platform::{
    documents::{DataStore, Listed, Token, Wire},
    observe::{self, Documents, ObserveOptions, Observer, estate_of},
};
use serde_json::{Value, json};

use crate::{reading::slugs, samples::sample};

pub fn plain() -> ObserveOptions {
    ObserveOptions::default()
}

pub fn source(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn keyed(findings: &[Finding]) -> Vec<(String, &str)> {
    findings
        .iter()
        .map(|finding| (finding.key(), finding.detail.as_str()))
        .collect()
}

#[test]
fn data_stores_are_read() {
    let list = Vec::<Listed<DataStore>>::read(sample("data-stores/gra.json")).unwrap();
    let stores = BTreeMap::from([("gra".to_owned(), list)]);
    let documents = Documents {
        data_stores: Some(&stores),
        ..Documents::default()
    };
    let estate = estate_of("p", &documents, &plain());
    assert_eq!(estate.findings, []);
    assert!(estate.kinds.contains(&Kind::DataStore));
    let read: Vec<_> = estate
        .data_stores
        .iter()
        .map(|store| {
            (
                store.address.to_string(),
                store.protocol.clone(),
                store.built_in,
                store.own_storage.as_deref(),
                store.endpoint.expose(),
            )
        })
        .collect();
    let row = |address: &str, protocol, built_in, own, endpoint| {
        (address.to_owned(), protocol, built_in, own, endpoint)
    };
    assert_eq!(
        read,
        [
            row("data_store/GRA/GRA", Protocol::Swift, true, Some("GRA"), ""),
            row("data_store/GRA/SBG", Protocol::Swift, true, Some("SBG"), ""),
            row(
                "data_store/GRA/recipes",
                Protocol::Git,
                false,
                None,
                "https://git.example.com/orchard/private.git"
            ),
            row(
                "data_store/GRA/weights",
                Protocol::S3,
                false,
                Some("GRA"),
                "https://s3.gra.io.cloud.ovh.net/"
            ),
        ]
    );
    assert_eq!(
        source(&estate.data_stores[3].source),
        json!({"id": "GRA/weights", "alias": "weights", "region": "GRA", "type": "s3",
            "owner": "customer", "endpoint": "https://s3.gra.io.cloud.ovh.net/"})
    );
}

#[test]
fn gaps_of_data_stores_are_reported() {
    let list = Vec::<Listed<DataStore>>::read(sample("data-stores/odd.json")).unwrap();
    let options = plain();
    let mut observer = Observer::new("p", &options);
    for listed in &list {
        observer.data_store("BHS", listed);
    }
    let estate = observer.finish();
    let at = |slug: &str, alias: &str| format!("platform/{slug}@data_store/BHS/{alias}");
    assert_eq!(
        keyed(&estate.findings),
        [
            (at("data-store-type-unknown", "ftp-left"), "/type is `ftp`"),
            (at("unknown-value", "ftp-left"), "/owner is `neighbour`"),
            (
                at("undecodable", "halb"),
                "`/endpoint`: expected a text, found an object"
            ),
            (at("data-store-without-endpoint", "nowhere"), "/endpoint"),
            (at("unknown-member", "nowhere"), "/encryption"),
            (
                "platform/undecodable@data_store/without-id-2".to_owned(),
                "`/alias`: expected a text, found a number of another kind"
            ),
        ]
    );
    assert_eq!(
        estate.data_stores[0].protocol,
        Protocol::Other("ftp".to_owned())
    );
}

#[test]
fn tokens_are_read_without_their_value() {
    let read = |path: &str| {
        let document = Token::read(sample(path)).unwrap();
        observe::token(&document, &plain())
    };
    let (created, findings) = read("token/created.json");
    assert_eq!(findings, []);
    assert_eq!(created.name, "press-kit-reader");
    assert_eq!(
        (created.region.as_str(), created.role.as_str()),
        ("GRA", "ai_training_read")
    );
    assert_eq!(created.reach, Reach::Selected("env=prod".parse().unwrap()));
    assert_eq!(
        source(&created.source)["spec"],
        json!({"labelSelector": "env=prod", "name": "press-kit-reader", "region": "GRA", "role": "ai_training_read"})
    );
    assert!(!created.source.contains("example-bearer"));
    // The same token in a list shows no value.
    let (renewed, _) = read("token/renewed.json");
    assert_ne!(renewed.version, created.version);
    assert_ne!(renewed.digest, created.digest);
    let mut again = sample("token/created.json");
    again["status"]["value"] = Value::Null;
    again["updatedAt"] = json!("later");
    let (again, _) = observe::token(&Token::read(again).unwrap(), &plain());
    assert_eq!(again, created);
}

#[test]
fn gaps_of_tokens_are_reported() {
    let document = Token::read(sample("token/from-tomorrow.json")).unwrap();
    let (token, findings) = observe::token(&document, &plain());
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.slug.as_str(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("platform/token-role-unknown", "/spec/role is `ai_oracle`"),
            (
                "platform/token-selector-unreadable",
                "/spec/labelSelector is `team in (`"
            ),
            ("platform/unknown-member", "/spec/audience"),
        ]
    );
    assert_eq!(token.reach, Reach::Unreadable("team in (".to_owned()));
    assert_eq!((token.role.as_str(), token.version), ("ai_oracle", Some(3)));
    for (selector, reach) in [
        (Value::Null, Reach::Everything),
        (json!(""), Reach::Everything),
        (json!(" "), Reach::Everything),
    ] {
        let mut document = sample("token/created.json");
        document["spec"]["labelSelector"] = selector;
        document["spec"]["role"] = json!("quantum_reader");
        let (token, findings) = observe::token(&Token::read(document).unwrap(), &plain());
        assert_eq!(token.reach, reach);
        assert_eq!(slugs(&findings), ["platform/quantum"]);
    }
    let mut document = sample("token/created.json");
    document["spec"]["role"] = Value::Null;
    let (_, findings) = observe::token(&Token::read(document).unwrap(), &plain());
    assert_eq!(slugs(&findings), ["platform/token-role-unknown"]);
}

#[test]
fn what_could_not_be_read_is_told() {
    let options = plain();
    let mut observer = Observer::new("p", &options);
    observer.was_read(Kind::Token);
    let unread = |kind, place: Option<&str>| Unread {
        kind,
        place: place.map(str::to_owned),
        reason: "403 Forbidden".to_owned(),
        remedy: None,
    };
    observer.unread(unread(Kind::User, None));
    observer.unread(unread(Kind::DataStore, Some("BHS")));
    let estate = observer.finish();
    assert_eq!(
        estate.unread,
        [
            unread(Kind::DataStore, Some("BHS")),
            unread(Kind::User, None)
        ]
    );
    assert_eq!(estate.kinds.into_iter().collect::<Vec<_>>(), [Kind::Token]);
}
