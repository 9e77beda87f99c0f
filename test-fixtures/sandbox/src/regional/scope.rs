//! What a caller may do: readers only read, operators manage what their region and their selector show them.

use serde_json::{Value, json};

use super::caller::Caller;
use crate::errors::ApiError;
use crate::store::{Kind, Stored};
use crate::world::World;

/// The kind of the objects below the first segment of a path.
pub(super) fn kind(segment: &str) -> Option<Kind> {
    match segment {
        "app" => Some(Kind::App),
        "job" => Some(Kind::Job),
        "notebook" => Some(Kind::Notebook),
        "registry" => Some(Kind::Registry),
        "token" => Some(Kind::Token),
        _ => None,
    }
}

fn is_workload(kind: Kind) -> bool {
    matches!(kind, Kind::App | Kind::Job | Kind::Notebook)
}

fn refused() -> ApiError {
    ApiError::forbidden("This token does not allow this call")
}

/// Is an object one of the caller's?
pub(super) fn shows(caller: &Caller, kind: Kind, object: &Stored) -> bool {
    let head = object.head();
    head.region == caller.region
        && (!is_workload(kind)
            || caller
                .selector
                .as_ref()
                .is_none_or(|selector| selector.matches(&head.labels)))
}

/// Checks role and target of a call. Segments are those below `/v1`.
///
/// # Errors
/// 403 for changes by readers, for workloads outside the selector, and for tokens and registries in the hands of a
/// caller with a selector, who could widen it by them; 404 for objects of other regions.
pub(super) fn check(
    world: &World,
    caller: &Caller,
    method: &str,
    segments: &[&str],
) -> Result<(), ApiError> {
    let reads = method == "GET" || segments.last() == Some(&"command");
    if !reads && !caller.operates() {
        return Err(refused());
    }
    let (Some(kind), id) = (
        segments.first().and_then(|first| kind(first)),
        segments.get(1),
    ) else {
        return Ok(());
    };
    if !is_workload(kind) && !reads && caller.selector.is_some() {
        return Err(refused());
    }
    let Some(id) = id.filter(|id| !matches!(**id, "command" | "capabilities")) else {
        return Ok(());
    };
    match world.estate.of(kind).stored(id) {
        Some(object) if object.head().region == caller.region => {
            if shows(caller, kind, object) {
                Ok(())
            } else {
                Err(refused())
            }
        }
        _ => Err(ApiError::not_found(format!(
            "This {} does not exist",
            kind.word()
        ))),
    }
}

/// Puts what the token implies into the body of a create call: its region, and the labels of its selector.
///
/// # Errors
/// 403 for labels that the selector excludes, and for selectors that no new object can match.
pub(super) fn complete(caller: &Caller, kind: Kind, body: &mut Value) -> Result<(), ApiError> {
    let Some(members) = body.as_object_mut() else {
        return Ok(());
    };
    match members.get("region").and_then(Value::as_str) {
        None => {
            members.insert("region".into(), caller.region.clone().into());
        }
        Some(region) if region == caller.region => {}
        Some(_) => return Err(ApiError::member("region", "is not the region of this call")),
    }
    let (true, Some(selector)) = (is_workload(kind), &caller.selector) else {
        return Ok(());
    };
    let labels = members.entry("labels").or_insert_with(|| json!({}));
    if labels.is_null() {
        *labels = json!({});
    }
    if let Some(labels) = labels.as_object_mut() {
        for (name, value) in selector.equalities() {
            if !labels.contains_key(name) {
                labels.insert(name.to_owned(), value.into());
            }
        }
    }
    // Labels below `ovh/` are the platform's: what a caller writes there does not count.
    if selector.keys().any(|key| key.starts_with("ovh/")) || !keeps(caller, labels) {
        return Err(refused());
    }
    Ok(())
}

/// Do these labels stay within the caller's selector?
pub(super) fn keeps(caller: &Caller, labels: &Value) -> bool {
    let Some(selector) = &caller.selector else {
        return true;
    };
    let labels = labels
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    selector.matches(&labels)
}

/// Checks a change of labels: nothing may leave the caller's selector.
///
/// # Errors
/// 403.
pub(super) fn check_labels(
    caller: &Caller,
    segments: &[&str],
    body: &Value,
) -> Result<(), ApiError> {
    let Some(selector) = &caller.selector else {
        return Ok(());
    };
    let leaves = match segments.last() {
        Some(&"label") => body["name"]
            .as_str()
            .is_some_and(|name| selector.keys().any(|key| key == name)),
        _ => !body["labels"].is_null() && !keeps(caller, &body["labels"]),
    };
    if leaves { Err(refused()) } else { Ok(()) }
}
