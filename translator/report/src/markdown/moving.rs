//! Data that has to move, what ends, and what could not be read.

use std::collections::BTreeMap;

use ovhai_model::{
    Address, Kind,
    markdown::{cell, plain},
};

use super::{
    Names, put,
    text::{sentence, with_code},
    words,
};
use crate::{DataGroup, DataKind, MOST_SHOWN, Readiness, Size};

/// Characters of why something could not be read, and of what to do.
const LONGEST_REASON: usize = 800;

pub(super) fn data(out: &mut String, readiness: &Readiness, names: &Names<'_>) {
    out.push_str("## Data to move\n\n");
    let data = &readiness.data;
    if data.moving().next().is_none() {
        out.push_str("None that this report knows of.\n\n");
    } else {
        put!(
            out,
            "{}{}\n\n\
             | what | places | known size | places of unknown size |\n|---|---:|---:|---|",
            total(readiness),
            if data.moving().filter(|group| group.bytes > 0).count() > 1 {
                " Sizes are rounded down, so that the sum may be more than what is shown."
            } else {
                ""
            }
        );
        for group in data.moving() {
            put!(
                out,
                "| {} | {} | {} | {} |",
                described(group),
                group.places,
                if group.unknown == group.places {
                    "unknown".to_owned()
                } else {
                    words::size(group.bytes)
                },
                unknown(group, names),
            );
        }
        out.push('\n');
    }
    if data.elsewhere > 0 {
        let (is_one, count) = (data.elsewhere == 1, data.elsewhere);
        put!(
            out,
            "{count} {} outside the project and can stay where {}.\n",
            if is_one {
                "container or branch that workloads use lies"
            } else {
                "containers or branches that workloads use lie"
            },
            if is_one { "it is" } else { "they are" },
        );
    }
    undecided(out, readiness, names);
}

/// How much there is to move, and of what nobody knows the size.
pub(super) fn total(readiness: &Readiness) -> String {
    let data = &readiness.data;
    let uncounted: Vec<String> = data
        .moving()
        .filter(|group| group.unknown > 0)
        .map(|group| {
            let (one, many) = noun(group.kind);
            format!(
                "{} {}",
                group.unknown,
                if group.unknown == 1 { one } else { many }
            )
        })
        .collect();
    let is_known = data.moving().any(|group| group.unknown < group.places);
    match (is_known, uncounted.is_empty()) {
        (true, true) => format!(
            "{}, as the platform last counted.",
            words::size(data.bytes())
        ),
        (true, false) => format!(
            "At least {}, as the platform last counted; nobody has counted the size of {}.",
            words::size(data.bytes()),
            words::listed(&uncounted)
        ),
        (false, _) => format!(
            "Nobody has counted the size of {}.",
            words::listed(&uncounted)
        ),
    }
}

const fn noun(kind: DataKind) -> (&'static str, &'static str) {
    match kind {
        DataKind::Somewhere => (
            "container or branch of a data store that is not there",
            "containers or branches of data stores that are not there",
        ),
        DataKind::Workspaces => ("workspace", "workspaces"),
        DataKind::Backups => ("backup", "backups"),
        DataKind::ManagedRegistries => ("managed registry", "managed registries"),
        DataKind::Images => ("container image", "container images"),
        DataKind::Containers | DataKind::UnusedContainers | DataKind::ContainersOfUnknownUse => {
            ("storage container", "storage containers")
        }
    }
}

const fn described(group: &DataGroup) -> &'static str {
    match group.kind {
        DataKind::Containers => "containers of the project's storage that workloads use",
        DataKind::Somewhere => {
            "containers or branches of data stores that are gone or could not be read"
        }
        DataKind::Workspaces if group.is_inferred => {
            "workspaces of notebooks: as they are, or as the storage container has them that they are saved in, whichever is more \
             (that they lie there is inferred)"
        }
        DataKind::Workspaces => "workspaces of notebooks",
        DataKind::Backups => "backups of workspaces",
        DataKind::ManagedRegistries => "managed registries, with all images in them",
        DataKind::Images => {
            "different images that workloads run, counted once they are exported; those in managed registries are in both rows"
        }
        DataKind::UnusedContainers => "containers that nothing is known to use",
        DataKind::ContainersOfUnknownUse => {
            "containers of which nobody can say whether anything uses them"
        }
    }
}

