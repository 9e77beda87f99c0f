//! Who uses an object that cannot be deleted.

use std::{collections::BTreeSet, sync::Arc};

use ovh_api::Error;
use ovhai_model::{Address, Estate, Graph, Kind, Node, Selection};
use terraform_plugin::{Context, Diagnostics};

use crate::{
    platform::Platform,
    reading::{OnUnreadable, Scope},
    shown,
};

/// Users named in a message; the others are counted.
const NAMED: usize = 20;

/// Whether the platform may have refused to delete an object because something uses it. Which status it answers is not
/// documented.
pub fn may_be_the_reason(error: &Error) -> bool {
    error.missing_right().is_none() && matches!(error.status(), Some(400 | 403 | 409 | 412 | 422))
}

/// A sentence that names the workloads that use the data store or registry at `address`.
pub async fn of(
    ctx: &Context,
    platform: &Arc<Platform>,
    service: &str,
    address: &Address,
) -> String {
    let selection = Selection {
        kinds: Kind::WORKLOADS
            .iter()
            .copied()
            .chain([address.kind()])
            .collect(),
        ..Selection::default()
    };
    let scope = Scope::inventory(&selection, OnUnreadable::Report);
    // What cannot be read is told in the sentence.
    let mut aside = Diagnostics::new();
    let Some(reading) = platform.read(ctx, service, scope, &mut aside).await else {
        return "What uses it could not be read.".to_owned();
    };
    sentence(&reading.estate, address)
}

fn sentence(estate: &Estate, address: &Address) -> String {
    let graph = Graph::of(estate);
    let target = Node::Object(address.clone());
    let mut users = BTreeSet::new();
    let mut images = BTreeSet::new();
    for edge in graph.edges().iter().filter(|edge| edge.to == target) {
        match &edge.from {
            Node::Object(user) => {
                users.insert(user);
            }
            Node::Image(image) => {
                images.insert(image);
            }
            _ => {}
        }
    }
    for edge in graph.edges() {
        if let (Node::Object(user), Node::Image(image)) = (&edge.from, &edge.to)
            && images.contains(image)
        {
            users.insert(user);
        }
    }
    let unread: BTreeSet<&str> = estate
        .unread
        .iter()
        .map(|unread| unread.kind)
        .filter(|kind| Kind::WORKLOADS.contains(kind))
        .map(Kind::as_str)
        .collect();
    let mut text = if users.is_empty() {
        "No workload that could be read uses it.".to_owned()
    } else {
        let named: Vec<String> = users
            .iter()
            .take(NAMED)
            .map(|user| name(estate, user))
            .collect();
        let others = users.len().saturating_sub(NAMED);
        let more = if others > 0 {
            format!(", and {others} more")
        } else {
            String::new()
        };
        format!(
            "It is used by {}{more}. Delete or change these first.",
            named.join(", ")
        )
    };
    if !unread.is_empty() {
        let kinds: Vec<&str> = unread.into_iter().collect();
        text.push_str(&format!(" Could not be read: {}.", kinds.join(", ")));
    }
    text
}

fn name(estate: &Estate, user: &Address) -> String {
    let workload = estate
        .workloads
        .iter()
        .find(|workload| workload.address == *user);
    match workload {
        Some(workload) if !workload.name.is_empty() => {
            format!(
                "{} `{}` ({})",
                user.kind(),
                shown::address(&workload.name),
                user.id()
            )
        }
        _ => format!("{} {}", user.kind(), user.id()),
    }
}
