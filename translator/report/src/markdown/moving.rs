//! Data that has to move, what ends, and what could not be read.

use ovhai_model::markdown::{cell, plain};

use super::{open::sentence, put, words};
use crate::{DataGroup, DataKind, MOST_SHOWN, Readiness};

/// Characters of why something could not be read, and of what to do.
const LONGEST_REASON: usize = 400;

pub(super) fn data(out: &mut String, readiness: &Readiness) {
    out.push_str("## Data to move\n\n");
    let data = &readiness.data;
    if data.groups.is_empty() {
        out.push_str("None that this report knows of.\n\n");
    } else {
        let uncounted = match data.unknown() {
            0 => String::new(),
            1 => "One place has a size nobody has counted.".to_owned(),
            many => format!("{many} places have a size nobody has counted."),
        };
        let counted = if data
            .groups
            .iter()
            .all(|group| group.unknown == group.places)
        {
            String::new()
        } else {
            format!(
                "At least {}, as the platform last counted. ",
                words::size(data.bytes())
            )
        };
        put!(
            out,
            "{}\n\n| what | places | known size | places of unknown size |\n|---|---:|---:|---|",
            format!("{counted}{uncounted}").trim_end()
        );
        for group in &data.groups {
            put!(
                out,
                "| {} | {} | {} | {} |",
                described(group.kind),
                group.places,
                if group.unknown == group.places {
                    "unknown".to_owned()
                } else {
                    words::size(group.bytes)
                },
                unknown(readiness, group),
            );
        }
        out.push('\n');
    }
    if data.elsewhere > 0 {
        put!(
            out,
            "{} outside the project and can stay where {}.\n",
            if data.elsewhere == 1 {
                "1 container or branch that workloads use lies".to_owned()
            } else {
                format!(
                    "{} containers or branches that workloads use lie",
                    data.elsewhere
                )
            },
            if data.elsewhere == 1 {
                "it is"
            } else {
                "they are"
            },
        );
    }
}

const fn described(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Containers => "containers of the project's storage that workloads use",
        DataKind::Workspaces => "workspaces of notebooks",
        DataKind::Backups => "backups of workspaces",
        DataKind::ManagedRegistries => "managed registries",
        DataKind::Images => "container images, counted once they are exported",
    }
}

fn unknown(readiness: &Readiness, group: &DataGroup) -> String {
    match (group.unknown, group.unknown_places.is_empty()) {
        (0, _) => String::new(),
        (count, true) => count.to_string(),
        (count, false) => {
            let kinds = group
                .unknown_places
                .iter()
                .map(|place| (place.kind(), count));
            words::names(readiness, &group.unknown_places, count, &kinds.collect())
        }
    }
}

pub(super) fn endings(out: &mut String, readiness: &Readiness) {
    if readiness.endings.is_empty() {
        return;
    }
    out.push_str("## What ends with the platform\n\nWhatever is exported, once the AI services of the project end:\n\n");
    for ending in &readiness.endings {
        put!(out, "- {}", ending.text);
    }
    out.push_str(
        "\nDeletion there cannot be undone. Object storage of the project, and registries that are not the platform's, are not touched \
         by it.\n\n",
    );
}

pub(super) fn unread(out: &mut String, readiness: &Readiness) {
    out.push_str("## What could not be read\n\n");
    if readiness.unread.is_empty() {
        out.push_str("Nothing: whatever was looked at was read completely.\n\n");
        return;
    }
    out.push_str("| what | where | why | what to do |\n|---|---|---|---|\n");
    for unread in readiness.unread.iter().take(MOST_SHOWN) {
        put!(
            out,
            "| {} | {} | {} | {} |",
            words::nouns(unread.kind).1,
            unread
                .place
                .as_deref()
                .map_or_else(|| "everywhere".to_owned(), cell),
            plain(&sentence(&unread.reason), LONGEST_REASON),
            unread
                .remedy
                .as_deref()
                .map_or_else(String::new, |remedy| plain(
                    &sentence(remedy),
                    LONGEST_REASON
                )),
        );
    }
    let more = readiness.unread.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        put!(
            out,
            "\n{more} more are in the JSON form of this report, under `unread`."
        );
    }
    out.push('\n');
}
