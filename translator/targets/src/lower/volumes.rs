//! Volumes: copied in by init containers before the workload starts, as on the platform. Apps never push back.

use std::collections::BTreeSet;

use ovhai_model::{Permission, Source, Volume as Given};

use super::{
    Lowering,
    compute::{GPU, SCRATCH},
    copies, findings, rules,
};
use crate::objects::{Container, Mount, Quantities, Resources, Volume, VolumeKind};

/// Volumes of a pod, where they are mounted, and what fills them.
#[derive(Default)]
pub(super) struct Volumes {
    pub volumes: Vec<Volume>,
    pub mounts: Vec<Mount>,
    pub init_containers: Vec<Container>,
    /// Bytes of emptyDirs, which count against the scratch disk.
    scratch: u64,
}

/// Where an init container sees the volume it fills.
pub(super) const FILLED_AT: &str = "/data";

pub(super) fn lower(lowering: &mut Lowering<'_>) -> Volumes {
    let given = &lowering.workload.volumes;
    let mut volumes = Volumes::default();
    let mut used = BTreeSet::new();
    for (index, volume) in given.iter().enumerate() {
        let path = shown(&volume.mount_path);
        if let Some(refusal) = path_refusal(&volume.mount_path) {
            lowering.find(&findings::VOLUME_PATH, format!("{path}: {refusal}"));
        } else if !used.insert(volume.mount_path.trim_end_matches('/')) {
            lowering.find(&findings::VOLUME_PATH, format!("{path} is used twice"));
        } else {
            one(lowering, &mut volumes, index + 1, volume, &path);
        }
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

fn path_refusal(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        Some("the path is not absolute")
    } else if path.trim_matches('/').is_empty() {
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
    if lowering.scope.profile.home.as_deref() == Some(given.mount_path.trim_end_matches('/')) {
        lowering.find(&findings::VOLUME_HIDES, path);
    }
    let read_only = read_only(lowering, given, path);
    if given.cache {
        lowering.find(&findings::VOLUME_CACHE, path);
    }
    if let Some(target) = &given.target {
        lowering.find(
            &findings::VOLUME_TARGET,
            format!("{path} names {}/{}", target.alias, target.container),
        );
    }
    let name = format!("volume-{number}");
    let fill = copies::fill(lowering, number, &given.source, path);
    let kind = match &fill {
        Some(_) => {
            lowering.find(&findings::VOLUME_COPIED, path);
            sized(lowering, volumes, path)
        }
        None => VolumeKind::Empty { limit: None },
    };
    volumes.volumes.push(Volume {
        name: name.clone(),
        kind,
    });
    volumes.mounts.push(Mount {
        volume: name.clone(),
        path: given.mount_path.clone(),
        read_only,
    });
    if let Some(fill) = fill {
        volumes.init_containers.push(Container {
            name: "pull",
            numbered: Some(number),
            mounts: vec![Mount {
                volume: name,
                path: FILLED_AT.to_owned(),
                read_only: false,
            }],
            ..fill
        });
    }
}

fn read_only(lowering: &mut Lowering<'_>, given: &Given, path: &str) -> bool {
    match &given.permission {
        Permission::ReadOnly => true,
        Permission::ReadWrite | Permission::ReadWriteDelete => {
            if matches!(given.source, Source::DataStore(_)) {
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

/// A copied volume: an emptyDir with a limit, or a claim of its own above the profile's threshold.
fn sized(lowering: &mut Lowering<'_>, volumes: &mut Volumes, path: &str) -> VolumeKind {
    let choices = &lowering.scope.profile.volumes;
    let size = lowering
        .answer(&findings::VOLUME_SIZE)
        .unwrap_or(&choices.size)
        .to_owned();
    lowering.find(&findings::VOLUME_SIZE, format!("{path} gets {size}"));
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
    /// Memory for `/dev/shm`.
    pub(super) fn add_shared_memory(&mut self, limit: String) {
        let name = "shared-memory".to_owned();
        self.mounts.push(Mount {
            volume: name.clone(),
            path: "/dev/shm".to_owned(),
            read_only: false,
        });
        self.volumes.push(Volume {
            name,
            kind: VolumeKind::Memory { limit },
        });
    }

    /// Adds the room of emptyDirs to the scratch disk, against which Kubernetes counts them. `capped_from` is the platform's
    /// scratch disk in bytes, if the request is less: the finding tells the number that is written in the end.
    pub(super) fn add_to_scratch(
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
    pub(super) fn share_resources(&mut self, resources: &Resources) {
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
