//! What stands first: where the report comes from, the verdict, and what weighs most.

use ovhai_model::{
    Category, Kind,
    markdown::{cell, counted, one_line, plain},
};

use super::{moving, put, words};
use crate::{Blocker, DataKind, NOTHING_SELECTED, Readiness};

/// How many blockers the summary names.
const HEAVIEST: usize = 5;

/// Characters of a time as someone wrote it.
const LONGEST_TIME: usize = 80;

/// Which project, which part of it, made with what, measured against what.
pub(super) fn origin(out: &mut String, readiness: &Readiness) {
    let made = &readiness.made;
    let tool = if made.tool.is_empty() {
        String::new()
    } else {
        format!(", made with {}", cell(&made.tool))
    };
    let as_of = made.as_of.as_ref().map_or_else(String::new, |time| {
        format!(", as of {}", plain(time, LONGEST_TIME))
    });
    put!(
        out,
        "Project `{}`, {}, as if it were to move to {}{tool}{as_of}. This is not a document of OVHcloud. It goes through the rows of \
         the vendor's reversibility policy for these services, the document of 2025-07-10, in words of its own.\n",
        cell(&readiness.service),
        if made.is_narrowed() {
            format!(
                "a selection of it ({})",
                words::selection(&made.selection, cell)
            )
        } else {
            "all of it".to_owned()
        },
        words::destination(&made.target),
    );
}

pub(super) fn verdict(out: &mut String, readiness: &Readiness) {
    let is_narrowed = readiness.made.is_narrowed();
    let unread = if readiness.unread.is_empty() {
        ""
    } else {
        " Not everything could be read, so there may be more."
    };
    let others = readiness
        .blockers
        .iter()
        .filter(|blocker| blocker.key != NOTHING_SELECTED)
        .count();
    if others < readiness.blockers.len() {
        put!(
            out,
            "**Nothing is selected, so nothing was judged.** The selection ({}) matches no object that was read. Widen it, or look for \
             a misspelt name.{unread}\n",
            words::selection(&readiness.made.selection, cell),
        );
    } else if readiness.is_ready() && readiness.objects.is_empty() {
        put!(
            out,
            "**There is nothing to leave with.** The project has none of the objects that this report looks at.\n"
        );
    } else if readiness.is_ready() {
        put!(
            out,
            "**{}** {}{}\n",
            if is_narrowed {
                "This selection could leave today."
            } else {
                "You could leave today."
            },
            free(readiness, is_narrowed),
            settled(readiness),
        );
    } else {
        put!(
            out,
            "**Not yet: {} in the way{}.** {}{unread}{}\n",
            match others {
                1 => "one thing stands".to_owned(),
                _ => format!("{others} things stand"),
            },
            if is_narrowed {
                " of this selection"
            } else {
                ""
            },
            held_back(readiness),
            settled(readiness),
        );
    }
}

fn of_workloads(kind: Kind) -> bool {
    kind.is_workload()
}

/// What nothing holds back. Objects around workloads go nowhere by themselves, so nobody says that these could leave.
fn free(readiness: &Readiness, is_narrowed: bool) -> String {
    let workloads = words::held(readiness, of_workloads);
    let around = words::held(readiness, |kind| !kind.is_workload());
    let rest = if is_narrowed {
        " The rest of the project was not judged."
    } else {
        ""
    };
    match (workloads.is_empty(), around.is_empty()) {
        (false, true) => {
            format!("Nothing stands in the way of taking {workloads} elsewhere.{rest}")
        }
        (false, false) => format!(
            "Nothing stands in the way of taking {workloads} elsewhere, and nothing waits for a person around them: {around}.{rest}"
        ),
        (true, _) => {
            format!("There is no workload in it, and nothing waits for a person: {around}.{rest}")
        }
    }
}

