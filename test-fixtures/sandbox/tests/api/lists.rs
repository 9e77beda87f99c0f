//! Lists: plain arrays, filters, order, and every way a server may cut them.

use std::collections::BTreeSet;

use ovh_sandbox::{EstateChoice, Options, PagingOptions};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

fn generated(objects: usize, paging: PagingOptions) -> Options {
    Options {
        estate: EstateChoice::Generated { objects, seed: 1 },
        paging,
        ..settled()
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|app| app["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn without_parameters_a_list_is_cut_at_the_default_size() {
    let sandbox = start(generated(150, PagingOptions::default()));
    let client = Client::new(&sandbox);
    let all = sandbox.with_apps(|apps| apps.ids());
    let list = client.get("/app").await.ok();
    assert_eq!(ids(&list), all[..100]);
    assert_eq!(list[7], sandbox.app(&all[7]).unwrap());
    assert_eq!(ids(&client.get("/app?page=1").await.ok()), all[100..]);
    assert_eq!(ids(&client.get("/app?page=2").await.ok()), [""; 0]);
    assert_eq!(ids(&client.get("/app?size=150").await.ok()), all);
}

#[tokio::test]
async fn pages_together_are_everything_for_either_base() {
    for base in [0_u8, 1] {
        let paging = PagingOptions {
            base,
            default_size: 100,
            max_size: 1000,
        };
        let sandbox = start(generated(23, paging));
        let client = Client::new(&sandbox);
        let all = sandbox.with_apps(|apps| apps.ids());
        let mut seen = Vec::new();
        for page in usize::from(base).. {
            let list = ids(&client.get(&format!("/app?page={page}&size=5")).await.ok());
            if list.is_empty() {
                break;
            }
            seen.extend(list);
        }
        assert_eq!(seen, all, "base {base}");
        // With pages from 1, page 0 is the first page again; with pages from 0, page 1 is the second.
        let (zero, one) = (
            client.get("/app?page=0&size=5").await.ok(),
            client.get("/app?page=1&size=5").await.ok(),
        );
        assert_eq!(ids(&zero) == ids(&one), base == 1);
    }
}

#[tokio::test]
async fn sizes_are_cut_without_a_word() {
    let sandbox = start(generated(
        30,
        PagingOptions {
            base: 0,
            default_size: 7,
            max_size: 10,
        },
    ));
    let client = Client::new(&sandbox);
    assert_eq!(ids(&client.get("/app").await.ok()).len(), 7);
    assert_eq!(ids(&client.get("/app?size=1000").await.ok()).len(), 10);
    assert_eq!(
        ids(&client.get("/app?size=1000&page=2").await.ok()).len(),
        10
    );
    assert_eq!(ids(&client.get("/app?size=3&page=9").await.ok()).len(), 3);
    for query in ["size=0", "size=-1", "size=many", "page=-1", "page=x"] {
        client
            .get(&format!("/app?{query}"))
            .await
            .refused(400, "Client::BadRequest");
    }
}

#[tokio::test]
async fn the_gateways_headers_page_from_one_and_tell_the_total() {
    let sandbox = start(generated(25, PagingOptions::default()));
    let client = Client::new(&sandbox);
    let all = sandbox.with_apps(|apps| apps.ids());
    let url = format!(
        "{}/cloud/project/{}/ai/app",
        sandbox.api(),
        sandbox.service_name()
    );
    let token = &sandbox.credentials().token.value;
    let http = crate::client::http().build().unwrap();
    let get = |url: String, mode: &'static str, number: &'static str| {
        http.get(url)
            .bearer_auth(token)
            .header("X-Pagination-Mode", mode)
            .header("X-Pagination-Number", number)
            .header("X-Pagination-Size", "10")
            .send()
    };
    let response = get(url.clone(), "CachedObjectList-Pages", "3")
        .await
        .unwrap();
    for (name, value) in [("elements", "25"), ("number", "3"), ("size", "10")] {
        assert_eq!(response.headers()[format!("x-pagination-{name}")], value);
    }
    let list: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(ids(&list), all[20..]);
    assert_eq!(
        get(url.clone(), "CachedObjectList-Pages", "0")
            .await
            .unwrap()
            .status(),
        400
    );
    assert_eq!(get(url, "Cursor", "1").await.unwrap().status(), 400);

    // Under these headers the list of project ids becomes one of documents.
    let projects = format!("{}/cloud/project", sandbox.api());
    let response = get(projects, "CachedObjectList-Pages", "1").await.unwrap();
    let list: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(list[0]["project_id"], sandbox.service_name());
    let plain = client.call(Method::GET, "/cloud/project", None).await.ok();
    assert_eq!(
        plain,
        json!([sandbox.service_name(), ovh_sandbox::SUSPENDED_SERVICE_NAME])
    );
}

#[tokio::test]
async fn filters_keep_what_they_say_and_combine() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let documents = sandbox.with_apps(|apps| apps.documents());
    let names = |list: &Value| -> Vec<String> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|app| app["spec"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    for (query, expected) in [
        ("statusState=STOPPED", vec!["brave-otter"]),
        (
            "statusState=FAILED&statusState=STANDBY",
            vec!["nightly-ocr", "image-resizer"],
        ),
        (
            "labelSelector=team%3Dnlp",
            vec!["text-classifier", "embedder", "text-classifier"],
        ),
        (
            "labelSelector=team%3Dnlp,env%21%3Dprod",
            vec!["text-classifier"],
        ),
        (
            "labelSelector=team+in+(ops,sales)",
            vec!["demo-dashboard", "webhook-relay"],
        ),
        (
            "labelSelector=ovh/id%3D96fb9aef-5adf-5e3f-b977-06b5c996edd8",
            vec!["text-classifier"],
        ),
        ("userName=nobody", vec![]),
        (
            "updatedAfter=2026-11-03T00:00:00Z",
            vec!["brave-otter", "image-resizer", "text-classifier"],
        ),
        (
            "updatedBefore=2023-01-01T00:00:00%2B02:00",
            vec!["archive-search"],
        ),
        (
            "statusState=RUNNING&labelSelector=team%3Dlegal&updatedBefore=2023-01-01T00:00:00Z",
            vec!["archive-search"],
        ),
        (
            "statusState=RUNNING&size=2&page=1",
            vec!["speech-to-text", "demo-dashboard"],
        ),
    ] {
        assert_eq!(
            names(&client.get(&format!("/app?{query}")).await.ok()),
            expected,
            "{query}"
        );
    }
    let user = documents[0]["user"].as_str().unwrap();
    assert_eq!(
        names(&client.get(&format!("/app?userName={user}")).await.ok()).len(),
        documents.len()
    );
    for query in [
        "statusState=BORED",
        "labelSelector=%3D",
        "updatedAfter=monday",
        "order=up",
        "sort=beauty",
        "updatedBefore=1",
    ] {
        client
            .get(&format!("/app?{query}"))
            .await
            .refused(400, "Client::BadRequest");
    }
}

#[tokio::test]
async fn order_and_sort_are_honoured() {
    let sandbox = start(generated(60, PagingOptions::default()));
    let client = Client::new(&sandbox);
    for (sort, pointer) in [
        ("name", "/spec/name"),
        ("spec.name", "/spec/name"),
        ("id", "/id"),
        ("region", "/spec/region"),
        ("updatedAt", "/updatedAt"),
        ("createdAt", "/createdAt"),
        ("user", "/user"),
    ] {
        for order in ["asc", "desc"] {
            let list = client
                .get(&format!("/app?sort={sort}&order={order}"))
                .await
                .ok();
            let values: Vec<&str> = list
                .as_array()
                .unwrap()
                .iter()
                .map(|app| app.pointer(pointer).and_then(Value::as_str).unwrap())
                .collect();
            let mut expected = values.clone();
            expected.sort_unstable();
            if order == "desc" {
                expected.reverse();
            }
            assert_eq!(values, expected, "{sort} {order}");
        }
    }
    let newest_first = ids(&client.get("/app?order=desc").await.ok());
    let mut all = sandbox.with_apps(|apps| apps.ids());
    all.reverse();
    assert_eq!(newest_first, all);
}

#[tokio::test]
async fn ten_thousand_apps_are_listed_page_by_page_in_good_time() {
    let started = std::time::Instant::now();
    let sandbox = start(generated(
        10_000,
        PagingOptions {
            base: 0,
            default_size: 100,
            max_size: 1000,
        },
    ));
    let client = Client::new(&sandbox);
    let mut seen = BTreeSet::new();
    for page in 0..10 {
        let list = client
            .get(&format!("/app?page={page}&size=1000"))
            .await
            .ok();
        seen.extend(ids(&list));
    }
    assert_eq!(seen.len(), 10_000);
    // An unoptimised build on a busy machine stays far below this; parsing all apps at each call would not.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
