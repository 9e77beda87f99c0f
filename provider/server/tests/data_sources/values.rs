//! What is told of an object is what the API says of it, without secrets.

use ovh_sandbox::{EstateChoice, Kind};
use ovhai_model::secrecy::secret_variable;
use serde_json::{Value, json};

use super::{client, read, sandbox, snake};

const SINGLE: [(Kind, &str, &str, &str); 3] = [
    (Kind::App, "ovhai_app", "ovhai_apps", "apps"),
    (Kind::Job, "ovhai_job", "ovhai_jobs", "jobs"),
    (
        Kind::Notebook,
        "ovhai_notebook",
        "ovhai_notebooks",
        "notebooks",
    ),
];

const MIXED: EstateChoice = EstateChoice::Mixed {
    objects: 160,
    seed: 11,
};

/// A member that the sandbox adds to some documents and nobody knows.
const UNKNOWN: &str = "memberOfTomorrow";

/// Compares what is told with the API's JSON, member by member, and says where they differ.
fn compare(told: &Value, wanted: &Value, place: &str, found: &mut Vec<String>) {
    match wanted {
        // What the platform leaves out, it may also give as null.
        Value::Null => {}
        Value::Object(members) => {
            for (name, wanted) in members {
                let place = format!("{place}/{name}");
                if name == UNKNOWN {
                    continue;
                }
                if place == "/spec/labels" {
                    for (key, wanted) in wanted.as_object().into_iter().flatten() {
                        if !key.starts_with("ovh/") {
                            compare(
                                &told["labels"][key],
                                wanted,
                                &format!("{place}/{key}"),
                                found,
                            );
                        }
                    }
                    continue;
                }
                compare(&told[snake(name)], wanted, &place, found);
            }
        }
        Value::Array(items) => {
            let count = told.as_array().map_or(0, Vec::len);
            if count != items.len() {
                found.push(format!("{place}: {count} of {}", items.len()));
                return;
            }
            for (index, wanted) in items.iter().enumerate() {
                compare(&told[index], wanted, &format!("{place}/{index}"), found);
            }
        }
        Value::Number(number) => {
            if told.as_f64() != number.as_f64() {
                found.push(place.to_owned());
            }
        }
        other => {
            // Variables and labels are secret by their names too, arguments by what is before them.
            let may_be = place.starts_with("/spec/envVars/")
                || place.starts_with("/spec/command/")
                || other.as_str().is_some_and(|text| {
                    let label = place.strip_prefix("/spec/labels/").unwrap_or_default();
                    secret_variable(label, text).is_some()
                });
            let is_secret = told == "(secret)" && may_be;
            if told != other && !is_secret {
                found.push(format!("{place}: {told}"));
            }
        }
    }
}

#[tokio::test]
async fn workloads_read_as_their_documents() {
    for estate in [EstateChoice::Handmade, MIXED] {
        let sandbox = sandbox(estate);
        let client = client(&sandbox).await;
        for (kind, single, _, _) in SINGLE {
            let ids = sandbox.with(kind, |objects| objects.ids());
            assert!(!ids.is_empty());
            for id in ids {
                let mut document = sandbox.object(kind, &id).unwrap();
                let told = read(&client, single, json!({ "id": id })).await;
                // Another one at each start, and deprecated.
                for volume in document["spec"]["volumes"]
                    .as_array_mut()
                    .into_iter()
                    .flatten()
                {
                    volume.as_object_mut().unwrap().remove("id");
                }
                let mut found = Vec::new();
                compare(&told, &document["spec"], "/spec", &mut found);
                if document["spec"].to_string().contains(UNKNOWN) {
                    assert!(told["document"].as_str().unwrap().contains(UNKNOWN));
                }
                let status = document["status"].as_object_mut().unwrap();
                compare(
                    &told["mounted_volumes"],
                    &status.remove("volumes").unwrap_or_default(),
                    "/status/volumes",
                    &mut found,
                );
                let syncs = status.remove("dataSync").unwrap_or_default();
                for (index, sync) in syncs.as_array().into_iter().flatten().enumerate() {
                    let told = &told["data_syncs"][index];
                    for part in [&sync["spec"], &sync["status"]] {
                        compare(told, part, &format!("/status/dataSync/{index}"), &mut found);
                    }
                    assert_eq!(told["id"], sync["id"]);
                }
                if let Some(Value::Object(job)) = status.get_mut("lastJobStatus") {
                    let history = job.remove("history").unwrap_or_default();
                    compare(
                        &told["history"],
                        &history,
                        "/status/lastJobStatus/history",
                        &mut found,
                    );
                    job.remove("dataSync");
                    job.remove("volumes");
                }
                compare(&told, &document["status"], "/status", &mut found);
                for name in ["id", "createdAt", "updatedAt", "user"] {
                    assert_eq!(told[snake(name)], document[name], "{name}");
                }
                assert!(found.is_empty(), "{single} {id}: {found:#?}");
            }
        }
    }
}

