//! Logs: lines that follow from the app's history, the same at every read.

use serde_json::{Value, json};

use super::{Answer, authorized_project, workload};
use crate::paging::query;
use crate::reply::Reply;
use crate::request::Call;
use crate::store::Kind;
use crate::world::World;

/// Lines of an app, oldest first, cut like a list. Replicas are numbered from 0; a replica that does not exist has
/// no lines (inferred).
pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let app = workload::stored(world.estate.of(Kind::App), call.segment(1))?;
    let page = query(call.request, world.paging)?;
    let mut lines = lines(&app.document());
    if let Some(replica) = call.request.parameter("replica") {
        let prefix = format!("replica {replica}: ");
        lines.retain(|line| {
            line["content"]
                .as_str()
                .is_some_and(|content| content.starts_with(&prefix))
        });
    }
    let last = lines
        .last()
        .map_or(Value::Null, |line| line["timestamp"].clone());
    let lines = &lines[page.range(lines.len())];
    Ok(Reply::ok(&json!({"lastActivity": last, "logs": lines})))
}

fn lines(document: &Value) -> Vec<Value> {
    let replicas = document["status"]["availableReplicas"]
        .as_i64()
        .unwrap_or_default();
    let port = &document["spec"]["defaultHttpPort"];
    let mut lines = Vec::new();
    for entry in document["status"]["history"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let mut push =
            |content: String| lines.push(json!({"content": content, "timestamp": entry["date"]}));
        if entry["state"] == "RUNNING" {
            for replica in 0..replicas.max(1) {
                push(format!("replica {replica}: INFO started"));
                push(format!(
                    "replica {replica}: INFO listening on 0.0.0.0:{port}"
                ));
            }
        }
        if entry["state"] == "FAILED" {
            push("replica 0: ERROR image could not be started".into());
        }
    }
    lines
}
