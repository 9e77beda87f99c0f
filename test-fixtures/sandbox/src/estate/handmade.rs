//! The hand-made estate: what a small company might run. `data/handmade.json` holds create bodies, which pass through
//! the same rules as a call, and what happened to each app since. Hosts, keys and passwords are invented.

use serde::Deserialize;
use serde_json::Value;

use super::USER;
use crate::app::{Apps, Birth, State, Step, apply, new_document};
use crate::capabilities::Capabilities;
use crate::clock::parse_rfc3339;
use crate::registries::{Registries, document};
use crate::spec::{Rules, resolve};

#[derive(Deserialize)]
struct File {
    apps: Vec<App>,
    registries: Vec<Registry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct App {
    id: String,
    created_at: String,
    /// States with seconds since creation; the first is QUEUED at 0.
    history: Vec<(String, i64)>,
    /// A create body; `{serviceName}` in the image stands for the project.
    request: Value,
    /// JSON pointers of members that an app of that age does not have.
    #[serde(default)]
    drop: Vec<String>,
    /// `status.info` where it is not the usual one.
    #[serde(default)]
    info: Value,
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

/// Apps and registries of the estate.
#[expect(
    clippy::expect_used,
    reason = "the text is a file of this crate, read by every test"
)]
pub(super) fn build(service_name: &str) -> (Apps, Registries) {
    let file: File =
        serde_json::from_str(include_str!("../../data/handmade.json")).expect("data/handmade.json");
    let mut apps = Apps::default();
    for app in file.apps {
        apps.insert(&grown(app, service_name));
    }
    let mut registries = Registries::default();
    for registry in file.registries {
        let Registry {
            id,
            region,
            url,
            username,
            created_at,
        } = registry;
        registries.insert(document(&id, &region, &url, &username, USER, &created_at));
    }
    (apps, registries)
}

#[expect(
    clippy::expect_used,
    reason = "the text is a file of this crate, read by every test"
)]
fn grown(app: App, service_name: &str) -> Value {
    let mut request = app.request;
    if let Some(image) = request["image"].as_str() {
        request["image"] = image.replace("{serviceName}", service_name).into();
    }
    let rules = Rules {
        capabilities: Capabilities::built_in(),
        lenient: false,
    };
    let spec = resolve(&request, rules).expect("data/handmade.json holds valid create bodies");
    let created = parse_rfc3339(&app.created_at).expect("data/handmade.json holds RFC 3339 times");
    let mut document = new_document(Birth {
        id: &app.id,
        user: USER,
        at_ms: created,
        spec,
    });
    for (state, seconds) in app.history.iter().skip(1) {
        let state = State::parse(state).expect("data/handmade.json holds known states");
        let at = created + seconds * 1000;
        if state == State::Initializing {
            pulled(&mut document, at);
        }
        apply(&mut document, at, &Step::Enter(state, None));
    }
    if !app.info.is_null() {
        document["status"]["info"] = app.info;
    }
    for pointer in &app.drop {
        remove(&mut document, pointer);
    }
    document
}

/// The first pull of an app with volumes is over by the time it scales.
fn pulled(document: &mut Value, at_ms: i64) {
    let Some(id) = document["status"]["dataSync"][0]["id"]
        .as_str()
        .map(str::to_owned)
    else {
        return;
    };
    for (after, state, info) in [
        (
            1000,
            "RUNNING",
            ("DATASYNC_RUNNING", "Data sync is running"),
        ),
        (7000, "DONE", ("DATASYNC_DONE", "Data sync is done")),
    ] {
        let id = id.clone();
        apply(document, at_ms + after, &Step::Sync { id, state, info });
    }
}

/// Removes the member a JSON pointer names.
#[expect(
    clippy::expect_used,
    reason = "the pointers are in a file of this crate, read by every test"
)]
fn remove(document: &mut Value, pointer: &str) {
    let (parent, name) = pointer
        .rsplit_once('/')
        .expect("a pointer starts with a slash");
    let parent = document
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("a pointer names a member");
    parent
        .remove(name)
        .expect("a pointer names a member that is there");
}
