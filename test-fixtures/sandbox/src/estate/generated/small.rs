//! Backups, data stores, registries, tokens.

use serde_json::{Value, json};

use super::prng::Prng;
use super::{USERS, created, notebook};
use crate::clock::rfc3339;
use crate::store::{Estate, Kind};
use crate::{data_stores, registries, tokens};

/// Keep the numbers of each kind apart from those of apps.
const BACKUP: u64 = 0x6261_636b_0000_0000;
const STORE: u64 = 0x7374_6f72_0000_0000;
const REGISTRY: u64 = 0x7265_6769_0000_0000;
const TOKEN: u64 = 0x746f_6b65_0000_0000;

/// One backup: every third notebook has three.
pub(super) fn backup(estate: &mut Estate, seed: u64, index: usize) {
    let mut prng = Prng::new(seed ^ BACKUP, index);
    let owner = notebook::id(seed, index / 3 * 3);
    let at = rfc3339(created(&mut prng, index) + 86_400_000);
    let ends = rfc3339(created(&mut prng, index) + 31 * 86_400_000);
    let backup = json!({
        "createdAt": at,
        "evictionDate": prng.is_turn(3, 0).then_some(ends),
        "id": prng.uuid(),
        "updatedAt": at,
    });
    estate.of_mut(Kind::Backup).insert_in(&owner, &backup);
}

/// Aliases that the volumes of generated workloads name; further stores are used by nobody.
const ALIASES: &[&str] = &["models-s3", "rules-git", "Odd Alias"];

/// One data store of the customer.
pub(super) fn data_store(estate: &mut Estate, seed: u64, index: usize) {
    let mut prng = Prng::new(seed ^ STORE, index);
    let region = ["GRA", "BHS"][index % 2];
    let alias = match ALIASES.get(index / 2) {
        Some(alias) => (*alias).to_owned(),
        None => format!("store-{index}"),
    };
    let secret = format!("invented-secret-not-real-{}", prng.uuid());
    let (kind, endpoint, credentials) = if alias.ends_with("-git") || index % 5 == 4 {
        let endpoint = *prng.pick(&[
            "https://git.example.com/acme/private.git",
            "git@git.example.com:acme/private.git",
        ]);
        let credentials = if endpoint.starts_with("https") {
            json!({"basicAuth": {"username": "bot", "password": secret}})
        } else {
            json!({"sshKeypair": {"privateKey": secret, "publicKey": super::job::KEY}})
        };
        ("git", endpoint, json!({"git": credentials}))
    } else {
        let endpoint = *prng.pick(&[
            "https://s3.gra.io.cloud.ovh.net/",
            "https://s3.gra.perf.cloud.ovh.net",
            "https://objects.example.com:9000/",
        ]);
        let keys = json!({"accessKey": "INVENTEDACCESSKEY", "region": "gra", "secretKey": secret});
        ("s3", endpoint, json!({"s3": keys}))
    };
    let mut store = data_stores::document(&alias, endpoint, "customer", kind);
    if prng.is_turn(6, 3) {
        store["endpoint"] = Value::Null;
    }
    if prng.is_turn(7, 5) {
        store["memberOfTomorrow"] = json!({"enabled": true});
    }
    let stores = estate.of_mut(Kind::DataStore);
    let id = stores.id_in(region, &alias);
    stores.insert_in(region, &store);
    stores.hide(&id, credentials);
}

/// One registry; the images of generated workloads lie on the first few.
pub(super) fn registry(estate: &mut Estate, seed: u64, index: usize) {
    let mut prng = Prng::new(seed ^ REGISTRY, index);
    let known = [
        "registry.example.com",
        "ghcr.io",
        "https://index.docker.io/v1/",
        "registry.example.com:443",
    ];
    let url = match known.get(index) {
        Some(url) => (*url).to_owned(),
        None => format!("registry-{index}.example.net"),
    };
    let username = *prng.pick(&["robot", "robot$ci", "üser@example.com"]);
    let id = prng.uuid();
    let at = rfc3339(created(&mut prng, index));
    let user = *prng.pick(USERS);
    let mut registry =
        registries::document(&id, ["GRA", "BHS"][index % 2], &url, username, user, &at);
    match index % 9 {
        6 => registry["username"] = Value::Null,
        7 => registry["url"] = Value::Null,
        // Should the platform ever tell a password, nobody may print it.
        8 => registry["password"] = "invented-registry-password-not-real".into(),
        _ => {}
    }
    let registries = estate.of_mut(Kind::Registry);
    registries.insert(&registry);
    registries.hide(&id, format!("invented-password-{}", prng.uuid()).into());
}

/// One token: every role, with and without selector.
pub(super) fn token(estate: &mut Estate, seed: u64, index: usize) {
    let mut prng = Prng::new(seed ^ TOKEN, index);
    let id = prng.uuid();
    // The id of an app of the same estate.
    let of_one_app = format!("ovh/id={}", Prng::new(seed, index % 5).uuid());
    let selectors = [
        None,
        Some("team=nlp"),
        Some(of_one_app.as_str()),
        Some("env in (prod, staging),!experimental"),
        Some(""),
        Some("team=nobody-has-this"),
    ];
    let selector = selectors[index % selectors.len()];
    let role = tokens::ROLES[index / 2 % tokens::ROLES.len()];
    let name = *prng.pick(&["ci", "ci-reader", "grafana", "", "jeton n° 1"]);
    let created_ms = created(&mut prng, index);
    let region = ["GRA", "BHS"][index % 2];
    let mut token = tokens::document(&id, name, region, role, selector, &rfc3339(created_ms));
    let version = prng.between(1, 4);
    if version > 1 {
        token["status"]["version"] = version.into();
        token["updatedAt"] = rfc3339(created_ms + version * 86_400_000).into();
    }
    if index % 11 == 10 {
        // Should the platform ever tell a value again, nobody may print it.
        token["status"]["value"] = tokens::value(&id, version).into();
    }
    let held = estate.of_mut(Kind::Token);
    held.insert(&token);
    held.hide(&id, tokens::value(&id, version).into());
}
