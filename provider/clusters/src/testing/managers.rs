//! What the mock knows of field managers: who has which top-level value, no lists by key.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

/// The object as it would be stored: what `manager` had before and leaves out goes, what others have stays, and conflicts
/// where the values differ.
pub(super) fn merged(
    mut object: Value,
    stored: Vec<(&str, &str, Value)>,
    manager: &str,
    is_forced: bool,
) -> Result<Value, Box<Response>> {
    let mut causes = Vec::new();
    for (owner, pointer, value) in stored {
        if owner == manager {
            continue;
        }
        match object.pointer(pointer) {
            None => set(&mut object, pointer, value),
            Some(applied) if *applied != value && !is_forced => causes.push(json!({
                "reason": "FieldManagerConflict",
                "message": format!("conflict with {owner:?} using v1"),
                "field": pointer.replace('/', "."),
            })),
            Some(_) => {}
        }
    }
    if causes.is_empty() {
        return Ok(object);
    }
    let text = format!("Apply failed with {} conflicts", causes.len());
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": text, "code": 409,
        "reason": "Conflict", "details": { "causes": causes },
    });
    Err(Box::new(
        (StatusCode::CONFLICT, axum::Json(body)).into_response(),
    ))
}

/// Puts `value` where a pointer leads; `~1` is a slash.
pub(super) fn set(object: &mut Value, pointer: &str, value: Value) {
    let place = pointer
        .split('/')
        .skip(1)
        .fold(object, |place, name| &mut place[name.replace("~1", "/")]);
    *place = value;
}
