//! A secret in any text of any document of the AI products reaches no state and no report.

use std::{collections::BTreeSet, path::PathBuf};

use ovh_sandbox::{EstateChoice, Kind, Running};
use ovhai_platform::documents::{
    AppSpec, AppStatus, Backup, DataStore, DataSync, DataSyncSpec, DataSyncStatus, JobSpec,
    JobStatus, NotebookEnv, NotebookSpec, NotebookStatus, Progress, Registry, TokenSpec, Volume,
    VolumeDataStore, VolumeSource, VolumeStatus,
};
use serde_json::{Value, json};

use super::{client, read, sandbox};

/// Members that are told as they are, and why.
const TOLD: &[(&str, &str)] = &[
    (
        "/id",
        "the platform chooses it, and it is how everything else names the object",
    ),
    (
        "/alias",
        "it is the id of a data store: volumes are attached and edges drawn by it",
    ),
];

/// Ends of the members that edges of the inventory tell as they are: a container is what its name says and a data store what
/// its alias says, and volumes find neither under another name. Everywhere else they are replaced.
const TOLD_BY_EDGES: &[&str] = &["/alias", "/container"];

/// Unguessable, and short enough not to look random by itself: only the form gives it away.
const CORE: &str = "Zq7wWkK";

/// Texts that are secret by their form, with `core` in them.
fn forms(core: &str) -> [String; 8] {
    [
        format!("https://user:{core}@example.com/x"),
        format!("https://example.com/lab?token={core}"),
        format!(
            "https://example.com/o?a=1&X-Amz-Signature={core}&temp_url_sig={core}#password={core}"
        ),
        format!("AKIAIOSFODNN7{core} wJalrXUtnFEMI/K7MDENG/bPx{core}"),
        format!("ghp_{core}0123456789"),
        format!("-----BEGIN PRIVATE KEY-----\n{core}\n-----END PRIVATE KEY-----"),
        format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi{core}.c2ln{core}"),
        format!("serve --password {core} --port 80"),
    ]
}

fn sample(path: &str) -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-fixtures/ovh-api");
    serde_json::from_slice(&std::fs::read(root.join(path)).unwrap()).unwrap()
}

/// A volume of every spelling at once, and what a run tells of one.
fn volume() -> Value {
    let store = json!({
        "alias": "GRA", "container": "c", "prefix": "p/", "archive": "a.tar", "internal": false
    });
    json!({
        "cache": true, "container": "c", "dataStore": store, "mountPath": "/workspace/x",
        "permission": "RO", "prefix": "p/", "publicGit": { "url": "https://git.example.com/a.git" },
        "publicSwift": { "url": "https://storage.example.com/v1/AUTH_x/c" }, "region": "GRA",
        "standalone": { "name": "scratch" }, "targetDataStore": store,
        "id": "0d5c6a2e-94b1-4c0f-8c57-1fb2a3d4e5f6",
        "volumeSource": {
            "dataStore": store, "publicGit": { "url": "https://git.example.com/b.git" },
            "publicSwift": { "url": "https://storage.example.com/v1/AUTH_x/d" },
            "standalone": { "name": "scratch" }
        },
        "volumeTarget": { "targetDataStore": store }
    })
}

/// `status` with every member that statuses of all kinds have.
fn fill(status: &mut Value) {
    let app = sample("workload/app/every-member.json");
    for member in ["dataSync", "history", "volumes", "infoUrl", "monitoringUrl"] {
        status[member] = app["status"][member].clone();
    }
    status["dataSync"][0]["spec"]["volume"] = json!("0b9d8c7e-6f5a-4e3d-92c1-b0a9f8e7d6c5");
    status["dataSync"][0]["status"]["progress"][0]["eta"] = json!(0);
    let time = json!("2026-08-03T07:16:10Z");
    for member in [
        "queuedAt",
        "initializingAt",
        "startedAt",
        "stoppedAt",
        "finalizedAt",
        "timeoutAt",
    ] {
        status[member] = time.clone();
    }
    for member in ["lastTransitionDate", "lastStartedAt", "lastStoppedAt"] {
        status[member] = time.clone();
    }
    status["sshUrl"] = json!("ssh://5c0e6a52-8d1f-4b7e-9a53-2f6d0c1b7e94@gra.ai.cloud.ovh.net");
    status["ip"] = json!("10.42.3.14");
    status["externalIp"] = json!("192.0.2.7");
    status["exitCode"] = json!(0);
    status["duration"] = json!(7);
}