#[tokio::test]
async fn lists_hold_what_single_objects_tell() {
    let sandbox = sandbox(MIXED);
    let client = client(&sandbox).await;
    for (kind, single, many, member) in SINGLE {
        let list = read(&client, many, json!({})).await;
        let list = list[member].as_array().unwrap();
        assert_eq!(list.len(), sandbox.with(kind, |objects| objects.len()));
        assert!(list.is_sorted_by_key(|object| object["id"].as_str()));
        for object in list {
            let told = read(&client, single, json!({ "id": object["id"] })).await;
            for (name, value) in object.as_object().unwrap() {
                assert_eq!(*value, told[name], "{single} {name}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_beside_workloads_is_told() {
    let sandbox = sandbox(MIXED);
    let client = client(&sandbox).await;
    for (kind, unit, member) in [
        (Kind::Registry, "ovhai_registries", "registries"),
        (Kind::Token, "ovhai_tokens", "tokens"),
        (Kind::DataStore, "ovhai_data_stores", "data_stores"),
    ] {
        let told = read(&client, unit, json!({})).await;
        let told = told[member].as_array().unwrap();
        let ids = sandbox.with(kind, |objects| objects.ids());
        assert_eq!(told.len(), ids.len(), "{unit}");
        for id in ids {
            let mut document = sandbox.object(kind, &id).unwrap();
            let (region, alias) = id.split_once('/').unwrap_or(("", &id));
            let is_it = |object: &&Value| {
                object["id"] == *id || (object["alias"] == alias && object["region"] == region)
            };
            let told = told.iter().find(is_it).unwrap();
            let mut found = Vec::new();
            if let Some(spec) = document.get("spec") {
                compare(told, spec, "/spec", &mut found);
                assert_eq!(told["version"], document["status"]["version"]);
            }
            let members = document.as_object_mut().unwrap();
            members.remove("spec");
            members.remove("status");
            compare(told, &document, "", &mut found);
            assert!(found.is_empty(), "{unit} {id}: {found:#?}");
        }
    }
}

#[tokio::test]
async fn backups_are_read_when_asked_for() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let id = sandbox.with_notebooks(|notebooks| notebooks.id_of("fraud-analysis").unwrap());
    let without = read(&client, "ovhai_notebook", json!({ "id": id })).await;
    assert!(without["backups"].is_null() && without["backup_retention"].is_null());
    sandbox.reset_requests();
    let with = read(
        &client,
        "ovhai_notebook",
        json!({ "id": id, "include_backups": true }),
    )
    .await;
    let backups = sandbox.with(Kind::Backup, |backups| backups.ids_in(&id));
    assert!(backups.len() > 1);
    let told: Vec<&str> = with["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|backup| backup["id"].as_str().unwrap())
        .collect();
    assert!(told.is_sorted() && told.len() == backups.len());
    assert!(backups.iter().all(|id| told.contains(&id.as_str())));
    assert!(with["backup_retention"]["retained_number"].is_number());
    let list = read(
        &client,
        "ovhai_notebooks",
        json!({ "include_backups": true }),
    )
    .await;
    let list = list["notebooks"].as_array().unwrap();
    assert!(list.iter().all(|notebook| notebook["backups"].is_array()));
    let same = list.iter().find(|notebook| notebook["id"] == *id).unwrap();
    assert_eq!(same["backups"], with["backups"]);
}

#[tokio::test]
async fn no_secret_is_told() {
    const INVENTED: &str = "invented-";
    let sandbox = sandbox(EstateChoice::Handmade);
    let secrets = [Kind::App, Kind::Job, Kind::Notebook].map(|kind| {
        let documents = sandbox.with(kind, |objects| objects.documents());
        documents
            .iter()
            .filter(|document| document.to_string().contains(INVENTED))
            .count()
    });
    assert!(secrets.iter().all(|count| *count > 0), "nothing to hide");
    // A platform that repeats secrets where none belong.
    sandbox.with(Kind::Registry, |registries| {
        for id in registries.ids() {
            registries.edit(&id, |registry| {
                registry["password"] = json!("invented-password")
            });
        }
    });
    sandbox.with(Kind::Token, |tokens| {
        for id in tokens.ids() {
            tokens.edit(&id, |token| {
                token["status"]["value"] = json!("invented-value")
            });
        }
    });
    sandbox.with(Kind::DataStore, |stores| {
        let id = "GRA/rules-git";
        let has_it = stores.edit(id, |store| {
            store["endpoint"] = json!("https://bot:invented-password@git.example.com/rules.git");
        });
        assert!(has_it);
    });
    sandbox.with_jobs(|jobs| {
        let id = jobs.id_of("finetune-llm").unwrap();
        jobs.edit(&id, |job| {
            job["status"]["info"]["message"] =
                json!("cannot pull with --password invented-password");
            job["status"]["url"] = json!("https://u:invented-password@example.com/");
        });
    });
    let client = client(&sandbox).await;
    let mut told = Vec::new();
    for unit in [
        "ovhai_apps",
        "ovhai_jobs",
        "ovhai_registries",
        "ovhai_tokens",
        "ovhai_data_stores",
    ] {
        told.push((unit, read(&client, unit, json!({})).await));
    }
    let config = json!({ "include_backups": true });
    told.push((
        "ovhai_notebooks",
        read(&client, "ovhai_notebooks", config).await,
    ));
    for (kind, single, _, _) in SINGLE {
        for id in sandbox.with(kind, |objects| objects.ids()) {
            told.push((single, read(&client, single, json!({ "id": id })).await));
        }
    }
    for (unit, value) in told {
        let text = value.to_string();
        let shown = text
            .find(INVENTED)
            .map(|at| text[..at].chars().rev().take(60).collect::<String>());
        assert!(shown.is_none(), "{unit}, after (backwards) {shown:?}");
    }
}
