//! The notation of volumes (platform-facts section 14.6), both ways:
//! `CONTAINER@ALIAS[/PREFIX]:/PATH[:ro|rw|rwd][:cache|no-cache]` and `https://HOST/REPOSITORY.git:/PATH[…]`.

use std::fmt::Write as _;

use super::{
    findings::{VOLUME_INVALID, VOLUME_READ_ONLY, VOLUME_SOURCE},
    notes::Notes,
    shell::Written,
};
use crate::documents::{
    PublicGit, PublicSwift, Standalone, Volume, VolumeDataStore, VolumePermission, VolumeSource,
};

/// Reads `notation`, which is word `word`; it becomes item `index` of the document's volumes. `None`, with a finding, where not
/// even the mount path shows.
pub(super) fn read(
    notation: &Written,
    word: usize,
    index: usize,
    notes: &mut Notes,
) -> Option<Volume> {
    // From the right, because the scheme of a URL has a colon too.
    let mut rest = notation.clone();
    let mut cache = None;
    let mut permission = None;
    let mut is_odd = false;
    let (source, path) = loop {
        let Some((before, last)) = rest.rsplit_once(':') else {
            let detail = "there is no mount path; it begins with a slash, behind a colon";
            return refused(notation, word, detail, notes);
        };
        if last.head().starts_with('/') && !last.head().starts_with("//") {
            break (before, last);
        }
        match option(&last) {
            Some(Choice::Cache(choice)) if cache.is_none() => {
                // Behind the permission.
                is_odd |= permission.is_some();
                cache = Some(choice);
            }
            Some(Choice::Permission(choice)) if permission.is_none() => permission = Some(choice),
            Some(_) => {
                return refused(notation, word, "the same option stands there twice", notes);
            }
            None if !last.holes().is_empty() => {
                let detail = "which parts it has is left to a shell";
                return refused(notation, word, detail, notes);
            }
            None => {
                let detail = "behind the mount path stand ro, rw or rwd, and cache or no-cache";
                return refused(notation, word, detail, notes);
            }
        }
        rest = before;
    };
    if is_odd {
        let detail = "the permission stands before cache or no-cache";
        notes.add(&VOLUME_INVALID, word, detail);
    }
    if permission.is_none() {
        let detail = format!("volume {index} has no permission");
        notes.add(&VOLUME_READ_ONLY, word, detail);
    }
    let source = volume_source(&source, word, index, notes);
    if !path.holes().is_empty() {
        notes.unresolved(format!("/volumes/{index}/mountPath"), &path, word);
    }
    Some(Volume {
        mount_path: path.text().to_owned(),
        // What the tool sends when nothing is said.
        permission: Some(permission.unwrap_or(VolumePermission::Ro)),
        cache,
        volume_source: Some(source),
        ..Volume::default()
    })
}

fn refused(notation: &Written, word: usize, detail: &str, notes: &mut Notes) -> Option<Volume> {
    if !notation.holes().is_empty() {
        notes.unresolved("/volumes", notation, word);
    }
    notes.add(&VOLUME_INVALID, word, detail);
    None
}

enum Choice {
    Cache(bool),
    Permission(VolumePermission),
}

/// What may stand behind the mount path; its case varies in scripts.
fn option(text: &Written) -> Option<Choice> {
    match text.known()?.to_ascii_lowercase().as_str() {
        "ro" => Some(Choice::Permission(VolumePermission::Ro)),
        "rw" => Some(Choice::Permission(VolumePermission::Rw)),
        "rwd" => Some(Choice::Permission(VolumePermission::Rwd)),
        "cache" => Some(Choice::Cache(true)),
        "no-cache" => Some(Choice::Cache(false)),
        _ => None,
    }
}