/// Documents in which every member has a value, with the place they belong into.
fn documents() -> Vec<(Kind, &'static str, Value)> {
    let mut app = sample("workload/app/every-member.json");
    app["spec"]["partnerId"] = json!("partner");
    app["spec"]["scalingStrategy"]["automatic"]["customMetrics"] = json!({
        "apiUrl": "http://<SELF>:9100/m", "format": "JSON", "valueLocation": "a.b",
        "targetValue": 1, "aggregationType": "AVERAGE"
    });
    app["spec"]["resources"]["gpuBrand"] = json!("NVIDIA");
    app["spec"]["resources"]["gpuModel"] = json!("Tesla-V100S");
    let mut job = sample("workload/job/every-member.json");
    let mut notebook = sample("workload/notebook/every-member.json");
    notebook["spec"]["quantumResources"] = json!({ "qpuFlavorId": "qpu" });
    for document in [&mut app, &mut job, &mut notebook] {
        document["spec"]["volumes"] = json!([volume()]);
        document["memberOfTomorrow"] = json!({ "text": "x" });
        document["spec"]["memberOfTomorrow"] = json!(["x"]);
    }
    for document in [&mut job, &mut notebook] {
        fill(&mut document["status"]);
    }
    app["status"]["dataSync"][0]["status"]["progress"][0]["eta"] = json!(0);
    app["status"]["dataSync"][0]["spec"]["volume"] = json!("0b9d8c7e-6f5a-4e3d-92c1-b0a9f8e7d6c5");
    let mut run = job["status"].clone();
    run["history"][0]["state"] = json!("QUEUED");
    notebook["status"]["lastJobStatus"] = run;
    check(&app["spec"], AppSpec::MEMBERS);
    check(&app["status"], AppStatus::MEMBERS);
    check(&job["spec"], JobSpec::MEMBERS);
    check(&job["status"], JobStatus::MEMBERS);
    check(&notebook["spec"], NotebookSpec::MEMBERS);
    check(&notebook["spec"]["env"], NotebookEnv::MEMBERS);
    check(&notebook["status"], NotebookStatus::MEMBERS);
    check(&notebook["status"]["lastJobStatus"], JobStatus::MEMBERS);
    for document in [&app, &job, &notebook] {
        let volume = &document["spec"]["volumes"][0];
        check(volume, Volume::MEMBERS);
        check(&volume["volumeSource"], VolumeSource::MEMBERS);
        check(&volume["dataStore"], VolumeDataStore::MEMBERS);
        let status = &document["status"];
        check(&status["volumes"][0], VolumeStatus::MEMBERS);
        check(&status["dataSync"][0], DataSync::MEMBERS);
        check(&status["dataSync"][0]["spec"], DataSyncSpec::MEMBERS);
        let sync = &status["dataSync"][0]["status"];
        check(sync, DataSyncStatus::MEMBERS);
        check(&sync["progress"][0], Progress::MEMBERS);
    }
    let token = sample("access/token/created.json");
    let registry = sample("access/registry/attached.json");
    let store = json!({
        "alias": "store", "endpoint": "https://s3.gra.io.cloud.ovh.net", "owner": "customer",
        "type": "s3", "memberOfTomorrow": "x"
    });
    check(&store, DataStore::MEMBERS);
    let backup = json!({
        "id": "b", "createdAt": "2026-08-03T07:15:00Z", "evictionDate": "2026-09-03T07:15:00Z",
        "updatedAt": "2026-08-03T07:15:00Z"
    });
    check(&backup, Backup::MEMBERS);
    let mut token_with_all = token;
    token_with_all["spec"]["labelSelector"] = json!("team=search");
    check(&token_with_all["spec"], TokenSpec::MEMBERS);
    let mut attached = registry;
    attached["password"] = json!("x");
    check(&attached, Registry::MEMBERS);
    vec![
        (Kind::App, "", app),
        (Kind::Job, "", job),
        (Kind::Notebook, "", notebook),
        (Kind::Token, "", token_with_all),
        (Kind::Registry, "", attached),
        (Kind::DataStore, "GRA", store),
        (Kind::Backup, NOTEBOOK, backup),
    ]
}

/// A notebook without secrets, for backups to belong to.
const NOTEBOOK: &str = "11111111-1111-4111-8111-111111111111";

/// A member the sample lacks would go untested.
fn check(part: &Value, members: &[&str]) {
    for member in members {
        assert!(!part[*member].is_null(), "{member} is not in {part}");
    }
}

