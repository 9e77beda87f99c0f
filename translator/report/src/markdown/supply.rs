//! What a person has to bring.

use std::collections::BTreeMap;

use ovhai_model::markdown::{cell, one_line};

use super::{Names, put};
use crate::{MOST_SHOWN, Readiness, SecretToCreate};

/// How many keys of a secret are named: the keys of longer ones say little to a person.
const MOST_KEYS: usize = 5;

pub(super) fn write(out: &mut String, readiness: &Readiness, names: &Names<'_>) {
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
        "Values to give as answers, under the name in brackets for all objects alike, or under the keys for one each:\n\n",
    );
    for (answer, form) in with_form {
        put!(
            out,
            "- **{}**: {form} (`{}`)",
            one_line(&answer.title),
            answer.slug,
        );
        for address in &answer.objects {
            put!(
                out,
                "  - {}: `{}@{address}`",
                names.name(address),
                answer.slug
            );
        }
        let more = answer.count.saturating_sub(answer.objects.len());
        if more > 0 {
            put!(out, "  - and {more} more");
        }
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
        "{} be created at the new place. Values were not read or not kept; whoever set them has them. Keys and users of each are in \
         the JSON form of this report, under `supplies`.\n\n\
         | for | secrets | which, with their keys where these are few |\n|---|---:|---|",
        if count == 1 {
            "One secret has to".to_owned()
        } else {
            format!("{count} secrets have to")
        }
    );
    let mut groups: BTreeMap<&str, Vec<&SecretToCreate>> = BTreeMap::new();
    for secret in &readiness.secrets {
        groups
            .entry(sort(&secret.purpose))
            .or_default()
            .push(secret);
    }
    for (sort, secrets) in groups {
        let first = &secrets[0].purpose;
        let is_one = secrets.iter().all(|secret| secret.purpose == *first);
        let mut shown: Vec<String> = secrets
            .iter()
            .take(MOST_SHOWN)
            .map(|secret| with_keys(secret))
            .collect();
        if secrets.len() > MOST_SHOWN {
            shown.push(format!("and {} more", secrets.len() - MOST_SHOWN));
        }
        put!(
            out,
            "| {} | {} | {} |",
            cell(if is_one { first } else { sort }),
            secrets.len(),
            shown.join("; "),
        );
    }
    out.push('\n');
}

/// What purposes of one sort begin with: `environment of orders` and `environment of search` are alike.
fn sort(purpose: &str) -> &str {
    let end = [" of ", " from "]
        .iter()
        .filter_map(|word| purpose.find(word))
        .min();
    end.map_or(purpose, |end| &purpose[..end])
}

fn with_keys(secret: &SecretToCreate) -> String {
    let keys: Vec<String> = secret.keys.keys().map(|key| cell(key)).collect();
    if keys.len() > MOST_KEYS {
        cell(&secret.name)
    } else {
        format!("{} ({})", cell(&secret.name), keys.join(", "))
    }
}
