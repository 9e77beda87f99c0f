//! What apps, jobs, notebooks, registries and tokens show.

use std::collections::BTreeSet;

use ovh_api::calls;
use ovhai_platform::documents::{
    App, Backup, Job, Logs, Notebook, Registry, Token, WorkspaceBackupRetentionPolicy,
};
use serde_json::Value;

use crate::{
    ask::{Answer, Asker},
    fact::{Finding, Verdict},
    models::Models,
    paging::{self, List},
    words::Words,
};

/// Objects of which a list exists only one by one.
const SAMPLE: usize = 3;

/// Reads all of them.
pub async fn look(asker: &Asker<'_>, models: &mut Models) -> Vec<Finding> {
    let lists = [
        ("app", paging::look(asker, &calls::APPS).await),
        ("job", paging::look(asker, &calls::JOBS).await),
        ("notebook", paging::look(asker, &calls::NOTEBOOKS).await),
    ];
    let mut findings = paging::findings(&lists);
    findings.push(paging::others(asker).await);
    let [apps, jobs, notebooks] = lists.map(|(_, list)| list.unwrap_or_default());
    let (apps, jobs, notebooks) = (objects(apps), objects(jobs), objects(notebooks));
    models.look_all::<App>("app", &apps);
    models.look_all::<Job>("job", &jobs);
    models.look_all::<Notebook>("notebook", &notebooks);
    let all: Vec<&Value> = apps.iter().chain(&jobs).chain(&notebooks).collect();
    findings.extend([
        history(&all),
        volumes(&all),
        labels(&all),
        standby(&apps),
        delays(&apps),
        timeouts(&jobs),
    ]);
    for id in ids(&notebooks) {
        if let Some(backups) = asker.list(&calls::BACKUPS, &[id]).await {
            models.look_all::<Backup>("backup", &backups);
        }
        if let Some(policy) = asker.read(&calls::NOTEBOOK_RETENTION, &[id]).await {
            models.look::<WorkspaceBackupRetentionPolicy>("retention policy", &policy);
        }
    }
    findings.push(log(asker, &apps, models).await);
    let registries = asker.list(&calls::REGISTRIES, &[]).await;
    models.look_all::<Registry>("registry", registries.iter().flatten());
    findings.push(filled(
        "registries/password",
        registries.as_deref(),
        |registry| &registry["password"],
    ));
    let tokens = asker.list(&calls::TOKENS, &[]).await;
    models.look_all::<Token>("token", tokens.iter().flatten());
    findings.push(filled("tokens/value", tokens.as_deref(), |token| {
        &token["status"]["value"]
    }));
    findings
}

fn objects(list: List) -> Vec<Value> {
    list.objects
}

