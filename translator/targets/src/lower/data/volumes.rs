//! Volumes: copied in by init containers before the workload starts, as on the platform. Apps never push back; what runs and
//! workbenches push there lies in claims here, until a person or a sidecar fetches it.

use std::collections::BTreeSet;

use ovhai_model::{Permission, Source, Task, Volume as Given};

use super::{kept, sizes};
use crate::lower::{
    Lowering, caches,
    compute::{GPU, SCRATCH},
    copies::{self, Use},
    findings, git, push, rules,
    workbench::WORKSPACE,
};
use crate::objects::{Claim, Container, Mount, Quantities, Resources, Volume, VolumeKind};

/// Volumes of a pod, where they are mounted, and what fills them.
#[derive(Default)]
pub(in crate::lower) struct Volumes {
    pub volumes: Vec<Volume>,
    pub mounts: Vec<Mount>,
    pub init_containers: Vec<Container>,
    /// Native sidecars that push when the pod is stopped.
    pub pushers: Vec<Container>,
    /// Claims that some of the volumes are, by the volume's name.
    pub claims: Vec<Claim>,
    /// Bytes of emptyDirs, which count against the scratch disk.
    scratch: u64,
}

/// Where an init container sees the volume it fills.
pub(in crate::lower) const FILLED_AT: &str = "/data";

pub(in crate::lower) fn lower(lowering: &mut Lowering<'_>) -> Volumes {
    let given = &lowering.workload.volumes;
    let mut volumes = Volumes::default();
    let mut used = BTreeSet::new();
    if matches!(lowering.workload.task, Task::Workbench(_)) {
        used.insert(WORKSPACE.to_owned());
    }
    for (index, volume) in given.iter().enumerate() {
        let path = shown(&volume.mount_path);
        if let Some(refusal) = path_refusal(&volume.mount_path) {
            lowering.find(&findings::VOLUME_PATH, format!("{path}: {refusal}"));
        } else if !used.insert(normal(&volume.mount_path)) {
            lowering.find(&findings::VOLUME_PATH, format!("{path} is used twice"));
        } else {
            one(lowering, &mut volumes, index + 1, volume, &path);
        }
    }
    let copies =
        |volume: &Given| matches!(volume.source, Source::DataStore(_)) || volume.target.is_some();
    if lowering.workload.task != Task::Service && given.iter().any(copies) {
        lowering.find(
            &findings::MANUAL_SYNC,
            "volumes can be pulled and pushed by hand on the platform",
        );
    }
    volumes
}

fn shown(path: &str) -> String {
    let short: String = path.chars().take(80).collect();
    if short == path && path.chars().all(|c| c.is_ascii_graphic()) {
        short
    } else {
        format!("{short:?}")
    }
}

/// The path as a file system takes it: `/data//x/.` and `/data/x` are one place.
pub(in crate::lower) fn normal(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.flat_map(|part| ["/", part]).collect()
}

fn path_refusal(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        Some("the path is not absolute")
    } else if normal(path).is_empty() {
        Some("the root cannot be a volume")
    } else if path.contains(':') || path.contains(char::is_control) {
        Some("the path has a colon or a control character")
    } else if path.split('/').any(|part| part == "..") {
        Some("the path has `..`")
    } else {
        None
    }
}

fn one(
    lowering: &mut Lowering<'_>,
    volumes: &mut Volumes,
    number: usize,
    given: &Given,
    path: &str,
) {
    let kept = is_kept(lowering, given);
    let wanted = match given.permission {
        _ if kept => Use::Keep,
        Permission::ReadWrite | Permission::ReadWriteDelete => Use::Write,
        Permission::ReadOnly | Permission::Other(_) => Use::Read,
    };
    let mount_path = normal(&given.mount_path);
    let home = lowering.scope.profile.home.as_deref().unwrap_or(WORKSPACE);
    if home == mount_path {
        lowering.find(&findings::VOLUME_HIDES, path);
    }
    let read_only = read_only(lowering, given, path);
    let has_results = push::has_results(lowering, given);
    if let Some(target) = given.target.as_ref().filter(|_| !has_results) {
        lowering.find(
            &findings::VOLUME_TARGET,
            format!("{path} names {}/{}", target.alias, target.container),
        );
    }
    if given.cache
        && let Some(claim) = caches::lower(lowering, number, given, path)
    {
        volumes.add_cache(lowering, number, mount_path, claim);
        return;
    }
    let name = format!("volume-{number}");
    let fill = copies::fill(lowering, number, &given.source, path, wanted);
    if fill.is_some() {
        lowering.find(&findings::VOLUME_COPIED, path);
    }
    if has_results {
        results(lowering, volumes, number, given, path, fill);
        return;
    }
    let kind = match (kept, &fill) {
        (true, _) => claim(lowering, volumes, &name, given, path).0,
        (false, Some(_)) => sized(lowering, volumes, given, path),
        (false, None) => VolumeKind::Empty { limit: None },
    };
    volumes.volumes.push(Volume {
        name: name.clone(),
        kind,
    });
    volumes.mounts.push(Mount {
        volume: name.clone(),
        path: mount_path,
        read_only,
        sub_path: None,
    });
    if let Some(fill) = fill {
        volumes.add_account(lowering, &fill);
        volumes
            .init_containers
            .push(at_volume(fill, "pull", number, name));
    }
}

