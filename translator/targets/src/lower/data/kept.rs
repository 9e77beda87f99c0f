//! Volumes that outlive their pods and hold results: a claim with the files in one folder and, beside them where no workload
//! sees it, what is known of them.
//!
//! `run` names the run that the files belong to, `unseen` says that nothing came when they were fetched, `known` lists the files as they were filled or last pushed, `common` has the
//! names of those that the place they are pushed to has from here or gave, and `place` says between which places all that is true. A
//! volume is filled once: what a data store gets later
//! must not replace what somebody works on. A further run of a job begins with an empty volume, if nothing is lost by that.

use std::fmt::Write;

use ovhai_model::{DataStoreRef, Digest, Source, Task, Volume};

use crate::lower::{
    Lowering,
    command::escaped,
    copies::{base, shell},
    findings,
    volumes::FILLED_AT,
};
use crate::objects::{Container, EnvironmentEntry, Mount};

/// Where scripts expect the whole claim.
const CLAIM_AT: &str = "/claim";
/// The folder of the claim that workloads see.
pub(in crate::lower) const FILES: &str = "files";

/// Functions that list the files.
pub(in crate::lower) const LIST: &str = include_str!("scripts/list.sh");
/// Put in front of a script that fills: nothing is filled twice.
pub(in crate::lower) const ONCE: &str = include_str!("scripts/once.sh");
const BEGIN: &str = include_str!("scripts/begin.sh");
const BEGIN_RUN: &str = include_str!("scripts/begin-run.sh");
const RECORD: &str = include_str!("scripts/record.sh");

/// The label of a Job's pods that tells its runs apart (Kubernetes 1.27 and later).
pub(super) const RUN: &str = "metadata.labels['batch.kubernetes.io/controller-uid']";

/// What runs before the claim `name` of the workload is filled.
pub(in crate::lower) fn begin(
    lowering: &mut Lowering<'_>,
    name: &str,
    given: &Volume,
    path: &str,
) -> Container {
    let mut container = base(&lowering.scope.profile.tool_images.rclone);
    if matches!(lowering.workload.task, Task::Batch(_)) {
        lowering.find(&findings::RERUN_WAITS, path);
        let claim = format!("{}-{name}", lowering.name);
        container.environment.extend([
            ("CLAIM".to_owned(), EnvironmentEntry::Value(claim)),
            ("RUN".to_owned(), EnvironmentEntry::Field(RUN)),
        ]);
        container.command = shell(&[LIST, BEGIN_RUN].concat());
    } else {
        container.environment.extend([
            ("VOLUME".to_owned(), EnvironmentEntry::Value(escaped(path))),
            ("PLACE".to_owned(), EnvironmentEntry::Value(place(given))),
        ]);
        container.command = shell(BEGIN);
    }
    container
}

/// What runs when it is filled.
pub(in crate::lower) fn record(lowering: &Lowering<'_>, given: &Volume) -> Container {
    Container {
        environment: vec![("PLACE".to_owned(), EnvironmentEntry::Value(place(given)))],
        command: shell(&[LIST, RECORD].concat()),
        ..base(&lowering.scope.profile.tool_images.rclone)
    }
}

/// Where a volume is filled from and pushed to, as a digest: URLs may hold credentials.
fn place(given: &Volume) -> String {
    let mut text = match &given.source {
        Source::DataStore(store) => format!("store\n{}", within(store)),
        Source::PublicGit { url } => format!("git\n{url}\n"),
        Source::PublicSwift { url } => format!("swift\n{url}\n"),
        Source::Empty { .. } | Source::Unspecified => "empty\n".to_owned(),
    };
    if let Some(target) = &given.target {
        // Writing to a String cannot fail.
        let _ = write!(text, "target\n{}", within(target));
    }
    Digest::of(text.as_bytes()).hex()[..16].to_owned()
}

fn within(store: &DataStoreRef) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    format!(
        "{}\n{}\n{}\n{}\n",
        store.alias,
        store.container,
        part(&store.prefix),
        part(&store.archive)
    )
}

/// The whole claim, where it is not yet certain that it has the folder of files.
pub(in crate::lower) fn whole(volume: &str) -> Mount {
    Mount {
        volume: volume.to_owned(),
        path: CLAIM_AT.to_owned(),
        ..Mount::default()
    }
}

/// The claim's files as a workload sees them at `path`.
pub(in crate::lower) fn files(volume: &str, path: &str) -> Mount {
    Mount {
        volume: volume.to_owned(),
        path: path.to_owned(),
        read_only: false,
        sub_path: Some(FILES),
    }
}

/// Both, for scripts.
pub(in crate::lower) fn mounts(volume: &str) -> Vec<Mount> {
    vec![files(volume, FILLED_AT), whole(volume)]
}