/// Pointers of every text.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::String(_) => found.push(pointer.to_owned()),
        _ => {}
    }
}

/// A copy of a document with a secret in it.
#[derive(Debug)]
struct Planted {
    kind: Kind,
    /// Where.
    pointer: String,
    id: String,
}

/// How many forms are tried in each place. All are over the places; more would take minutes.
const PER_PLACE: usize = 2;

/// Puts copies of each document into the project for each of its texts, with forms of a secret there, and returns which
/// number is where.
fn plant(sandbox: &Running) -> Vec<Planted> {
    let mut planted = Vec::new();
    let mut plain = sample("workload/notebook/every-member.json");
    plain["id"] = json!(NOTEBOOK);
    assert!(sandbox.with(Kind::Notebook, |notebooks| notebooks.insert(&plain)));
    for (kind, at, document) in documents() {
        let mut pointers = Vec::new();
        places(&document, "", &mut pointers);
        pointers.retain(|pointer| TOLD.iter().all(|(told, _)| told != pointer));
        assert!(pointers.len() > 2, "{kind:?}");
        for pointer in pointers {
            let count = forms("").len();
            for form in (0..count)
                .cycle()
                .skip(planted.len() % count)
                .take(PER_PLACE)
            {
                let number = planted.len();
                let core = format!("{CORE}{number:05}");
                let mut copy = document.clone();
                *copy.pointer_mut(&pointer).unwrap() = json!(forms(&core)[form]);
                let id = format!("22222222-2222-4222-8222-{number:012}");
                let member = if kind == Kind::DataStore {
                    "alias"
                } else {
                    "id"
                };
                copy[member] = json!(id);
                let is_in = sandbox.with(kind, |objects| match at {
                    "" => objects.insert(&copy),
                    place => objects.insert_in(place, &copy),
                });
                assert!(is_in, "{kind:?}{pointer}");
                planted.push(Planted {
                    kind,
                    pointer: pointer.clone(),
                    id,
                });
            }
        }
    }
    planted
}

#[tokio::test]
async fn a_secret_in_any_text_is_told_nowhere() {
    let sandbox = sandbox(EstateChoice::Empty);
    let planted = plant(&sandbox);
    assert!(planted.len() > 500, "only {} planted", planted.len());
    let client = client(&sandbox).await;
    let mut told: Vec<(String, String)> = Vec::new();
    for (unit, config) in [
        ("ovhai_apps", json!({})),
        ("ovhai_jobs", json!({})),
        ("ovhai_notebooks", json!({})),
        ("ovhai_tokens", json!({})),
        ("ovhai_registries", json!({})),
        ("ovhai_data_stores", json!({})),
        (
            "ovhai_notebook",
            json!({ "id": NOTEBOOK, "include_backups": true }),
        ),
        ("ovhai_inventory", json!({})),
        ("ovhai_readiness", json!({ "objects_detail": true })),
    ] {
        let value = read(&client, unit, config).await;
        told.push((unit.to_owned(), value.to_string()));
    }
    // What happened to a workload, and its log, are told of single ones only; with one form per place, as there are so many.
    for copy in planted.iter().step_by(PER_PLACE) {
        let word = copy.kind.word();
        if !matches!(copy.kind, Kind::App | Kind::Job | Kind::Notebook) {
            continue;
        }
        let unit = format!("ovhai_{word}");
        let value = read(&client, &unit, json!({ "id": copy.id })).await;
        told.push((unit, value.to_string()));
        let config = json!({ "kind": word, "id": copy.id });
        let value = read(&client, "ovhai_logs", config).await;
        told.push(("ovhai_logs".to_owned(), value.to_string()));
    }
    let mut found = BTreeSet::new();
    for (unit, text) in &told {
        for (at, _) in text.match_indices(CORE) {
            let number: usize = text[at + CORE.len()..][..5].parse().unwrap();
            let copy = &planted[number];
            let is_told = unit == "ovhai_inventory"
                && TOLD_BY_EDGES.iter().any(|end| copy.pointer.ends_with(end));
            if is_told {
                continue;
            }
            let from = (0..=at.saturating_sub(50))
                .rev()
                .find(|at| text.is_char_boundary(*at));
            let around = &text[from.unwrap_or_default()..at];
            found.insert(format!("{unit}: {copy:?}, after …{around}"));
        }
    }
    let first: Vec<&String> = found.iter().take(40).collect();
    assert!(found.is_empty(), "{} places: {first:#?}", found.len());
}