fn unknown(group: &DataGroup, names: &Names<'_>) -> String {
    match (group.unknown, group.unknown_places.is_empty()) {
        (0, _) => String::new(),
        (count, true) => format!("all {count}"),
        (count, false) => {
            let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
            for place in &group.unknown_places {
                kinds.insert(place.kind(), count);
            }
            names.list(&group.unknown_places, count, &kinds)
        }
    }
}

/// Places that may have to move, and whatever else nothing uses.
fn undecided(out: &mut String, readiness: &Readiness, names: &Names<'_>) {
    let groups: Vec<&DataGroup> = [DataKind::UnusedContainers, DataKind::ContainersOfUnknownUse]
        .iter()
        .filter_map(|kind| readiness.data.group(*kind))
        .collect();
    if !groups.is_empty() {
        out.push_str("In none of these numbers, because a person has to decide whether they are kept, copied or dropped:\n\n");
        for group in groups {
            let mut places: Vec<String> = group
                .first_places
                .iter()
                .map(|place| with_size(place, names))
                .collect();
            if group.places > places.len() {
                places.push(format!("and {} more", group.places - places.len()));
            }
            let known = if group.unknown == group.places {
                "size unknown".to_owned()
            } else if group.unknown > 0 {
                format!("at least {}", words::size(group.bytes))
            } else {
                words::size(group.bytes)
            };
            put!(
                out,
                "- **{}: {}, {known}**: {}",
                described(group),
                group.places,
                places.join(", ")
            );
        }
        out.push('\n');
    }
    let mut others: BTreeMap<Kind, Vec<Address>> = BTreeMap::new();
    for address in &readiness.unused {
        if address.kind() != Kind::Container {
            others
                .entry(address.kind())
                .or_default()
                .push(address.clone());
        }
    }
    if !others.is_empty() {
        let others: Vec<String> = others
            .values()
            .map(|objects| names.list(objects, objects.len(), &BTreeMap::new()))
            .collect();
        put!(
            out,
            "Nothing is known to use these either: {}.\n",
            others.join("; ")
        );
    }
}

fn with_size(place: &Address, names: &Names<'_>) -> String {
    let id = plain(place.id(), 120);
    match names.object(place).map(|object| object.size) {
        Some(Size::Known(bytes)) => format!("{id} ({})", words::size(bytes)),
        _ => format!("{id} (size unknown)"),
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
         by it; they go when the whole project does.\n\n",
    );
}

pub(super) fn unread(out: &mut String, readiness: &Readiness) {
    out.push_str("## What could not be read\n\n");
    if readiness.unread.is_empty() {
        out.push_str("Nothing: whatever was looked at was read completely.\n\n");
        return;
    }
    for unread in readiness.unread.iter().take(MOST_SHOWN) {
        let remedy = unread.remedy.as_deref();
        put!(
            out,
            "- **{}**, {}: {}{}",
            words::nouns(unread.kind).1,
            unread
                .place
                .as_deref()
                .map_or_else(|| "everywhere".to_owned(), cell),
            with_code(&sentence(&without(&unread.reason, remedy)), LONGEST_REASON),
            remedy.map_or_else(String::new, |remedy| format!(
                " To do: {}",
                with_code(&sentence(remedy), LONGEST_REASON)
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

/// The reason without the remedy that it ends with, which is told apart.
fn without(reason: &str, remedy: Option<&str>) -> String {
    let remedy = remedy.filter(|remedy| !remedy.is_empty()).unwrap_or("\0");
    let mut parts = reason.splitn(2, remedy);
    let (before, after) = (parts.next().unwrap_or_default(), parts.next());
    match after {
        None => reason.to_owned(),
        Some(after) => {
            let before = before.trim_end_matches([' ', ':', ';', ',', '–', '-', '(', '.']);
            format!("{before}{}", after.trim_end_matches([')', '.']))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_remedy_is_told_once() {
        for (reason, remedy, shown) in [
            (
                "the API answered 403: add `x`",
                Some("add `x`"),
                "the API answered 403",
            ),
            ("refused", Some("add `x`"), "refused"),
            ("refused", None, "refused"),
            ("403 (add `x`)", Some("add `x`"), "403"),
        ] {
            assert_eq!(without(reason, remedy), shown);
        }
    }
}
