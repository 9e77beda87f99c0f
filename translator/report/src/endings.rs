//! What ends with the platform whatever is exported, and what stays.

use std::collections::BTreeSet;

use ovhai_model::{Estate, Kind, Selection, Task};

/// Something that is gone once the project's AI services have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// A stable word for programs.
    pub what: &'static str,
    /// How many.
    pub count: usize,
    /// One sentence.
    pub text: String,
}

pub(crate) fn endings(estate: &Estate, selection: &Selection) -> Vec<Ending> {
    let workloads = || {
        estate
            .workloads
            .iter()
            .filter(|workload| selection.includes(workload))
    };
    let of_kind = |kind: Kind| {
        estate
            .all()
            .filter(|object| object.kind() == kind && selection.includes_object(object))
            .count()
    };
    let (mut urls, mut grpc, mut reachable) = (0, 0, 0);
    for workload in workloads().filter(|workload| !workload.has_ended()) {
        let (url, grpc_address) = (workload.url.is_some(), workload.grpc_address.is_some());
        urls += usize::from(url);
        grpc += usize::from(grpc_address);
        reachable += usize::from(url || grpc_address);
    }
    let licensed: BTreeSet<(&str, Option<&str>)> = workloads()
        .filter(|workload| workload.image.partner.is_some())
        .map(|workload| {
            (
                workload.image.reference.as_str(),
                workload.image.partner.as_deref(),
            )
        })
        .collect();
    let workspaces = workloads()
        .filter(|workload| matches!(workload.task, Task::Workbench(_)))
        .count();
    let all = [
        (
            "logs_and_metrics",
            workloads().count(),
            "1 workload loses the logs and metrics collected so far.",
            "workloads lose the logs and metrics collected so far.",
        ),
        (
            "run_records",
            workloads().filter(|workload| workload.has_ended()).count(),
            "1 finished run is remembered only by the document an export keeps of it.",
            "finished runs are remembered only by the documents an export keeps of them.",
        ),
        (
            "tokens",
            of_kind(Kind::Token),
            "1 access token stops working.",
            "access tokens stop working.",
        ),
        (
            "licences",
            licensed.len(),
            "1 image of the platform's catalogue may not be run elsewhere under the platform's licence.",
            "images of the platform's catalogue may not be run elsewhere under the platform's licences.",
        ),
        (
            "workspaces",
            workspaces,
            "1 notebook's workspace is removed.",
            "notebooks' workspaces are removed.",
        ),
        (
            "backups",
            of_kind(Kind::Backup),
            "1 backup of a workspace is removed.",
            "backups of workspaces are removed.",
        ),
    ];
    let addresses = (urls + grpc > 0).then(|| Ending {
        what: "addresses",
        count: urls + grpc,
        text: stopping(urls, grpc, reachable),
    });
    let counted =
        all.into_iter()
            .filter(|(_, count, ..)| *count > 0)
            .map(|(what, count, one, many)| Ending {
                what,
                count,
                text: if count == 1 {
                    one.to_owned()
                } else {
                    format!("{count} {many}")
                },
            });
    addresses.into_iter().chain(counted).collect()
}

/// `18 addresses of 17 workloads under the platform's domains stop answering: 17 URLs and 1 gRPC address.`
fn stopping(urls: usize, grpc: usize, workloads: usize) -> String {
    let counted = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let of_kinds: Vec<String> = [
        (urls, "URL", "URLs"),
        (grpc, "gRPC address", "gRPC addresses"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    format!(
        "{} of {} under the platform's domains {} answering: {}.",
        counted(urls + grpc, "address", "addresses"),
        counted(workloads, "workload", "workloads"),
        if urls + grpc == 1 { "stops" } else { "stop" },
        of_kinds.join(" and "),
    )
}
