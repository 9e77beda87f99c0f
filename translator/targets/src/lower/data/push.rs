//! What runs and workbenches push back at their end (mapping section 6, "Copy back for jobs").
//!
//! By default nothing is pushed: results lie in a claim, so that none can be lost, and a finding waits until a person has chosen
//! a way. The profile's other way is a sidecar that pushes out of the claim when the pod is stopped; what could not be pushed is
//! still in the claim.

use ovhai_model::{DataStoreRef, Permission, Protocol, Source, Task, Volume};

use super::kept::{LIST, RUN};
use crate::lower::{
    Lowering,
    command::escaped,
    compute::SCRATCH,
    copies::{base, shell},
    findings, rules, stores,
};
use crate::{
    objects::{Container, EnvironmentEntry, Resources},
    profile::Push,
};

/// Pushes what is new, changed, and by permission gone.
const PUSH: &str = include_str!("scripts/push.sh");
/// Pushes everything as one archive.
const PUSH_ARCHIVE: &str = include_str!("scripts/push-archive.sh");
/// Goes first: a pod may be stopped before anything else is ready.
const STOPPED: &str = include_str!("scripts/stopped.sh");
/// Calls one of them when the pod is stopped.
const AT_END: &str = include_str!("scripts/at-end.sh");

const MEBIBYTE: u64 = 1 << 20;
/// Most parts of an object that is written to S3 piece by piece.
const PARTS: u64 = 10_000;

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
    size: &str,
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
    let grace = volumes.push_grace_seconds;
    lowering.find(
        &findings::PUSH_UNCHECKED,
        format!(
            "{told}; a pod that is stopped has {grace} s for its program and the push together"
        ),
    );
    if deletes && to.archive.is_none() {
        lowering.find(&findings::PUSH_DELETES, told);
    }
    let is_source = matches!(&given.source, Source::DataStore(from) if is_same_place(from, to));
    let parts = Parts::of(rules::bytes(size).unwrap_or_default());
    let memory = match &to.archive {
        Some(_) => parts.memory(&volumes.push_memory),
        None => volumes.push_memory.clone(),
    };
    let quantities = vec![
        ("cpu", volumes.push_cpu.clone()),
        ("memory", memory),
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
    let mut set = |name: &str, value: &str| {
        let entry = EnvironmentEntry::Value(escaped(value));
        container.environment.push((name.to_owned(), entry));
    };
    let mut place = store.place(to);
    if is_source {
        set("SAME_PLACE", "yes");
    }
    let script = match &to.archive {
        Some(archive) => {
            place = format!("{}/{archive}", place.trim_end_matches('/'));
            set("RCLONE_S3_CHUNK_SIZE", &format!("{}Mi", parts.mebibytes));
            set("RCLONE_S3_UPLOAD_CONCURRENCY", &parts.at_once.to_string());
            format!("{STOPPED}set -eu -o pipefail\n{LIST}{PUSH_ARCHIVE}{AT_END}")
        }
        None => {
            if deletes {
                set("DELETES", "yes");
            }
            lowering.find(&findings::PUSH_LINKS, path);
            format!("{STOPPED}set -eu\n{LIST}{PUSH}{AT_END}")
        }
    };
    set("DESTINATION", &place);
    if matches!(lowering.workload.task, Task::Batch(_)) {
        let run = EnvironmentEntry::Field(RUN);
        container.environment.push(("RUN".to_owned(), run));
    }
    container.command = shell(&script);
    Some(container)
}

/// Whether what is pushed to `to` replaces what came from `from`.
fn is_same_place(from: &DataStoreRef, to: &DataStoreRef) -> bool {
    let prefix = |store: &DataStoreRef| {
        let prefix = store.prefix.clone().unwrap_or_default();
        prefix.trim_matches('/').to_owned()
    };
    (&from.alias, &from.container, &from.archive) == (&to.alias, &to.container, &to.archive)
        && prefix(from) == prefix(to)
}

/// In which parts an archive of unknown length is written: S3 takes no more than [`PARTS`], and each lies in memory until it is
/// written.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    mebibytes: u64,
    at_once: u64,
}

impl Parts {
    /// For an archive of what a volume of `bytes` holds: a tar is little larger than its files, so a quarter more is plenty.
    fn of(bytes: u64) -> Self {
        let part = (bytes / 4).saturating_mul(5).div_ceil(PARTS);
        // 5 GiB are the most one part may have.
        let mebibytes = part.div_ceil(MEBIBYTE).clamp(8, 4096).next_power_of_two();
        Self {
            mebibytes,
            at_once: (256 / mebibytes).clamp(1, 4),
        }
    }

    /// Enough memory for them, and no less than `least`.
    fn memory(&self, least: &str) -> String {
        let needed = ((self.at_once + 1) * self.mebibytes + 192) * MEBIBYTE;
        match rules::bytes(least) {
            Some(bytes) if bytes < needed => rules::quantity(needed),
            _ => least.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_of_any_volume_have_few_enough_parts() {
        for size in ["1Gi", "60Gi", "500Gi", "1Ti", "4Ti"] {
            let bytes = rules::bytes(size).unwrap();
            let parts = Parts::of(bytes);
            assert!(
                parts.mebibytes * MEBIBYTE * PARTS >= bytes / 8 * 9,
                "{size}"
            );
            assert!(parts.at_once >= 1);
        }
        let (small, large) = (Parts::of(1 << 30), Parts::of(500 << 30));
        assert_eq!((small.mebibytes, small.at_once), (8, 4));
        assert_eq!((large.mebibytes, large.at_once), (64, 4));
        assert_eq!(small.memory("512Mi"), "512Mi");
        assert_eq!(small.memory("64Mi"), "232Mi");
        assert_eq!(Parts::of(4 << 40).memory("512Mi"), "2240Mi");
    }
}