/// A volume whose files are results: a claim that is filled once by three steps, and pushed if the profile says so.
fn results(
    lowering: &mut Lowering<'_>,
    volumes: &mut Volumes,
    number: usize,
    given: &Given,
    path: &str,
    fill: Option<Container>,
) {
    let name = format!("volume-{number}");
    let (kind, size) = claim(lowering, volumes, &name, given, path);
    volumes.volumes.push(Volume {
        name: name.clone(),
        kind,
    });
    volumes
        .mounts
        .push(kept::files(&name, &normal(&given.mount_path)));
    let begin = kept::begin(lowering, &name, given, path);
    let mut steps = vec![at_mounts(
        begin,
        "prepare",
        number,
        vec![kept::whole(&name)],
    )];
    if let Some(fill) = fill {
        if matches!(lowering.workload.task, Task::Workbench(_)) {
            lowering.find(&findings::VOLUME_FILLED_ONCE, path);
        }
        volumes.add_account(lowering, &fill);
        steps.push(at_mounts(fill, "pull", number, kept::mounts(&name)));
    }
    let record = kept::record(lowering, given);
    steps.push(at_mounts(record, "record", number, kept::mounts(&name)));
    volumes.init_containers.append(&mut steps);
    if let Some(pusher) = push::lower(lowering, given, path, &size) {
        let pusher = at_mounts(pusher, "push", number, kept::mounts(&name));
        volumes.pushers.push(pusher);
    }
}

/// `container` with its name, and the volume where scripts expect it.
fn at_volume(container: Container, name: &'static str, number: usize, volume: String) -> Container {
    let mount = Mount {
        volume,
        path: FILLED_AT.to_owned(),
        ..Mount::default()
    };
    at_mounts(container, name, number, vec![mount])
}

fn at_mounts(
    container: Container,
    name: &'static str,
    number: usize,
    mut mounts: Vec<Mount>,
) -> Container {
    mounts.extend(container.mounts);
    Container {
        name,
        numbered: Some(number),
        mounts,
        ..container
    }
}

/// Whether the volume must outlive its pod: it holds results that nobody has fetched, or somebody's work.
pub(super) fn is_kept(lowering: &Lowering<'_>, given: &Given) -> bool {
    push::has_results(lowering, given)
        || (matches!(lowering.workload.task, Task::Workbench(_))
            && matches!(given.source, Source::Empty { .. }))
}

fn read_only(lowering: &mut Lowering<'_>, given: &Given, path: &str) -> bool {
    match &given.permission {
        Permission::ReadOnly => true,
        Permission::ReadWrite | Permission::ReadWriteDelete => {
            let is_service = lowering.workload.task == Task::Service;
            if is_service && matches!(given.source, Source::DataStore(_)) {
                lowering.find(&findings::VOLUME_NEVER_PUSHED, path);
            }
            false
        }
        Permission::Other(name) => {
            let name: String = name.chars().take(60).collect();
            lowering.find(&findings::VOLUME_PERMISSION, format!("{path}: {name:?}"));
            true
        }
    }
}

/// A kept volume: a claim of the workload's own, and its size.
fn claim(
    lowering: &mut Lowering<'_>,
    volumes: &mut Volumes,
    name: &str,
    given: &Given,
    path: &str,
) -> (VolumeKind, String) {
    let choices = &lowering.scope.profile.volumes;
    let size = sizes::choose(lowering, given, path);
    lowering.find(
        &findings::VOLUME_KEPT,
        format!("{path} is a claim of {size}"),
    );
    volumes.claims.push(Claim {
        name: name.to_owned(),
        size: size.clone(),
        storage_class: choices.storage_class.clone(),
        is_shared: false,
    });
    let kind = VolumeKind::ExistingClaim {
        name: name.to_owned(),
    };
    (kind, size)
}

