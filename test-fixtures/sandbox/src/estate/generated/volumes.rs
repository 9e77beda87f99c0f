//! Volumes in every spelling, with every kind of source, permission and target.

use serde_json::{Value, json};

use super::prng::Prng;

const EMPTY: &[&str] = &[
    "container",
    "dataStore",
    "id",
    "prefix",
    "publicGit",
    "publicSwift",
    "region",
    "standalone",
    "targetDataStore",
    "volumeSource",
    "volumeTarget",
];

/// From none to ten.
pub(super) fn volumes(prng: &mut Prng) -> Value {
    let count = *prng.turn(&[0, 1, 3, 0, 2, 1, 10, 4], 1);
    let first = prng.below(10);
    (0..count)
        .map(|at| volume(prng, at, first + at))
        .collect::<Vec<_>>()
        .into()
}

fn volume(prng: &mut Prng, at: usize, spelling: usize) -> Value {
    let mount = prng.pick(&[
        "/workspace/data",
        "/data",
        "/workspace/a b",
        "/mnt/é",
        "/workspace/{{x}}",
    ]);
    let permission = ["RO", "RW", "RWD"][(spelling + at) % 3];
    let mut volume = json!({
        "cache": prng.one_in(2),
        "mountPath": format!("{mount}-{at}"),
        "permission": permission,
    });
    for name in EMPTY {
        volume[name] = Value::Null;
    }
    match spelling % 10 {
        0 => volume["volumeSource"] = source("dataStore", store(prng)),
        1 => {
            volume["volumeSource"] = source(
                "publicGit",
                json!({"url": "https://git.example.com/acme/code.git"}),
            )
        }
        2 => {
            volume["volumeSource"] = source(
                "publicSwift",
                json!({"url": "https://storage.example.com/v1/AUTH_x/c"}),
            )
        }
        3 => {
            volume["volumeSource"] = source(
                "standalone",
                json!({"name": prng.pick(&[Some("scratch"), None])}),
            )
        }
        4 => {
            volume["dataStore"] = store(prng);
            volume["targetDataStore"] = store(prng);
            volume["id"] = prng.uuid().into();
        }
        5 => volume["publicGit"] = json!({"url": "https://git.example.com/old/code.git/"}),
        6 => volume["publicSwift"] = json!({"url": "https://storage.example.com/v1/AUTH_y/old"}),
        7 => volume["standalone"] = json!({"name": "old-scratch"}),
        8 => {
            volume["region"] = (*prng.pick(&["GRA", "BHS", "SBG"])).into();
            volume["container"] = "oldest".into();
            volume["prefix"] = (*prng.pick(&["", "a/b", "/absolute/"])).into();
        }
        _ => {
            volume["volumeSource"] = source("dataStore", store(prng));
            let target = if prng.one_in(4) {
                Value::Null
            } else {
                store(prng)
            };
            volume["volumeTarget"] = json!({"targetDataStore": target});
        }
    }
    volume
}

fn source(name: &str, value: Value) -> Value {
    let mut source =
        json!({"dataStore": null, "publicGit": null, "publicSwift": null, "standalone": null});
    source[name] = value;
    source
}

fn store(prng: &mut Prng) -> Value {
    json!({
        "alias": prng.pick(&["GRA", "BHS", "models-s3", "rules-git", "Odd Alias"]),
        "archive": prng.pick(&[None, Some("result.tar")]),
        "container": prng.pick(&["models", "main", "feature-x", "UPPER_container"]),
        "internal": prng.pick(&[Some(false), Some(true), None]),
        "prefix": prng.pick(&[None, Some(""), Some("train/v3/"), Some("../up"), Some("with space/é")]),
    })
}
