//! What the cluster answers.

use std::sync::{Arc, Mutex};

use axum::{
    extract::{Request, State as Shared},
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use ovhai_clusters::{Checker, Object, Outcome};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{HeldJob, State, controller, lock};

pub(super) async fn answer(Shared(state): Shared<Arc<Mutex<State>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 4 << 20)
        .await
        .unwrap_or_default();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path = parts.uri.path().to_owned();
    let query = decoded(parts.uri.query().unwrap_or(""));
    let segments: Vec<String> = path.split('/').skip(1).map(decoded).collect();
    let mut held = lock(&state);
    let method = parts.method.as_str();
    held.seen.push((method.to_owned(), path.clone()));
    if held.outage > 0 {
        held.outage -= 1;
        return refusal(503, "the server is currently unable to handle the request");
    }
    if let Some(token) = &held.token {
        let given = parts.headers.get("authorization");
        let given = given.and_then(|value| value.to_str().ok());
        if given != Some(&format!("Bearer {token}")) {
            return refusal(401, "Unauthorized");
        }
    }
    let names: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (namespace, plural, rest) = match names.as_slice() {
        ["api", "v1", "namespaces", namespace, plural, rest @ ..]
        | [
            "apis",
            "batch",
            "v1",
            "namespaces",
            namespace,
            plural,
            rest @ ..,
        ] => (*namespace, *plural, rest),
        _ => return refusal(404, "the server could not find the requested resource"),
    };
    let refused = held
        .refusals
        .iter()
        .find(|(m, p, ..)| *m == method && *p == plural);
    if let Some((.., status, message)) = refused {
        return refusal(*status, message);
    }
    if parts.method != Method::PATCH && ["jobs", "pods"].contains(&plural) {
        controller::step(&state, &mut held);
    }
    let key = format!("{namespace}/{}", rest.first().unwrap_or(&""));
    match (&parts.method, plural, rest) {
        (&Method::PATCH, _, [name]) => {
            let is_strict =
                query.contains("fieldManager=") && query.contains("fieldValidation=Strict");
            let Ok(object) = serde_json::from_slice::<Value>(&body) else {
                return refusal(400, "the body is no object");
            };
            if !is_strict || object["metadata"]["name"] != **name {
                return refusal(400, "no strict apply of the object that the path names");
            }
            if !held.namespaces.contains(namespace) {
                return refusal(404, &format!("namespaces {namespace:?} not found"));
            }
            apply(&mut held, plural, &key, object)
        }
        (&Method::GET, "jobs", [_]) => found(held.jobs.get(&key).map(|held| held.object.clone())),
        (&Method::GET, "configmaps", [_]) => found(held.config_maps.get(&key).cloned()),
        (&Method::GET, "pods", []) => {
            let wanted = query
                .split('&')
                .find_map(|part| part.strip_prefix("labelSelector="));
            let (label, value) = wanted
                .and_then(|text| text.split_once('='))
                .unwrap_or_default();
            let items: Vec<&Value> = (held.pods.values())
                .filter(|pod| pod["metadata"]["namespace"] == namespace)
                .filter(|pod| pod["metadata"]["labels"][label] == value)
                .collect();
            json_of(
                &json!({ "kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items }),
            )
        }
        (&Method::GET, "pods", [_, "log"]) => {
            if !held.pods.contains_key(&key) {
                return refusal(404, "pods not found");
            }
            held.logs
                .get(&key)
                .cloned()
                .unwrap_or_default()
                .into_response()
        }
        (&Method::GET, "events", []) => {
            let events = held
                .events
                .iter()
                .filter(|(name, _)| query.contains(name.as_str()));
            let items: Vec<Value> = events.map(|(_, text)| json!({ "message": text })).collect();
            json_of(&json!({ "kind": "EventList", "apiVersion": "v1", "items": items }))
        }
        (&Method::DELETE, "jobs", [_]) => {
            let gone = held.jobs.remove(&key);
            if let Some(gone) = &gone {
                let uid = gone.object["metadata"]["uid"].clone();
                held.pods
                    .retain(|_, pod| pod["metadata"]["ownerReferences"][0]["uid"] != uid);
            }
            found(gone.map(|gone| gone.object))
        }
        (&Method::DELETE, "configmaps", [_]) => found(held.config_maps.remove(&key)),
        _ => refusal(405, "the server does not allow this method"),
    }
}

fn apply(held: &mut State, plural: &str, key: &str, mut object: Value) -> Response {
    let tried = Object {
        path: String::new(),
        source: None,
        tree: object.clone(),
    };
    let verdict = Checker::new(str::to_owned).check(&tried);
    if verdict.outcome == Outcome::Refused {
        return refusal(422, &format!("{:?}", verdict.reasons));
    }
    let size = object.to_string().len();
    match plural {
        "configmaps" if size > 1 << 20 => refusal(422, "Too long: must have at most 1048576 bytes"),
        "configmaps" => {
            held.config_maps.insert(key.to_owned(), object.clone());
            json_of(&object)
        }
        "jobs" => {
            if let Some(there) = held.jobs.get(key) {
                let is_same = there.object["spec"]["template"] == object["spec"]["template"];
                if !is_same {
                    return refusal(422, "spec.template: Invalid value: field is immutable");
                }
                return json_of(&there.object);
            }
            held.made += 1;
            object["metadata"]["uid"] = json!(format!("uid-{}", held.made));
            object["status"] = json!({});
            held.jobs
                .insert(key.to_owned(), HeldJob::new(object.clone()));
            json_of(&object)
        }
        _ => refusal(404, "the server could not find the requested resource"),
    }
}

fn found(object: Option<Value>) -> Response {
    object.map_or_else(|| refusal(404, "not found"), |object| json_of(&object))
}

fn refusal(status: u16, message: &str) -> Response {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": status,
    });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(body)).into_response()
}

fn json_of(value: &Value) -> Response {
    axum::Json(value.clone()).into_response()
}
