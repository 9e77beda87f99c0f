//! Lists of jobs, notebooks and backups: the same paging, filters and order as those of apps.

use std::collections::BTreeSet;

use ovh_sandbox::{EstateChoice, Kind, Options, PagingOptions, Running};
use serde_json::Value;

use crate::client::{Client, settled, start};

fn generated(paging: PagingOptions) -> Running {
    start(Options {
        estate: EstateChoice::Mixed {
            objects: 400,
            seed: 4,
        },
        paging,
        ..settled()
    })
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|object| object["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Everything a list shows, page after page.
async fn pages(client: &Client, path: &str, base: u8, size: usize) -> Vec<String> {
    let mut all = Vec::new();
    let sign = if path.contains('?') { '&' } else { '?' };
    for page in usize::from(base).. {
        let list = client
            .get(&format!("{path}{sign}page={page}&size={size}"))
            .await
            .ok();
        let list = ids(&list);
        if list.is_empty() {
            return all;
        }
        all.extend(list);
    }
    unreachable!("a list without end")
}

#[tokio::test]
async fn every_page_option_gives_the_whole_list_of_jobs_and_notebooks() {
    for paging in [
        PagingOptions::default(),
        PagingOptions {
            base: 1,
            default_size: 7,
            max_size: 7,
        },
    ] {
        let sandbox = generated(paging);
        let client = Client::new(&sandbox);
        for (path, kind) in [
            ("/job", Kind::Job),
            ("/notebook?withSpark=true", Kind::Notebook),
        ] {
            let all = sandbox.with(kind, |objects| objects.ids());
            assert_eq!(pages(&client, path, paging.base, 23).await, all, "{path}");
            let plain = ids(&client.get(path).await.ok());
            let first = all.len().min(paging.default_size);
            assert_eq!(plain, all[..first], "{path}");
        }
    }
}

#[tokio::test]
async fn notebooks_made_for_spark_are_shown_on_request_only() {
    let sandbox = generated(PagingOptions::default());
    let client = Client::new(&sandbox);
    let all: BTreeSet<String> = ids(&client.get("/notebook?withSpark=true").await.ok())
        .into_iter()
        .collect();
    let usual: BTreeSet<String> = ids(&client.get("/notebook").await.ok())
        .into_iter()
        .collect();
    let spark: BTreeSet<String> = sandbox.with_notebooks(|notebooks| {
        notebooks
            .documents()
            .iter()
            .filter(|notebook| notebook["spec"]["env"]["frameworkId"] == "spark")
            .map(|notebook| notebook["id"].as_str().unwrap().to_owned())
            .collect()
    });
    assert!(!spark.is_empty());
    assert_eq!(
        all.difference(&usual).cloned().collect::<BTreeSet<_>>(),
        spark
    );
    let held = sandbox.with_notebooks(|notebooks| notebooks.len());
    assert_eq!(all.len(), held);
    client
        .get("/notebook?withSpark=often")
        .await
        .refused(400, "Client::BadRequest");
}

#[tokio::test]
async fn filters_keep_exactly_what_they_say() {
    let sandbox = generated(PagingOptions {
        base: 0,
        default_size: 1000,
        max_size: 1000,
    });
    let client = Client::new(&sandbox);
    let expected = |kind, keep: &dyn Fn(&Value) -> bool| -> Vec<String> {
        sandbox.with(kind, |objects| {
            objects
                .documents()
                .iter()
                .filter(|object| keep(object))
                .map(|object| object["id"].as_str().unwrap().to_owned())
                .collect()
        })
    };
    let state = |object: &Value, state: &str| object["status"]["state"] == state;
    for (path, kept) in [
        (
            "/job?statusState=DONE&statusState=TIMEOUT",
            expected(Kind::Job, &|job| {
                state(job, "DONE") || state(job, "TIMEOUT")
            }),
        ),
        (
            "/notebook?withSpark=true&statusState=STOPPED",
            expected(Kind::Notebook, &|notebook| state(notebook, "STOPPED")),
        ),
        (
            "/job?labelSelector=team%3Dnlp",
            expected(Kind::Job, &|job| job["spec"]["labels"]["team"] == "nlp"),
        ),
        (
            "/job?userName=Jean-No%C3%ABl",
            expected(Kind::Job, &|job| job["user"] == "Jean-Noël"),
        ),
        (
            "/job?updatedAfter=2026-01-01T01:00:00Z&updatedBefore=2026-01-01T02:00:00Z",
            expected(Kind::Job, &|job| {
                let updated = job["updatedAt"].as_str().unwrap();
                "2026-01-01T01:00:00Z" < updated && updated < "2026-01-01T02:00:00Z"
            }),
        ),
    ] {
        assert!(!kept.is_empty(), "{path}");
        assert_eq!(ids(&client.get(path).await.ok()), kept, "{path}");
    }
    // States belong to their kind.
    for path in [
        "/job?statusState=STOPPED",
        "/notebook?statusState=DONE",
        "/job?sort=colour",
        "/job?order=up",
        "/job?size=0",
        "/notebook?updatedAfter=yesterday",
    ] {
        client.get(path).await.refused(400, "Client::BadRequest");
    }
}

#[tokio::test]
async fn jobs_are_sorted_by_what_is_asked() {
    let sandbox = generated(PagingOptions::default());
    let client = Client::new(&sandbox);
    let list = client
        .get("/job?sort=spec.name&order=desc&size=1000")
        .await
        .ok();
    let names: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["spec"]["name"].as_str().unwrap().to_owned())
        .collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.reverse();
    assert_eq!(names, sorted);
    assert_eq!(names.len(), sandbox.with_jobs(|jobs| jobs.len()));
}

#[tokio::test]
async fn backups_of_one_notebook_are_listed_in_pages_and_between_times() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_notebooks(|notebooks| notebooks.id_of("fraud-analysis"))
        .unwrap();
    let path = format!("/notebook/{id}/backup");
    let all = sandbox.with(Kind::Backup, |backups| backups.ids_in(&id));
    assert_eq!(all.len(), 3);
    assert_eq!(pages(&client, &path, 0, 2).await, all);
    let reversed: Vec<String> = all.iter().rev().cloned().collect();
    let newest = ids(&client
        .get(&format!("{path}?sort=createdAt&order=desc"))
        .await
        .ok());
    assert_eq!(newest, reversed);
    let between =
        format!("{path}?updatedAfter=2026-10-01T00:00:00Z&updatedBefore=2026-11-01T00:00:00Z");
    assert_eq!(ids(&client.get(&between).await.ok()), all[1..2]);
    client
        .get(&format!("{path}?sort=name"))
        .await
        .refused(400, "Client::BadRequest");
    // Lists without paging are whole whatever is asked.
    let tokens = client.get("/token?page=3&size=1").await.ok();
    assert_eq!(tokens.as_array().unwrap().len(), 4);
    let stores = client.get("/data/region/GRA/alias?size=1").await.ok();
    assert_eq!(stores.as_array().unwrap().len(), 11);
    client
        .get(&format!("{path}/nobody"))
        .await
        .refused(404, "Client::NotFound");
}