/// A copied volume: an emptyDir with a limit, or a claim of its own above the profile's threshold.
fn sized(
    lowering: &mut Lowering<'_>,
    volumes: &mut Volumes,
    given: &Given,
    path: &str,
) -> VolumeKind {
    let choices = &lowering.scope.profile.volumes;
    let size = sizes::choose(lowering, given, path);
    let bytes = rules::bytes(&size).unwrap_or_default();
    let threshold = rules::bytes(&choices.ephemeral_claim_above).unwrap_or(u64::MAX);
    if bytes > threshold {
        return VolumeKind::Claim {
            size,
            storage_class: choices.storage_class.clone(),
        };
    }
    volumes.scratch = volumes.scratch.saturating_add(bytes);
    VolumeKind::Empty { limit: Some(size) }
}

impl Volumes {
    /// The files an account needs that `container` runs under, if it mounts them.
    fn add_account(&mut self, lowering: &mut Lowering<'_>, container: &Container) {
        let is_missing = !self.volumes.iter().any(|known| known.name == git::ACCOUNT);
        let is_wanted = |mount: &Mount| mount.volume == git::ACCOUNT;
        if is_missing && container.mounts.iter().any(is_wanted) {
            let volume = git::account(lowering);
            self.volumes.push(volume);
        }
    }

    /// A shared claim, and an init container that waits until it is filled.
    fn add_cache(&mut self, lowering: &Lowering<'_>, number: usize, path: String, claim: String) {
        let name = format!("volume-{number}");
        let wait = at_volume(caches::wait(lowering), "wait", number, name.clone());
        self.init_containers.push(wait);
        self.mounts.push(caches::mount(name.clone(), path));
        self.volumes.push(Volume {
            name,
            kind: VolumeKind::ExistingClaim { name: claim },
        });
    }

    /// Memory for `/dev/shm`.
    pub(in crate::lower) fn add_shared_memory(&mut self, limit: String) {
        let name = "shared-memory".to_owned();
        self.mounts.push(Mount {
            volume: name.clone(),
            path: "/dev/shm".to_owned(),
            read_only: false,
            sub_path: None,
        });
        self.volumes.push(Volume {
            name,
            kind: VolumeKind::Memory { limit },
        });
    }

    /// Adds the room of emptyDirs to the scratch disk, against which Kubernetes counts them. `capped_from` is the platform's
    /// scratch disk in bytes, if the request is less: the finding tells the number that is written in the end.
    pub(in crate::lower) fn add_to_scratch(
        &self,
        lowering: &mut Lowering<'_>,
        resources: &mut Resources,
        capped_from: Option<u64>,
    ) {
        let capped = resources
            .requests
            .iter()
            .find(|(name, _)| *name == SCRATCH)
            .map(|(_, quantity)| quantity.clone());
        for quantities in [&mut resources.requests, &mut resources.limits] {
            for (name, quantity) in quantities.iter_mut() {
                if *name == SCRATCH
                    && let Some(bytes) = rules::bytes(quantity)
                {
                    *quantity = rules::quantity(bytes.saturating_add(self.scratch));
                }
            }
        }
        let written = resources.requests.iter().find(|(name, _)| *name == SCRATCH);
        if let (Some(platform), Some(capped), Some((_, written))) = (capped_from, capped, written) {
            let platform = rules::quantity(platform);
            let detail = if self.scratch == 0 {
                format!("{platform} becomes {written}")
            } else {
                let copied = rules::quantity(self.scratch);
                format!("{platform} becomes {written}: {capped} and {copied} for copied volumes")
            };
            lowering.find(&findings::SCRATCH_CAPPED, detail);
        }
    }

    /// Gives the init containers what the workload's own container has, without its GPUs. A pod asks for the larger of both, so
    /// this costs nothing, keeps the pod in its class of service, and lets quotas admit it.
    pub(in crate::lower) fn share_resources(&mut self, resources: &Resources) {
        let shared = |quantities: &Quantities| -> Quantities {
            let own = quantities.iter().filter(|(name, _)| *name != GPU);
            own.cloned().collect()
        };
        for container in &mut self.init_containers {
            container.resources = Resources {
                requests: shared(&resources.requests),
                limits: shared(&resources.limits),
            };
        }
    }
}
