//! Logs of jobs and notebooks: lines that follow from the history, the same at every read.

use serde_json::{Value, json};

use super::{Answer, stored};
use crate::paging::query;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::authorized_project;
use crate::store::Kind;
use crate::world::World;

/// Lines of a job, cut like a list, or of a notebook, which has no paging; oldest first.
pub(in crate::routes) fn log(world: &mut World, call: &Call<'_>, kind: Kind) -> Answer {
    authorized_project(world, call)?;
    let document = stored(world.estate.of(kind), call.segment(1))?.document();
    let lines = match kind {
        Kind::Job => job_lines(&document["status"]),
        _ => notebook_lines(&document),
    };
    let last = lines
        .last()
        .map_or(Value::Null, |line| line["timestamp"].clone());
    let shown = match kind {
        Kind::Job => &lines[query(call.request, world.paging)?.range(lines.len())],
        _ => &lines[..],
    };
    Ok(Reply::ok(&json!({"lastActivity": last, "logs": shown})))
}

fn line(content: impl Into<String>, at: &Value) -> Value {
    json!({"content": content.into(), "timestamp": at})
}

fn job_lines(status: &Value) -> Vec<Value> {
    let mut lines = Vec::new();
    for entry in status["history"].as_array().into_iter().flatten() {
        let at = &entry["date"];
        match entry["state"].as_str() {
            Some("RUNNING") => {
                lines.push(line("INFO started", at));
                lines.push(line("INFO step 1 of 1", at));
            }
            Some("FINALIZING") => {
                let ended = match status["exitCode"].as_i64() {
                    Some(code) => format!("INFO process ended with exit code {code}"),
                    None => "INFO process was ended".into(),
                };
                lines.push(line(ended, at));
            }
            Some("FAILED") if status["exitCode"].is_null() => {
                lines.push(line("ERROR job could not be started", at));
            }
            _ => {}
        }
    }
    lines
}

fn notebook_lines(document: &Value) -> Vec<Value> {
    let status = &document["status"];
    let mut lines = Vec::new();
    if !status["lastStartedAt"].is_null() {
        let editor = document["spec"]["env"]["editorId"]
            .as_str()
            .unwrap_or_default();
        lines.push(line(
            format!("INFO {editor} started"),
            &status["lastStartedAt"],
        ));
        lines.push(line(
            "INFO workspace is in /workspace",
            &status["lastStartedAt"],
        ));
    }
    // A notebook that has been started again keeps the time of its last stop, which is then the older of the two.
    if status["lastStoppedAt"].as_str() > status["lastStartedAt"].as_str() {
        lines.push(line("INFO workspace saved", &status["lastStoppedAt"]));
    }
    lines
}
