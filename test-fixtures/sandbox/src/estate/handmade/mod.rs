//! The hand-made estate: what a small company might have. `data/handmade.json` holds create bodies, which pass through
//! the same rules as a call, and what happened to each object since. Hosts, keys and passwords are invented.

mod grow;

use serde::Deserialize;
use serde_json::{Value, json};

use self::grow::Workload;
use super::USER;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::store::{Estate, Kind};
use crate::{data_stores, registries, tokens};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    apps: Vec<Workload>,
    jobs: Vec<Workload>,
    notebooks: Vec<Workload>,
    data_stores: Vec<DataStore>,
    registries: Vec<Registry>,
    tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct DataStore {
    region: String,
    alias: String,
    endpoint: String,
    #[serde(rename = "type")]
    kind: String,
    credentials: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registry {
    id: String,
    region: String,
    url: String,
    username: String,
    created_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    id: String,
    name: String,
    region: String,
    role: String,
    label_selector: Option<String>,
    created_at: String,
    version: i64,
}

/// Fills an estate.
#[expect(
    clippy::expect_used,
    reason = "the text is a file of this crate, read by every test"
)]
pub(super) fn build(estate: &mut Estate, service_name: &str) {
    let file: File = serde_json::from_str(include_str!("../../../data/handmade.json"))
        .expect("data/handmade.json");
    for app in file.apps {
        estate
            .of_mut(Kind::App)
            .insert(&app.grown(Kind::App, service_name));
    }
    for job in file.jobs {
        estate
            .of_mut(Kind::Job)
            .insert(&job.grown(Kind::Job, service_name));
    }
    for notebook in file.notebooks {
        backups(estate, &notebook);
        estate
            .of_mut(Kind::Notebook)
            .insert(&notebook.grown(Kind::Notebook, service_name));
    }
    for store in file.data_stores {
        let document =
            data_stores::document(&store.alias, &store.endpoint, "customer", &store.kind);
        let stores = estate.of_mut(Kind::DataStore);
        stores.insert_in(&store.region, &document);
        let id = stores.id_in(&store.region, &store.alias);
        stores.hide(&id, store.credentials);
    }
    for registry in file.registries {
        let Registry {
            id,
            region,
            url,
            username,
            created_at,
        } = registry;
        let document = registries::document(&id, &region, &url, &username, USER, &created_at);
        let registries = estate.of_mut(Kind::Registry);
        registries.insert(&document);
        registries.hide(&id, format!("invented-password-not-real-{id}").into());
    }
    for token in file.tokens {
        let mut document = tokens::document(
            &token.id,
            &token.name,
            &token.region,
            &token.role,
            token.label_selector.as_deref(),
            &token.created_at,
        );
        document["status"]["version"] = token.version.into();
        let created = parse_rfc3339(&token.created_at).expect("data/handmade.json: a time");
        // Renewed once a week.
        document["updatedAt"] = rfc3339(created + (token.version - 1) * 604_800_000).into();
        let held = estate.of_mut(Kind::Token);
        held.insert(&document);
        held.hide(&token.id, tokens::value(&token.id, token.version).into());
    }
}

fn backups(estate: &mut Estate, notebook: &Workload) {
    for (at, (created, ends)) in notebook.backups.iter().enumerate() {
        let id = crate::workload::derived(&notebook.id, &format!("handmade-backup/{at}"));
        let backup = json!({
            "createdAt": created,
            "evictionDate": ends,
            "id": id.to_string(),
            "updatedAt": created,
        });
        estate.of_mut(Kind::Backup).insert_in(&notebook.id, &backup);
    }
}
