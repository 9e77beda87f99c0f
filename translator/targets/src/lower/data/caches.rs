//! Volumes that the platform keeps in its project-wide cache: by the profile's choice one claim per place in a data store, filled
//! once by a Job and mounted by every workload that reads the place (mapping section 6).
//!
//! Only read-only copies of data stores can be shared: in a writable one a replica would see what others write, and a clone is
//! cheap. Everything else is copied per replica, and a finding says so.

use ovhai_model::{DataStoreRef, Digest, Permission, Source, Volume};

use super::sizes;
use crate::lower::{
    Lowering,
    copies::{self, Use, base, shell},
    findings,
    identity::{PREFIX, namespaced},
    rules, stores,
    volumes::FILLED_AT,
};
use crate::objects::{
    Claim, Container, Job, Metadata, Mount, Object, PersistentClaim, Pod, Resources,
    Volume as PodVolume, VolumeKind, service_account,
};
use crate::{naming, profile::Cache as Choice, profile::Profile};

/// Written into the claim, beside the data, when all of it is there.
const FILLED: &str = "/data/.ovhai-filled";
/// The part of the claim that workloads see.
const FILES: &str = "files";
const VOLUME: &str = "cache";

/// What fills and holds the data of one place. Workloads that name the same place give the same one, except for the size.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    /// Name of its objects. Names of workloads never hold two hyphens in a row.
    pub name: String,
    /// Size of the claim: the largest one wanted.
    pub size: String,
    /// Region, alias and container.
    place: String,
    fill: Container,
}

impl Cache {
    /// Keeps the larger of both sizes, so that the order of workloads does not matter.
    pub(crate) fn grow(&mut self, other: &Self) {
        if rules::bytes(&other.size) > rules::bytes(&self.size) {
            self.size.clone_from(&other.size);
        }
    }

    /// Its claim, the Job that fills it, and that Job's account.
    pub(crate) fn objects(&self, profile: &Profile) -> Vec<Object> {
        let metadata = || -> Metadata {
            let mut metadata = namespaced(profile, self.name.clone());
            for (label, value) in [
                ("app.kubernetes.io/name", self.name.as_str()),
                ("app.kubernetes.io/instance", self.name.as_str()),
                ("app.kubernetes.io/component", VOLUME),
            ] {
                metadata.labels.insert(label.into(), value.to_owned());
            }
            metadata
                .annotations
                .insert(format!("{PREFIX}/data-store").into(), self.place.clone());
            metadata
        };
        let claim = Claim {
            name: self.name.clone(),
            size: self.size.clone(),
            storage_class: profile.volumes.cache_storage_class.clone(),
            is_shared: true,
        };
        let job = Job {
            metadata: metadata(),
            suspend: Some(false),
            pod: self.pod(profile, metadata()),
        };
        vec![
            service_account(metadata(), profile.pull_secrets.iter().cloned().collect()),
            PersistentClaim {
                metadata: metadata(),
                claim,
            }
            .into(),
            job.into(),
        ]
    }

    fn pod(&self, profile: &Profile, metadata: Metadata) -> Pod {
        let quantities = vec![
            ("cpu", profile.volumes.push_cpu.clone()),
            ("memory", profile.volumes.push_memory.clone()),
            ("ephemeral-storage", "1Gi".to_owned()),
        ];
        let step = |name, container: Container, sub_path| Container {
            name,
            resources: Resources {
                requests: quantities.clone(),
                limits: quantities.clone(),
            },
            mounts: vec![Mount {
                volume: VOLUME.to_owned(),
                path: FILLED_AT.to_owned(),
                read_only: false,
                sub_path,
            }],
            ..container
        };
        let script = |script: &str| Container {
            command: shell(script),
            ..base(&profile.tool_images.rclone)
        };
        Pod {
            metadata,
            service_account: self.name.clone(),
            user: profile.user,
            grace_seconds: 30,
            restart_policy: Some("Never"),
            init_containers: vec![
                // Made by hand, so that it belongs to the user and not to the node.
                step("prepare", script("mkdir -p /data/files"), None),
                step("pull", self.fill.clone(), Some(FILES)),
            ],
            containers: vec![step("mark", script(&format!("touch {FILLED}")), None)],
            volumes: vec![PodVolume {
                name: VOLUME.to_owned(),
                kind: VolumeKind::ExistingClaim {
                    name: self.name.clone(),
                },
            }],
            ..Pod::default()
        }
    }
}

/// The cache of `given`, if it has one; else a finding says that it is copied.
pub(in crate::lower) fn lower(
    lowering: &mut Lowering<'_>,
    number: usize,
    given: &Volume,
    path: &str,
) -> Option<String> {
    let store = match shareable(lowering, given) {
        Ok(store) => store,
        Err(reason) => {
            lowering.find(&findings::VOLUME_CACHE, format!("{path}{reason}"));
            return None;
        }
    };
    let fill = copies::fill(lowering, number, &given.source, path, Use::Read)?;
    let place = format!(
        "{}/{}/{}",
        lowering.workload.region, store.alias, store.container
    );
    let key = [
        fill.environment_from.join(" "),
        store.container.clone(),
        store.prefix.clone().unwrap_or_default(),
        store.archive.clone().unwrap_or_default(),
    ];
    let digest = Digest::of(key.join("\0").as_bytes());
    let alias = naming::slug(&store.alias);
    let alias = alias[..alias.len().min(30)].trim_end_matches('-');
    let separator = if alias.is_empty() { "" } else { "-" };
    let name = format!("cache--{alias}{separator}{}", &digest.hex()[..10]);
    // Its size is what this export asks for, and claims do not shrink.
    let name = lowering.scope.shared_name(&name, '-');
    let size = sizes::choose(lowering, given, path);
    lowering.find(
        &findings::CACHE_SHARED,
        format!("{path} is the claim {name}"),
    );
    lowering.caches.push(Cache {
        name: name.clone(),
        size,
        place,
        fill,
    });
    Some(name)
}

fn shareable<'a>(
    lowering: &Lowering<'_>,
    given: &'a Volume,
) -> Result<&'a DataStoreRef, &'static str> {
    if lowering.scope.profile.volumes.cache == Choice::Copy {
        return Err("");
    }
    if given.permission != Permission::ReadOnly {
        return Err(": it is writable, so replicas cannot share it");
    }
    match &given.source {
        Source::DataStore(store) if stores::is_git(lowering, store) => {
            Err(": it is cloned, which is cheap")
        }
        Source::DataStore(store) if !store.container.is_empty() => Ok(store),
        _ => Err(": it does not come from a container of a data store"),
    }
}

/// Keeps a pod from starting before the claim is filled.
pub(in crate::lower) fn wait(lowering: &Lowering<'_>) -> Container {
    Container {
        command: shell(&format!("until test -e {FILLED}; do sleep 5; done")),
        ..base(&lowering.scope.profile.tool_images.rclone)
    }
}

/// How a workload sees the filled claim.
pub(in crate::lower) fn mount(volume: String, path: String) -> Mount {
    Mount {
        volume,
        path,
        read_only: true,
        sub_path: Some(FILES),
    }
}
