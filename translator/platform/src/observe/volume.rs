//! Volumes, from any of the three spellings.

use ovhai_model::{DataStoreRef, Kind, Permission, Source, Volume};

use super::{Notes, findings};
use crate::documents::{self, VolumeDataStore, VolumePermission};

pub(super) fn volume(
    index: usize,
    volume: &documents::Volume,
    region: &str,
    notes: &mut Notes<'_>,
) -> Volume {
    let place = format!("/spec/volumes/{index}");
    let mut sources = sources(volume, region, &place, notes);
    sources.dedup();
    if sources.len() > 1 {
        notes.add(&findings::VOLUME_AMBIGUOUS, place.as_str());
    }
    let source = sources.into_iter().next().unwrap_or_else(|| {
        notes.add(&findings::VOLUME_WITHOUT_SOURCE, place.as_str());
        Source::Unspecified
    });
    Volume {
        mount_path: volume.mount_path.clone(),
        permission: match &volume.permission {
            Some(VolumePermission::Ro) => Permission::ReadOnly,
            Some(VolumePermission::Rw) => Permission::ReadWrite,
            Some(VolumePermission::Rwd) => Permission::ReadWriteDelete,
            Some(VolumePermission::Other(name)) => Permission::Other(notes.shown(name)),
            None => {
                // The vendor's tools disagree on the default. Nothing an app writes is pushed back, so allowing
                // writes changes no data, while refusing them may break the workload (inferred). What jobs and
                // notebooks write is pushed back.
                let kind = match notes.address.kind() {
                    Kind::App => &findings::VOLUME_PERMISSION_DEFAULT,
                    _ => &findings::VOLUME_PERMISSION_UNKNOWN,
                };
                notes.add(kind, place.as_str());
                Permission::ReadWrite
            }
        },
        cache: volume.cache.unwrap_or(false),
        source,
        target: volume
            .volume_target
            .as_ref()
            .and_then(|target| target.target_data_store.as_ref())
            .or(volume.target_data_store.as_ref())
            .map(|store| data_store(store, &place, notes)),
    }
}

/// Every source the volume names, newest spelling first.
fn sources(
    volume: &documents::Volume,
    region: &str,
    place: &str,
    notes: &mut Notes<'_>,
) -> Vec<Source> {
    let newest = volume.volume_source.as_ref();
    let mut sources = Vec::new();
    for store in [
        newest.and_then(|source| source.data_store.as_ref()),
        volume.data_store.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        sources.push(Source::DataStore(data_store(store, place, notes)));
    }
    for git in [
        newest.and_then(|source| source.public_git.as_ref()),
        volume.public_git.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        let url = git.url.clone();
        sources.push(Source::PublicGit { url });
    }
    for swift in [
        newest.and_then(|source| source.public_swift.as_ref()),
        volume.public_swift.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        let url = swift.url.clone();
        sources.push(Source::PublicSwift { url });
    }
    for empty in [
        newest.and_then(|source| source.standalone.as_ref()),
        volume.standalone.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        let name = empty.name.clone();
        sources.push(Source::Empty { name });
    }
    // The oldest spelling meant the built-in store of a region, whose alias is the region's code. Beside a newer
    // spelling its members are its echo or leftovers, not a second source.
    if sources.is_empty()
        && let Some(container) = &volume.container
    {
        sources.push(Source::DataStore(DataStoreRef {
            alias: volume
                .region
                .as_deref()
                .unwrap_or(region)
                .to_ascii_uppercase(),
            container: container.clone(),
            prefix: volume.prefix.clone(),
            archive: None,
            internal: false,
        }));
    }
    sources
}

fn data_store(store: &VolumeDataStore, place: &str, notes: &mut Notes<'_>) -> DataStoreRef {
    DataStoreRef {
        alias: store.alias.clone(),
        container: store.container.clone().unwrap_or_else(|| {
            notes.add(&findings::VOLUME_INCOMPLETE, place);
            String::new()
        }),
        prefix: store.prefix.clone(),
        archive: store.archive.clone(),
        internal: store.internal.unwrap_or(false),
    }
}
