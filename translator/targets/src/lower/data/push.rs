//! What runs and workbenches push back at their end (mapping section 6, "Copy back for jobs").
//!
//! By default nothing is pushed: results lie in a claim, so that none can be lost, and a finding waits until a person has chosen
//! a way. The profile's other way is a sidecar that pushes out of the claim when the pod is stopped; what could not be pushed is
//! still in the claim.

use ovhai_model::{DataStoreRef, Permission, Protocol, Source, Task, Volume};

use crate::lower::{
    Lowering,
    command::escaped,
    compute::SCRATCH,
    copies::{PULLED, base, shell},
    findings, stores,
};
use crate::{
    objects::{Container, EnvironmentEntry, Resources},
    profile::Push,
};

/// Waits, and pushes when it is stopped, which is after the workload's own container. `lost+found` belongs to file systems.
const PUSH: &str = "set -eu\n\
    trap 'rclone \"$MODE\" --config= --transfers=16 --checkers=16 --retries=5 \"--exclude=/lost+found/**\" /data \"$DESTINATION\"; exit' TERM\n\
    while :; do sleep 86400 & wait $!; done\n";

/// The same for data that is kept as one archive. Half an archive must not replace the whole one of before.
const PUSH_ARCHIVE: &str = "set -eu -o pipefail\n\
    trap 'tar -c -f - -C /data --exclude=./lost+found --exclude=./MARKER . | rclone rcat --config= \"$DESTINATION.part\" \
    && rclone moveto --config= \"$DESTINATION.part\" \"$DESTINATION\"; exit' TERM\n\
    while :; do sleep 86400 & wait $!; done\n";

/// Whether the platform pushes what the workload writes to `given`.
pub(in crate::lower) fn has_results(lowering: &Lowering<'_>, given: &Volume) -> bool {
    lowering.workload.task != Task::Service
        && matches!(
            given.permission,
            Permission::ReadWrite | Permission::ReadWriteDelete
        )
        && destination(given).is_some()
}

fn destination(given: &Volume) -> Option<&DataStoreRef> {
    given.target.as_ref().or(match &given.source {
        Source::DataStore(store) => Some(store),
        _ => None,
    })
}

/// The sidecar without name and mount, if there can be one.
pub(in crate::lower) fn lower(
    lowering: &mut Lowering<'_>,
    given: &Volume,
    path: &str,
) -> Option<Container> {
    let to = destination(given)?;
    let deletes = given.permission == Permission::ReadWriteDelete;
    let what = if deletes {
        "new and changed files, and deletions"
    } else {
        "new and changed files"
    };
    let told = format!(
        "{path}: the platform pushes {what} to {}/{}",
        to.alias, to.container
    );
    let volumes = &lowering.scope.profile.volumes;
    if volumes.push == Push::None {
        lowering.find(&findings::RESULTS_KEPT, told);
        return None;
    }
    let is_git =
        stores::known(lowering, &to.alias).is_some_and(|known| known.protocol == Protocol::Git);
    if is_git || to.container.is_empty() {
        let reason = if is_git {
            "a sidecar cannot commit to a Git store"
        } else {
            "no container is named"
        };
        lowering.find(&findings::RESULTS_KEPT, format!("{told}; {reason}"));
        return None;
    }
    let store = stores::resolve(lowering, to, &format!("{path} is pushed to"));
    lowering.find(&findings::PUSH_UNCHECKED, told.clone());
    if deletes {
        lowering.find(&findings::PUSH_DELETES, told);
    }
    let quantities = vec![
        ("cpu", volumes.push_cpu.clone()),
        ("memory", volumes.push_memory.clone()),
        (SCRATCH, "1Gi".to_owned()),
    ];
    let mut container = Container {
        environment_from: vec![store.secret.clone()],
        restart_always: true,
        resources: Resources {
            requests: quantities.clone(),
            limits: quantities,
        },
        ..base(&lowering.scope.profile.tool_images.rclone)
    };
    let mut place = store.place(to);
    container.command = match &to.archive {
        Some(archive) => {
            place = format!("{}/{archive}", place.trim_end_matches('/'));
            shell(&PUSH_ARCHIVE.replace("MARKER", PULLED))
        }
        None => {
            let mode = if deletes { "sync" } else { "copy" };
            container
                .environment
                .push(("MODE".to_owned(), EnvironmentEntry::Value(mode.to_owned())));
            shell(PUSH)
        }
    };
    container.environment.push((
        "DESTINATION".to_owned(),
        EnvironmentEntry::Value(escaped(&place)),
    ));
    Some(container)
}