/// Which objects wait, workloads first.
fn held_back(readiness: &Readiness) -> String {
    let count = |is_workload: bool, is_held: bool| {
        readiness
            .objects
            .iter()
            .filter(|object| object.address.kind().is_workload() == is_workload)
            .filter(|object| !is_held || object.blockers > 0)
            .count()
    };
    let (workloads, around) = (count(true, false), count(false, false));
    let (held, waiting) = (count(true, true), count(false, true));
    let is_partial = readiness.unread.iter().any(|gap| gap.kind.is_workload());
    let mut out = if workloads == 0 {
        "No workload was looked at.".to_owned()
    } else {
        format!(
            "{} of {} ({}) could leave as {}.",
            workloads - held,
            counted(workloads, "workload")
                + if is_partial {
                    " that could be read"
                } else {
                    ""
                },
            words::held(readiness, of_workloads),
            if workloads == 1 { "it is" } else { "they are" },
        )
    };
    if around > 0 {
        let around = words::held(readiness, |kind| !kind.is_workload());
        let what = if workloads == 0 {
            "Looked at were"
        } else {
            "Around them are"
        };
        out.push_str(&format!(
            " {what} {around}; {}.",
            match waiting {
                0 => "none of these waits for a person".to_owned(),
                1 => "one of these waits for a person".to_owned(),
                many => format!("{many} of these wait for a person"),
            }
        ));
    }
    out
}

/// How much of the way is clear only because someone said so.
fn settled(readiness: &Readiness) -> String {
    let settled = readiness.settled;
    let mut parts = Vec::new();
    if settled.accepted > 0 {
        parts.push(format!(
            "{} only because {} accepted as it stands",
            counted(settled.accepted, "thing"),
            if settled.accepted == 1 {
                "it was"
            } else {
                "each was"
            },
        ));
    }
    if settled.answered > 0 {
        parts.push(format!(
            "{} because an answer gives the missing value",
            if parts.is_empty() {
                counted(settled.answered, "thing")
            } else {
                settled.answered.to_string()
            },
        ));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!(
        " People have cleared the way of {}; each is listed below.",
        parts.join(", and of ")
    )
}

/// The numbers that decide, and the heaviest blockers.
pub(super) fn in_short(out: &mut String, readiness: &Readiness) {
    out.push_str("## In short\n\n");
    if !readiness.blockers.is_empty() {
        put!(out, "- In the way are {}.", by_category(readiness));
    }
    let data = &readiness.data;
    if data.moving().next().is_some() {
        put!(out, "- Data to move: {}", moving::total(readiness));
    }
    for (kind, what) in [
        (DataKind::UnusedContainers, "that nothing is known to use"),
        (
            DataKind::ContainersOfUnknownUse,
            "of which nobody can say whether anything uses them",
        ),
    ] {
        if let Some(group) = data.group(kind) {
            put!(
                out,
                "- Not in that: {}{} in {} {what}. Someone has to decide about them.",
                if group.unknown > 0 { "at least " } else { "" },
                words::size(group.bytes),
                counted(group.places, "storage container"),
            );
        }
    }
    if !readiness.secrets.is_empty() {
        put!(
            out,
            "- To create at the new place: {}.",
            counted(readiness.secrets.len(), "secret")
        );
    }
    if !readiness.unread.is_empty() {
        put!(
            out,
            "- Not read: {}, with reasons below.",
            counted(readiness.unread.len(), "part")
        );
    }
    if readiness.blockers.len() > 1 {
        out.push_str("\nWhat weighs most, guaranteed rows of the policy first:\n\n");
        let mut heaviest: Vec<(usize, &Blocker)> = readiness.blockers.iter().enumerate().collect();
        heaviest.sort_by_key(|(index, blocker)| {
            (
                blocker.row.category(),
                std::cmp::Reverse(blocker.count),
                *index,
            )
        });
        for (index, blocker) in heaviest.into_iter().take(HEAVIEST) {
            put!(
                out,
                "- {} (no. {}; {}, {})",
                one_line(&blocker.title),
                index + 1,
                blocker.row.category(),
                counted(
                    blocker.count,
                    if blocker.key.starts_with("unread/") {
                        "place"
                    } else {
                        "object"
                    }
                ),
            );
        }
    }
    out.push('\n');
}

fn by_category(readiness: &Readiness) -> String {
    let words = [
        (
            Category::Core,
            "where the policy guarantees a migration (core)",
        ),
        (
            Category::Implementation,
            "where it calls for adaptation (implementation)",
        ),
        (Category::Specific, "where it guarantees nothing (specific)"),
    ];
    let parts: Vec<String> = words
        .iter()
        .filter_map(|(category, words)| {
            let count = readiness
                .blockers
                .iter()
                .filter(|blocker| blocker.row.category() == *category)
                .count();
            (count > 0).then(|| format!("{count} {words}"))
        })
        .collect();
    format!("{}: {}", readiness.blockers.len(), words::listed(&parts))
}