fn volume_source(source: &Written, word: usize, index: usize, notes: &mut Notes) -> VolumeSource {
    let mut text = |member: &str, value: &Written| {
        if !value.holes().is_empty() {
            notes.unresolved(
                format!("/volumes/{index}/volumeSource/{member}"),
                value,
                word,
            );
        }
        value.text().to_owned()
    };
    if source.text().contains("://") {
        // `…/repository.git`, perhaps with a slash behind.
        if source.text().trim_end_matches('/').ends_with(".git") {
            let url = text("publicGit/url", source);
            return VolumeSource {
                public_git: Some(PublicGit {
                    url,
                    ..PublicGit::default()
                }),
                ..VolumeSource::default()
            };
        }
        let url = text("publicSwift/url", source);
        let detail = "a URL that does not end in .git is taken for a public container";
        notes.add(&VOLUME_SOURCE, word, detail);
        return VolumeSource {
            public_swift: Some(PublicSwift {
                url,
                ..PublicSwift::default()
            }),
            ..VolumeSource::default()
        };
    }
    let (place, prefix) = match source.split_once('/') {
        Some((place, prefix)) => (place, Some(prefix)),
        None => (source.clone(), None),
    };
    let Some((container, alias)) = place.rsplit_once('@') else {
        let name = text("standalone/name", source);
        let detail = if source.holes().is_empty() {
            "without @ALIAS it is taken for an empty volume of that name"
        } else {
            "without @ALIAS that shows it is taken for an empty volume"
        };
        notes.add(&VOLUME_SOURCE, word, detail);
        return VolumeSource {
            standalone: Some(Standalone {
                name: Some(name).filter(|name| !name.is_empty()),
                ..Standalone::default()
            }),
            ..VolumeSource::default()
        };
    };
    let store = VolumeDataStore {
        alias: text("dataStore/alias", &alias),
        container: Some(text("dataStore/container", &container)),
        prefix: prefix
            .filter(|prefix| !prefix.text().is_empty())
            .map(|prefix| text("dataStore/prefix", &prefix)),
        ..VolumeDataStore::default()
    };
    if store.alias.is_empty() || container.text().is_empty() {
        notes.add(&VOLUME_INVALID, word, "container or alias is missing");
    }
    VolumeSource {
        data_store: Some(store),
        ..VolumeSource::default()
    }
}

/// `volume` as a flag's value. Reads all three spellings of sources; what the notation cannot say is not in it.
pub(super) fn written(volume: &Volume) -> String {
    let source = volume.volume_source.as_ref();
    let store = source
        .and_then(|source| source.data_store.as_ref())
        .or(volume.data_store.as_ref());
    let git = source
        .and_then(|source| source.public_git.as_ref())
        .or(volume.public_git.as_ref());
    let swift = source
        .and_then(|source| source.public_swift.as_ref())
        .or(volume.public_swift.as_ref());
    let mut text = if let Some(store) = store {
        let container = store.container.as_deref().unwrap_or_default();
        place(container, &store.alias, store.prefix.as_deref())
    } else if let Some(container) = &volume.container {
        let region = volume.region.as_deref().unwrap_or_default();
        place(container, region, volume.prefix.as_deref())
    } else if let Some(git) = git {
        git.url.clone()
    } else if let Some(swift) = swift {
        swift.url.clone()
    } else {
        // An empty volume has no notation of its own in any source; the name, if any, stands for it (inferred).
        let empty = source
            .and_then(|source| source.standalone.as_ref())
            .or(volume.standalone.as_ref());
        let name = empty.and_then(|empty| empty.name.clone());
        name.unwrap_or_default()
    };
    // Writing to a string cannot fail.
    let _ = write!(text, ":{}", volume.mount_path);
    if let Some(permission) = &volume.permission {
        let _ = write!(text, ":{}", permission.as_str().to_lowercase());
    }
    match volume.cache {
        Some(true) => text.push_str(":cache"),
        Some(false) => text.push_str(":no-cache"),
        None => {}
    }
    text
}

fn place(container: &str, alias: &str, prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) if !prefix.is_empty() => format!("{container}@{alias}/{prefix}"),
        _ => format!("{container}@{alias}"),
    }
}
