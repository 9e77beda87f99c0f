//! What a person has to bring.

use std::collections::BTreeMap;

use ovhai_model::markdown::{cell, one_line};

use super::{open::sentence, put, words};
use crate::{MOST_SHOWN, Readiness};

/// How many keys of a secret are named; the first tell what it is.
const MOST_KEYS: usize = 5;

pub(super) fn write(out: &mut String, readiness: &Readiness) {
    out.push_str("## What a person has to supply\n\n");
    let with_form: Vec<_> = readiness
        .answers
        .iter()
        .filter_map(|answer| Some((answer, answer.form.as_ref()?)))
        .collect();
    if readiness.secrets.is_empty() && with_form.is_empty() {
        out.push_str(if readiness.answers.is_empty() {
            "Nothing.\n\n"
        } else {
            "Only the decisions above.\n\n"
        });
        return;
    }
    secrets(out, readiness);
    if with_form.is_empty() {
        return;
    }
    out.push_str(
        "Values to give as answers:\n\n| question | value | objects | what to do |\n|---|---|---:|---|\n",
    );
    for (answer, form) in with_form {
        put!(
            out,
            "| {} (`{}`) | {} | {} | {} |",
            one_line(&answer.title),
            answer.slug,
            one_line(form),
            answer.count,
            one_line(&sentence(&answer.hint)),
        );
    }
    out.push('\n');
}

fn secrets(out: &mut String, readiness: &Readiness) {
    if readiness.secrets.is_empty() {
        return;
    }
    let count = readiness.secrets.len();
    put!(
        out,
        "{} be created at the new place. Values were not read or not kept; whoever set them has them.\n\n\
         | secret | keys | for | needed by |\n|---|---|---|---|",
        if count == 1 {
            "One secret has to".to_owned()
        } else {
            format!("{count} secrets have to")
        }
    );
    for secret in readiness.secrets.iter().take(MOST_SHOWN) {
        let keys: Vec<String> = secret.keys.keys().map(|key| cell(key)).collect();
        let keys = if keys.len() > MOST_KEYS {
            format!(
                "{} and {} more",
                keys[..MOST_KEYS].join(", "),
                keys.len() - MOST_KEYS
            )
        } else {
            keys.join(", ")
        };
        let users: Vec<_> = secret.used_by.iter().take(3).cloned().collect();
        let users = match secret.used_by.len() {
            many if many > users.len() => format!("{many} workloads"),
            _ => words::names(readiness, &users, users.len(), &BTreeMap::new()),
        };
        put!(
            out,
            "| {} | {keys} | {} | {users} |",
            cell(&secret.name),
            cell(&secret.purpose),
        );
    }
    if count > MOST_SHOWN {
        put!(
            out,
            "\n{} more secrets, and keys beyond the first, are in the JSON form of this report, under `supplies`.",
            count - MOST_SHOWN
        );
    }
    out.push('\n');
}
