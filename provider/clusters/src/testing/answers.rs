//! Answers of the server: objects that are there, and refusals in the form of Kubernetes.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Mock, managers::set};
use crate::check::group;

/// An object that is there, with the fields that a test gives it.
pub(super) fn read(mock: &Mock, version: &str, rest: &[&str]) -> Response {
    let (namespace, plural, name) = match rest {
        ["namespaces", namespace, plural, name] => (Some(*namespace), *plural, *name),
        [plural, name] => (None, *plural, *name),
        _ => return not_found(),
    };
    let served = mock.served(version);
    let Some((kind, ..)) = served.iter().find(|(_, known, _)| known == plural) else {
        return not_found();
    };
    if mock.unreadable.contains(plural) {
        let text = format!(
            "{plural} {name:?} is forbidden: User \"ci\" cannot get resource {plural:?} in API group {:?} in the namespace {:?}",
            group(version),
            namespace.unwrap_or_default()
        );
        return refusal(403, &text, "");
    }
    let mut object = json!({ "apiVersion": version, "kind": kind, "metadata": { "name": name } });
    if let Some(namespace) = namespace {
        object["metadata"]["namespace"] = json!(namespace);
    }
    let stored = (mock.stored)(&object);
    if stored.is_empty() {
        return not_found();
    }
    for (_, pointer, value) in stored {
        set(&mut object, pointer, value);
    }
    json_of(&object)
}

pub(super) fn not_found() -> Response {
    refusal(404, "the server could not find the requested resource", "")
}

pub(super) fn refusal(status: u16, message: &str, kind: &str) -> Response {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": status,
        "details": { "kind": kind },
    });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(body)).into_response()
}

pub(super) fn json_of(value: &Value) -> Response {
    axum::Json(value.clone()).into_response()
}
