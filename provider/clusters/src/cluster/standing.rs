//! What the cluster has under an object's name already. Exports apply as one field manager, so that no conflict tells two of them
//! apart: where one wrote the object of another workload, the later one would silently replace it.

use serde_json::Value;

use super::answer::Reply;
use crate::Redact;

/// Annotations of what an export made an object from.
const ID: &str = "ovhai.migration/id";
const KIND: &str = "ovhai.migration/kind";
/// Labels of every object of an export.
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
const COMPONENT: &str = "app.kubernetes.io/component";

/// What there is.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing that applying would harm.
    Same,
    /// What was exported from something else, in words.
    OfAnother(String),
    /// It may not be read, in words.
    MissingRight(String),
    /// The server could not say, in its words.
    Unsure(String),
}

/// Whether an object says what it was made from. The object that runs a workload names it; beside it every workload has a
/// ServiceAccount, which workloads of different kinds would share.
pub fn says_origin(object: &Value) -> bool {
    annotation(object, ID).is_some()
        || (object["kind"] == "ServiceAccount" && component(object).is_some())
}

/// What an answer to reading the object says.
pub fn of(ours: &Value, reply: &Reply, redact: Redact) -> Standing {
    if reply.status == 404 {
        return Standing::Same;
    }
    if let Some(lacking) = reply.missing_right() {
        return Standing::MissingRight(lacking);
    }
    let theirs = match serde_json::from_slice::<Value>(&reply.body) {
        Ok(theirs) if reply.is_success() => theirs,
        _ => return Standing::Unsure(reply.message(redact)),
    };
    let other = match (annotation(ours, ID), annotation(&theirs, ID)) {
        (Some(ours), Some(id)) if ours != id => {
            let kind = annotation(&theirs, KIND).unwrap_or("object");
            Some(format!("{kind}/{id}"))
        }
        (Some(_), Some(_)) => None,
        _ => match (component(ours), component(&theirs)) {
            (Some(ours), Some(kind)) if ours != kind => Some(format!("a workload of kind {kind}")),
            _ => None,
        },
    };
    other.map_or(Standing::Same, |other| {
        let other: String = other.chars().take(LONGEST).collect();
        Standing::OfAnother(format!(
            "the one that is there was exported from {}",
            redact(&other)
        ))
    })
}

/// Longest name of what something was made from; ours are shorter.
const LONGEST: usize = 120;

fn annotation<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object["metadata"]["annotations"][name].as_str()
}

/// The kind of workload that an object of an export belongs to.
fn component(object: &Value) -> Option<&str> {
    let labels = &object["metadata"]["labels"];
    labels[COMPONENT]
        .as_str()
        .filter(|_| labels[MANAGED_BY] == "ovhai-exit")
}
