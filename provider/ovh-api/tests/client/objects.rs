//! Objects of S3 buckets, page by page to the end.

use std::sync::Arc;

use ovh_api::{Error, ObjectQuery};
use ovhai_platform::documents::Listed;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, client};

/// A bucket of `count` keys, each with two versions, in a server that gives at most `largest` entries.
fn bucket(count: usize, largest: usize, repeats_the_marker: bool) -> Arc<Script> {
    Script::new(move |seen| {
        let with_versions = seen.parameter("withVersions") == Some("true");
        let limit: usize = seen.parameter("limit").unwrap().parse().unwrap();
        let entries: Vec<(String, String)> = (0..count)
            .flat_map(|number| {
                let version = move |version: &str| (format!("k {number:06}"), version.to_owned());
                match with_versions {
                    true => vec![version("v2"), version("v1")],
                    false => vec![version("v2")],
                }
            })
            .collect();
        let start = match (
            seen.parameter("keyMarker"),
            seen.parameter("versionIdMarker"),
        ) {
            (None, _) => 0,
            (Some(key), version) => {
                let at = entries
                    .iter()
                    .position(|(k, v)| k == key && version.is_none_or(|version| v == version))
                    .unwrap();
                at + usize::from(!repeats_the_marker)
            }
        };
        let page: Vec<Value> = entries
            .iter()
            .skip(start)
            .take(limit.min(largest))
            .map(|(key, version)| json!({"key": key, "versionId": version, "size": 1}))
            .collect();
        Reply::json(&page.into())
    })
}

async fn keys(script: &Arc<Script>, query: &ObjectQuery) -> Result<Vec<String>, Error> {
    let mut keys = Vec::new();
    client(script)
        .read_only()
        .project(PROJECT)
        .each_bucket_object("GRA", "b", query, |object| match object {
            Listed::Read(object) => {
                keys.push(format!("{} {}", object.key, object.version_id.unwrap()))
            }
            Listed::Undecodable(odd) => keys.push(odd.raw["key"].to_string()),
        })
        .await?;
    Ok(keys)
}

#[tokio::test(start_paused = true)]
async fn every_object_is_seen_once_whatever_the_pages() {
    for count in [0, 1, 999, 1000, 1001, 2500] {
        for largest in [300, 1000] {
            for repeats in [false, true] {
                for with_versions in [false, true] {
                    let query = ObjectQuery {
                        with_versions,
                        ..ObjectQuery::default()
                    };
                    let script = bucket(count, largest, repeats);
                    let mut found = keys(&script, &query).await.unwrap();
                    let expected = count * if with_versions { 2 } else { 1 };
                    assert_eq!(
                        found.len(),
                        expected,
                        "{count} {largest} {repeats} {with_versions}"
                    );
                    found.sort();
                    found.dedup();
                    assert_eq!(found.len(), expected);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_objects_cost_a_call_and_one_more() {
    for (count, calls) in [(0, 1), (1, 2), (1000, 2), (1001, 3), (3000, 4)] {
        let script = bucket(count, 1000, false);
        keys(&script, &ObjectQuery::default()).await.unwrap();
        assert_eq!(script.seen().len(), calls, "{count} objects");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_the_marker_is_an_error() {
    let script = Script::new(|_| {
        Reply::json(&json!([{"key": "a", "versionId": "1"}, {"key": "b", "versionId": "1"}]))
    });
    let error = keys(&script, &ObjectQuery::default()).await.unwrap_err();
    assert!(matches!(error, Error::BadPaging { .. }), "{error}");
    assert!(script.seen().len() < 5);
}

#[tokio::test(start_paused = true)]
async fn an_entry_of_another_form_is_seen() {
    let script = Script::new(|seen| match seen.parameter("keyMarker") {
        None => {
            Reply::json(&json!([{"key": "a", "versionId": "1"}, {"key": "b", "size": "large"}]))
        }
        Some(_) => Reply::json(&json!([])),
    });
    let found = keys(&script, &ObjectQuery::default()).await.unwrap();
    assert_eq!(found, ["a 1", "\"b\""]);
    assert_eq!(script.seen()[1].parameter("keyMarker"), Some("b"));

    let script = Script::new(|_| Reply::json(&json!([{"size": 1}])));
    let error = keys(&script, &ObjectQuery::default()).await.unwrap_err();
    assert!(error.to_string().contains("no key"), "{error}");
}