fn ids(objects: &[Value]) -> impl Iterator<Item = &str> {
    objects
        .iter()
        .filter_map(|object| object["id"].as_str())
        .take(SAMPLE)
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Is a secret there and filled? Only that is looked at.
fn filled(
    id: &'static str,
    objects: Option<&[Value]>,
    secret: impl Fn(&Value) -> &Value,
) -> Finding {
    let Some(objects) = objects else {
        return Finding::new(id, Verdict::NotAnswered, Words::default());
    };
    if objects.is_empty() {
        return Finding::not_seen(id, "there are none");
    }
    let filled = objects
        .iter()
        .filter(|object| secret(object).as_str().is_some_and(|text| !text.is_empty()))
        .count();
    let there = objects
        .iter()
        .filter(|object| *secret(object) != Value::Null)
        .count();
    Finding::new(
        id,
        Verdict::of(filled == 0),
        Words::of("filled in ")
            .count(filled)
            .say(", there in ")
            .count(there)
            .say(" of ")
            .count(objects.len()),
    )
}

fn history(all: &[&Value]) -> Finding {
    const ID: &str = "documents/history";
    let (mut rising, mut falling) = (0, 0);
    for object in all {
        let times: Vec<&str> = array(&object["status"]["history"])
            .filter_map(|entry| entry["date"].as_str())
            .collect();
        if let (Some(first), Some(last)) = (times.first(), times.last()) {
            rising += usize::from(first < last);
            falling += usize::from(first > last);
        }
    }
    if rising + falling == 0 {
        return Finding::not_seen(ID, "no history with two times");
    }
    Finding::new(
        ID,
        Verdict::of(falling == 0),
        Words::default()
            .count(rising)
            .say(" oldest first, ")
            .count(falling)
            .say(" newest first"),
    )
}

fn volumes(all: &[&Value]) -> Finding {
    const ID: &str = "documents/volumes";
    const OLDER: [&str; 8] = [
        "container",
        "dataStore",
        "prefix",
        "publicGit",
        "publicSwift",
        "region",
        "standalone",
        "targetDataStore",
    ];
    let mut older = BTreeSet::new();
    let mut total = 0;
    for volume in all
        .iter()
        .flat_map(|object| array(&object["spec"]["volumes"]))
    {
        total += 1;
        older.extend(
            OLDER
                .iter()
                .filter(|name| !volume[**name].is_null())
                .copied(),
        );
    }
    if total == 0 {
        return Finding::not_seen(ID, "there are no volumes");
    }
    let words = Words::default().count(total).say(" volumes");
    let words = if older.is_empty() {
        words
    } else {
        words
            .say(", with older members ")
            .names(older.iter().copied())
    };
    Finding::new(ID, Verdict::of(older.is_empty()), words)
}

fn labels(all: &[&Value]) -> Finding {
    const ID: &str = "documents/labels";
    if all.is_empty() {
        return Finding::not_seen(ID, "there are no workloads");
    }
    let labelled = all
        .iter()
        .filter(|object| {
            let labels = &object["spec"]["labels"];
            labels["ovh/id"] == object["id"] && !labels["ovh/type"].is_null()
        })
        .count();
    Finding::new(
        ID,
        Verdict::of(labelled == all.len()),
        Words::default()
            .count(labelled)
            .say(" of ")
            .count(all.len()),
    )
}

fn standby(apps: &[Value]) -> Finding {
    const ID: &str = "apps/standby";
    let asleep: Vec<&Value> = apps
        .iter()
        .filter(|app| app["status"]["state"] == "STANDBY")
        .collect();
    if asleep.is_empty() {
        return Finding::not_seen(ID, "no app is in STANDBY");
    }
    let to_zero = asleep
        .iter()
        .filter(|app| app["spec"]["scalingStrategy"]["automatic"]["replicasMin"] == 0)
        .count();
    Finding::new(
        ID,
        Verdict::of(to_zero == asleep.len()),
        Words::default()
            .count(to_zero)
            .say(" of ")
            .count(asleep.len())
            .say(" may have no replica"),
    )
}

fn delays(apps: &[Value]) -> Finding {
    const ID: &str = "apps/delays";
    let windows: Vec<&Value> = apps
        .iter()
        .map(|app| &app["spec"]["scalingStrategy"]["automatic"])
        .filter(|automatic| automatic.is_object())
        .map(|automatic| &automatic["scaleDownStabilizationWindowSeconds"])
        .collect();
    if windows.is_empty() {
        return Finding::not_seen(ID, "no app scales automatically");
    }
    let none = windows.iter().filter(|window| window.is_null()).count();
    let default = windows.iter().filter(|window| **window == 300).count();
    Finding::new(
        ID,
        // Whether 300 was set by a person is not told.
        if default == 0 {
            Verdict::DoesNotHold
        } else {
            Verdict::Seen
        },
        Words::default()
            .count(default)
            .say(" with 300, ")
            .count(none)
            .say(" without, of ")
            .count(windows.len()),
    )
}

fn timeouts(jobs: &[Value]) -> Finding {
    const ID: &str = "jobs/timeout";
    if jobs.is_empty() {
        return Finding::not_seen(ID, "there are no jobs");
    }
    let count = |of: &dyn Fn(&Value) -> bool| {
        jobs.iter()
            .filter(|job| of(&job["spec"]["timeout"]))
            .count()
    };
    let (none, week) = (
        count(&Value::is_null),
        count(&|timeout| *timeout == 604_800),
    );
    let zero = count(&|timeout| *timeout == 0);
    Finding::new(
        ID,
        if none + zero > 0 {
            Verdict::DoesNotHold
        } else if week > 0 {
            Verdict::Holds
        } else {
            Verdict::NotSeenHere
        },
        Words::default()
            .count(week)
            .say(" with 604800, ")
            .count(none)
            .say(" without, ")
            .count(zero)
            .say(" with 0, of ")
            .count(jobs.len()),
    )
}

/// Lines are counted, not looked at.
async fn log(asker: &Asker<'_>, apps: &[Value], models: &mut Models) -> Finding {
    const ID: &str = "logs/size";
    for id in ids(apps) {
        let answer = asker
            .ask_with(&calls::APP_LOG, &[id], &[("page", "0"), ("size", "1")])
            .await;
        let Some(document) = answer.and_then(Answer::document) else {
            continue;
        };
        models.look::<Logs>("logs", &document);
        let lines = array(&document["logs"]).count();
        if lines > 0 {
            return Finding::new(
                ID,
                Verdict::of(lines == 1),
                Words::default().count(lines).say(" lines for a size of 1"),
            );
        }
    }
    Finding::not_seen(ID, "no log with lines")
}
