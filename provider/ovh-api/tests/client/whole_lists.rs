//! Lists that declare no paging, and the two headers that say that there is more.

use std::time::Duration;

use ovh_api::{ClientOptions, Error};
use ovhai_platform::documents::Listed;
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, client, with_token};

fn part(ids: &[&str], next: Option<&str>) -> Reply {
    let nodes: Vec<Value> = ids.iter().map(|id| json!({"id": id, "name": id})).collect();
    let headers = next.map(|next| ("X-Pagination-Cursor-Next", next.to_owned()));
    Reply::Answer(
        200,
        headers.into_iter().collect(),
        Value::from(nodes).to_string(),
    )
}

fn ids<T: serde::Serialize>(list: Vec<Listed<T>>) -> Vec<String> {
    list.into_iter()
        .map(|one| match one {
            Listed::Read(object) => serde_json::to_value(object).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned(),
            Listed::Undecodable(odd) => panic!("{odd:?}"),
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_cursor_is_followed_to_the_end() {
    let script = Script::in_order([
        part(&["a", "b"], Some("c/1 =")),
        // What a part repeats is in the list once.
        part(&["b", "c"], Some("c2")),
        part(&[], Some("c3")),
        part(&["d"], Some("")),
    ]);
    let nodes = client(&script).project(PROJECT).nodes("k").await.unwrap();
    assert_eq!(ids(nodes), ["a", "b", "c", "d"]);
    let cursors: Vec<_> = script
        .seen()
        .iter()
        .map(|seen| seen.header("X-Pagination-Cursor").map(str::to_owned))
        .collect();
    assert_eq!(
        cursors,
        [
            None,
            Some("c/1 =".to_owned()),
            Some("c2".to_owned()),
            Some("c3".to_owned())
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn names_are_followed_too() {
    let part = |names: Value, next: Option<&str>| {
        let headers = next.map(|next| ("X-Pagination-Cursor-Next", next.to_owned()));
        Reply::Answer(200, headers.into_iter().collect(), names.to_string())
    };
    let script = Script::in_order([
        part(json!(["GRA", "SBG"]), Some("n")),
        part(json!(["BHS"]), None),
    ]);
    let regions = client(&script)
        .project(PROJECT)
        .storage_regions()
        .await
        .unwrap();
    assert_eq!(regions, ["GRA", "SBG", "BHS"]);
}

#[tokio::test(start_paused = true)]
async fn a_circle_is_an_error() {
    let mut number = 0;
    let script = Script::new(move |_| {
        number += 1;
        part(&["a"], Some(if number % 2 == 0 { "even" } else { "odd" }))
    });
    let error = client(&script)
        .project(PROJECT)
        .nodes("k")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::BadPaging { .. }), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("/kube/k/node") && text.contains("circle"),
        "{text}"
    );
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_fails_fails_the_list() {
    let script = Script::in_order([
        part(&["a"], Some("n")),
        Reply::refused(400, "Client::BadRequest"),
    ]);
    let error = client(&script)
        .project(PROJECT)
        .nodes("k")
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(400));
}

#[tokio::test(start_paused = true)]
async fn a_total_above_what_came_is_an_error() {
    let answer = |total: &str| {
        Reply::Answer(
            200,
            vec![("X-Pagination-Elements", total.to_owned())],
            json!([{"id": "a"}]).to_string(),
        )
    };
    let script = Script::in_order([answer("2")]);
    let error = client(&script)
        .project(PROJECT)
        .registries()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("counts 2 objects and gave 1"),
        "{error}"
    );
    for total in ["1", "0", "many"] {
        let script = Script::in_order([answer(total)]);
        assert_eq!(
            client(&script)
                .project(PROJECT)
                .registries()
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test(start_paused = true)]
async fn objects_that_look_the_same_stay_apart_in_one_answer() {
    let script = Script::in_order([Reply::json(&json!([
        {"ipBlock": "192.0.2.0/24"}, {"ipBlock": "192.0.2.0/24"}, {"ipBlock": 7},
    ]))]);
    let side = ovh_api::RegistrySide::Images;
    let list = client(&script)
        .project(PROJECT)
        .container_registry_ip_restrictions("r", side)
        .await
        .unwrap();
    assert_eq!(list.len(), 3);
    assert!(matches!(list[2], Listed::Undecodable(_)));
}

#[tokio::test(start_paused = true)]
async fn lists_of_ids_become_objects_a_few_at_a_time() {
    let cluster_server = |is_deleted: bool| {
        let mut lists = 0;
        Script::new(move |seen| match seen.path.rsplit_once("/kube/") {
            None => {
                lists += 1;
                let is_listed = |number: &usize| lists == 1 || !is_deleted || *number != 7;
                let ids = (0..20).filter(is_listed);
                Reply::json(&json!(
                    ids.map(|number| format!("k{number}")).collect::<Vec<_>>()
                ))
            }
            Some((_, "k7")) => Reply::gone(),
            Some((_, id)) => Reply::json(&json!({"id": id})),
        })
    };
    // Deleted since the ids were read.
    let script = cluster_server(true);
    script.shuffle(3);
    let clusters = client(&script).project(PROJECT).clusters().await.unwrap();
    let expected: Vec<_> = (0..20)
        .filter(|number| *number != 7)
        .map(|number| format!("k{number}"))
        .collect();
    assert_eq!(ids(clusters), expected);
    assert_eq!(script.seen().len(), 22);

    // Not found, but the list has it still.
    let error = client(&cluster_server(false))
        .project(PROJECT)
        .clusters()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::BadPaging { .. }), "{error:?}");
    assert!(
        !error.is_not_found() && error.to_string().contains("`k7`"),
        "{error}"
    );

    let script = Script::new(|seen| match seen.path.rsplit_once("/region/") {
        None => Reply::json(&json!(["GRA", "SBG", "BHS"])),
        Some((_, "SBG")) => Reply::refused(403, "Client::Forbidden"),
        Some((_, name)) => Reply::json(&json!({"name": name})),
    });
    let project = client(&script).project(PROJECT);
    let error = project.storage_regions_in_full().await.unwrap_err();
    let right = error.missing_right().unwrap();
    assert_eq!(
        right.call.path,
        "/cloud/project/{serviceName}/region/{regionName}"
    );
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_at_a_time_than_allowed() {
    let script = Script::new(|seen| match seen.path.rsplit_once("/kube/") {
        None => Reply::json(&json!(
            (0..12)
                .map(|number| format!("k{number}"))
                .collect::<Vec<_>>()
        )),
        Some((_, id)) => Reply::json(&json!({"id": id})),
    });
    let options = ClientOptions {
        concurrency: 3,
        rate_limit: std::num::NonZeroU32::new(10),
        ..ClientOptions::default()
    };
    let client = ovh_api::Client::with_transport(with_token(), options, script.clone()).unwrap();
    let started = tokio::time::Instant::now();
    assert_eq!(client.project(PROJECT).clusters().await.unwrap().len(), 12);
    assert!(
        started.elapsed() >= Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
}
