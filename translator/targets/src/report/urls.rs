//! `urls.json` and `urls.md`: where clients must call instead.

use std::fmt::Write as _;

use ovhai_model::markdown::cell;

use super::{Report, findings::pretty};
use crate::{Artefact, UrlMove};

pub(super) fn artefacts(report: &Report<'_>) -> [Artefact; 2] {
    let mut urls: Vec<&UrlMove> = report.accumulated.urls.iter().collect();
    urls.sort_unstable();
    let mut text = String::from(
        "# Old and new addresses\n\n\
         Clients of the workloads below call the platform today and must call the new address instead.\n\n\
         | workload | protocol | today | new |\n|---|---|---|---|\n",
    );
    for url in &urls {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            cell(&url.workload),
            url.protocol,
            cell(url.old.as_deref().unwrap_or("not given by the platform")),
            cell(url.new.as_deref().unwrap_or("not exposed")),
        );
    }
    [
        Artefact::shared("urls.json", pretty(&urls)),
        Artefact::shared("urls.md", text.into_bytes()),
    ]
}
