//! The calls below `/ai`.

use ovh_api::{
    AppFilter, Error, JobFilter, LogQuery, NotebookFilter, ReadProject, Spark, WorkloadFilter,
};
use ovhai_platform::documents::JobState;
use serde_json::json;

use super::{Counter, Created, ID, List, Names, Nothing, One, Table, document, list, names, one};

/// A list of one object, read by a fresh client: one page, the one after it, and the call without paging.
async fn paged(
    table: &mut Table,
    path: &str,
    act: impl AsyncFnOnce(&ReadProject) -> Result<(), Error>,
) {
    let expected = ["page=0&size=500", "page=1&size=1", ""].map(|query| call(path, &[query]));
    table
        .read(List, act, &expected.each_ref().map(String::as_str))
        .await;
}

/// A list with a filter: two walks over its pages and those of the lists it is filtered from, and the call without
/// paging after the first.
async fn filtered(
    table: &mut Table,
    path: &str,
    queries: &[&str],
    act: impl AsyncFnOnce(&ReadProject) -> Result<(), Error>,
) {
    let mut expected = Vec::new();
    for walk in 0..2 {
        for page in ["page=0&size=500", "page=1&size=500"] {
            expected.extend(queries.iter().map(|query| call(path, &[query, page])));
        }
        if walk == 0 {
            expected.push(call(path, &queries[..1]));
        }
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    table.read(List, act, &expected).await;
}

fn call(path: &str, parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    format!("GET {path}?{}", parts.join("&"))
        .trim_end_matches('?')
        .to_owned()
}

pub(super) async fn workloads(t: &mut Table) {
    paged(t, "~/ai/app", async |p| {
        list(p.apps(&AppFilter::default()).await)
    })
    .await;
    let counter = Counter::default();
    paged(t, "~/ai/app", async |p| {
        p.each_app(&AppFilter::default(), |one| counter.see(one))
            .await
    })
    .await;
    counter.is_one();
    t.read(One, async |p| one(p.app(ID).await), &["GET ~/ai/app/a%2Fb"])
        .await;
    t.write(
        Nothing,
        async |p| p.delete_app(ID, false).await,
        &["DELETE ~/ai/app/a%2Fb"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_app(ID, true).await,
        &["DELETE ~/ai/app/a%2Fb?force=true"],
    )
    .await;
    t.write(
        One,
        async |p| one(p.sync_app(ID, &document(json!({"manual": true}))).await),
        &[r#"POST ~/ai/app/a%2Fb/datasync {"manual":true}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.set_app_label(ID, &document(json!({"name": "a", "value": null})))
                .await
        },
        &[r#"PUT ~/ai/app/a%2Fb/label {"name":"a","value":null}"#],
    )
    .await;
    let log = LogQuery {
        page: Some(2),
        size: Some(9),
        replica: Some("r 1".into()),
    };
    t.read(
        One,
        async |p| {
            one(p
                .app_command(&document(json!({"image": "i", "region": "GRA"})))
                .await)
        },
        &[r#"POST ~/ai/app/command {"image":"i","region":"GRA"}"#],
    )
    .await;
    t.read(
        One,
        async |p| one(p.app_log(ID, &log).await),
        &["GET ~/ai/app/a%2Fb/log?page=2&size=9&replica=r%201"],
    )
    .await;
    t.write(
        Created,
        async |p| {
            one(p
                .create_app(&document(json!({"image": "i", "region": "GRA"})))
                .await)
        },
        &[
            "GET /auth/time",
            r#"POST ~/ai/app {"image":"i","region":"GRA"}"#,
        ],
    )
    .await;
    t.write(
        One,
        async |p| one(p.update_app(ID, &document(json!({"partnerId": "x"}))).await),
        &[
            r#"PUT ~/ai/app/a%2Fb {"partnerId":"x"}"#,
            "GET ~/ai/app/a%2Fb",
        ],
    )
    .await;
    t.write(
        One,
        async |p| one(p.set_app_image(ID, &document(json!({"url": "i:2"}))).await),
        &[r#"PUT ~/ai/app/a%2Fb/image {"url":"i:2"}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.set_app_scaling(ID, &document(json!({"fixed": {"replicas": 3}})))
                .await
        },
        &[r#"PUT ~/ai/app/a%2Fb/scalingstrategy {"fixed":{"replicas":3}}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.start_app(ID).await,
        &["PUT ~/ai/app/a%2Fb/start"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.stop_app(ID).await,
        &["PUT ~/ai/app/a%2Fb/stop"],
    )
    .await;

    paged(t, "~/ai/job", async |p| {
        list(p.jobs(&JobFilter::default()).await)
    })
    .await;
    let counter = Counter::default();
    paged(t, "~/ai/job", async |p| {
        p.each_job(&JobFilter::default(), |one| counter.see(one))
            .await
    })
    .await;
    counter.is_one();
    t.read(One, async |p| one(p.job(ID).await), &["GET ~/ai/job/a%2Fb"])
        .await;
    t.write(
        Nothing,
        async |p| p.delete_job(ID, false).await,
        &["DELETE ~/ai/job/a%2Fb"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_job(ID, true).await,
        &["DELETE ~/ai/job/a%2Fb?force=true"],
    )
    .await;
    t.write(
        One,
        async |p| one(p.sync_job(ID, &document(json!({"manual": true}))).await),
        &[r#"POST ~/ai/job/a%2Fb/datasync {"manual":true}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.set_job_label(ID, &document(json!({"name": "a", "value": null})))
                .await
        },
        &[r#"PUT ~/ai/job/a%2Fb/label {"name":"a","value":null}"#],
    )
    .await;
    let filter = JobFilter {
        states: vec![JobState::Running, JobState::Failed],
        label_selector: Some("a=b".into()),
        ..JobFilter::default()
    };
    filtered(
        t,
        "~/ai/job",
        &[
            "statusState=RUNNING&statusState=FAILED&labelSelector=a%3Db",
            "",
        ],
        async |p| list(p.jobs(&filter).await),
    )
    .await;
    t.read(
        One,
        async |p| {
            one(p
                .job_command(&document(json!({"image": "i", "region": "GRA"})))
                .await)
        },
        &[r#"POST ~/ai/job/command {"image":"i","region":"GRA"}"#],
    )
    .await;
    t.read(
        One,
        async |p| one(p.job_log(ID, &log).await),
        &["GET ~/ai/job/a%2Fb/log?page=2&size=9"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.job_preset_images().await),
        &["GET ~/ai/job/capabilities/presetImage"],
    )
    .await;
    t.write(
        Created,
        async |p| {
            one(p
                .create_job(&document(json!({"image": "i", "region": "GRA"})))
                .await)
        },
        &[
            "GET /auth/time",
            r#"POST ~/ai/job {"image":"i","region":"GRA"}"#,
        ],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.kill_job(ID).await,
        &["PUT ~/ai/job/a%2Fb/kill"],
    )
    .await;
}

pub(super) async fn notebooks(t: &mut Table) {
    let every = ["withSpark=true", "withSpark=false", ""];
    filtered(t, "~/ai/notebook", &every, async |p| {
        list(p.notebooks(&NotebookFilter::default()).await)
    })
    .await;
    let counter = Counter::default();
    filtered(t, "~/ai/notebook", &every, async |p| {
        p.each_notebook(&NotebookFilter::default(), |one| counter.see(one))
            .await
    })
    .await;
    counter.is_one();
    t.read(
        One,
        async |p| one(p.notebook(ID).await),
        &["GET ~/ai/notebook/a%2Fb"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_notebook(ID, false).await,
        &["DELETE ~/ai/notebook/a%2Fb"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_notebook(ID, true).await,
        &["DELETE ~/ai/notebook/a%2Fb?force=true"],
    )
    .await;
    t.write(
        One,
        async |p| {
            one(p
                .sync_notebook(ID, &document(json!({"manual": true})))
                .await)
        },
        &[r#"POST ~/ai/notebook/a%2Fb/datasync {"manual":true}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.set_notebook_label(ID, &document(json!({"name": "a", "value": null})))
                .await
        },
        &[r#"PUT ~/ai/notebook/a%2Fb/label {"name":"a","value":null}"#],
    )
    .await;
    let filter = NotebookFilter {
        workload: WorkloadFilter {
            user_name: Some("u".into()),
            ..WorkloadFilter::default()
        },
        spark: Spark::Exclude,
    };
    filtered(
        t,
        "~/ai/notebook",
        &[
            "userName=u&withSpark=false",
            "withSpark=true",
            "withSpark=false",
            "",
        ],
        async |p| list(p.notebooks(&filter).await),
    )
    .await;
    t.read(
        One,
        async |p| {
            one(p
                .notebook_command(&document(json!({"region": "GRA"})))
                .await)
        },
        &[r#"POST ~/ai/notebook/command {"region":"GRA"}"#],
    )
    .await;
    t.read(
        One,
        async |p| one(p.notebook_log(ID).await),
        &["GET ~/ai/notebook/a%2Fb/log"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.legacy_editors().await),
        &["GET ~/ai/notebook/capabilities/editor"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.legacy_frameworks().await),
        &["GET ~/ai/notebook/capabilities/framework"],
    )
    .await;
    t.write(
        Created,
        async |p| one(p.create_notebook(&document(json!({"region": "GRA"}))).await),
        &["GET /auth/time", r#"POST ~/ai/notebook {"region":"GRA"}"#],
    )
    .await;
    t.write(
        One,
        async |p| one(p.update_notebook(ID, &document(json!({"name": "n"}))).await),
        &[
            r#"PUT ~/ai/notebook/a%2Fb {"name":"n"}"#,
            "GET ~/ai/notebook/a%2Fb",
        ],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.start_notebook(ID).await,
        &["PUT ~/ai/notebook/a%2Fb/start"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.stop_notebook(ID).await,
        &["PUT ~/ai/notebook/a%2Fb/stop"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.restart_notebook(ID).await,
        &["PUT ~/ai/notebook/a%2Fb/restart"],
    )
    .await;
    paged(t, "~/ai/notebook/a%2Fb/backup", async |p| {
        list(p.backups(ID).await)
    })
    .await;
    let counter = Counter::default();
    paged(t, "~/ai/notebook/a%2Fb/backup", async |p| {
        p.each_backup(ID, |one| counter.see(one)).await
    })
    .await;
    counter.is_one();
    t.read(
        One,
        async |p| one(p.backup(ID, "k").await),
        &["GET ~/ai/notebook/a%2Fb/backup/k"],
    )
    .await;
    t.write(
        Created,
        async |p| {
            one(p
                .fork_backup(ID, "k", &document(json!({"name": "n"})))
                .await)
        },
        &[
            "GET /auth/time",
            r#"POST ~/ai/notebook/a%2Fb/backup/k/fork {"name":"n"}"#,
        ],
    )
    .await;
    t.read(
        One,
        async |p| one(p.notebook_retention(ID).await),
        &["GET ~/ai/notebook/a%2Fb/workspacebackupretentionpolicy"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.region_retention(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/notebook/workspacebackupretentionpolicy"],
    )
    .await;
    t.write(
        One,
        async |p| {
            one(p
                .set_notebook_retention(ID, &document(json!({"retainedNumber": 3})))
                .await)
        },
        &[r#"PUT ~/ai/notebook/a%2Fb/workspacebackupretentionpolicy {"retainedNumber":3}"#],
    )
    .await;
    t.write(One, async |p| one(p.set_region_retention(ID, &document(json!({"retainedNumber": 3}))).await), &[r#"PUT ~/ai/capabilities/region/a%2Fb/notebook/workspacebackupretentionpolicy {"retainedNumber":3}"#]).await;
}

pub(super) async fn the_rest(t: &mut Table) {
    t.read(
        One,
        async |p| one(p.authorization().await),
        &["GET ~/ai/authorization"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.authorize().await,
        &["POST ~/ai/authorization"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.registries().await),
        &["GET ~/ai/registry"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.registry(ID).await),
        &["GET ~/ai/registry/a%2Fb"],
    )
    .await;
    t.write(
        Created,
        async |p| one(p.create_registry(&document(json!({"url": "r"}))).await),
        &["GET /auth/time", r#"POST ~/ai/registry {"url":"r"}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.update_registry(ID, &document(json!({"password": "p"})))
                .await
        },
        &[r#"PUT ~/ai/registry/a%2Fb {"password":"p"}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_registry(ID).await,
        &["DELETE ~/ai/registry/a%2Fb"],
    )
    .await;
    t.read(List, async |p| list(p.tokens().await), &["GET ~/ai/token"])
        .await;
    t.read(
        One,
        async |p| one(p.token(ID).await),
        &["GET ~/ai/token/a%2Fb"],
    )
    .await;
    t.write(
        Created,
        async |p| {
            one(p
                .create_token(&document(json!({"name": "t", "region": "GRA"})))
                .await)
        },
        &[
            "GET /auth/time",
            r#"POST ~/ai/token {"name":"t","region":"GRA"}"#,
        ],
    )
    .await;
    t.write(
        One,
        async |p| one(p.renew_token(ID).await),
        &["POST ~/ai/token/a%2Fb/renew"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_token(ID).await,
        &["DELETE ~/ai/token/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.data_store_regions().await),
        &["GET ~/ai/data/region"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.data_store_region(ID).await),
        &["GET ~/ai/data/region/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.data_stores(ID).await),
        &["GET ~/ai/data/region/a%2Fb/alias"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.data_store("GRA", ID).await),
        &["GET ~/ai/data/region/GRA/alias/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.data_store_auth("GRA", ID).await),
        &["GET ~/ai/data/region/GRA/alias/a%2Fb/auth"],
    )
    .await;
    let store = document(json!({"alias": "s", "endpoint": "e"}));
    t.write(
        Created,
        async |p| one(p.create_data_store(ID, &store, false).await),
        &[
            "GET /auth/time",
            "GET ~/ai/data/region/a%2Fb/alias",
            r#"POST ~/ai/data/region/a%2Fb/alias {"alias":"s","endpoint":"e"}"#,
        ],
    )
    .await;
    t.write(Created, async |p| one(p.create_data_store(ID, &store, true).await), &["GET /auth/time", "GET ~/ai/data/region/a%2Fb/alias", r#"POST ~/ai/data/region/a%2Fb/alias?skipDataStoreConnectionCheck=true {"alias":"s","endpoint":"e"}"#]).await;
    t.write(
        Nothing,
        async |p| p.update_data_store("GRA", ID, &store).await,
        &[r#"PUT ~/ai/data/region/GRA/alias/a%2Fb {"alias":"s","endpoint":"e"}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_data_store("GRA", ID).await,
        &["DELETE ~/ai/data/region/GRA/alias/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.partner_regions().await),
        &["GET ~/ai/partners/region"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.partner_region(ID).await),
        &["GET ~/ai/partners/region/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.partners(ID).await),
        &["GET ~/ai/partners/region/a%2Fb/partner"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.partner("GRA", ID).await),
        &["GET ~/ai/partners/region/GRA/partner/a%2Fb"],
    )
    .await;
}

pub(super) async fn capabilities(t: &mut Table) {
    t.read(
        One,
        async |p| one(p.features().await),
        &["GET ~/ai/capabilities/feature"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.quota().await),
        &["GET ~/ai/capabilities/quota"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.regions().await),
        &["GET ~/ai/capabilities/region"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.region(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.app_images(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/app/image"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.job_images(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/job/image"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.flavors(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/flavor"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.notebook_editors(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/notebook/editor"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.notebook_frameworks(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/notebook/framework"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.presets(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/preset"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.flavor("GRA", ID).await),
        &["GET ~/ai/capabilities/region/GRA/flavor/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.notebook_editor("GRA", ID).await),
        &["GET ~/ai/capabilities/region/GRA/notebook/editor/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.notebook_framework("GRA", ID).await),
        &["GET ~/ai/capabilities/region/GRA/notebook/framework/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.preset("GRA", ID).await),
        &["GET ~/ai/capabilities/region/GRA/preset/a%2Fb"],
    )
    .await;
    t.read(
        Names,
        async |p| names(p.data_regions_of(ID).await),
        &["GET ~/ai/capabilities/region/a%2Fb/data/region"],
    )
    .await;
}
