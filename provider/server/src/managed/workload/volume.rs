//! Volumes. The API accepts and answers three spellings of the source (platform-facts section 6); here there is the newest
//! one, and older ones read as if they were written in it.

use ovhai_platform::documents::{self, PublicGit, PublicSwift, VolumePermission};
use terraform_plugin::{Schema, Value};

use super::withheld;

/// A mounted volume. Data is copied in before the start; of jobs and notebooks it is copied out at the end, as `permission`
/// says.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Volume {
    /// Absolute path in the container, not `/workspace` itself.
    #[attr(required)]
    pub mount_path: Value<String>,
    /// `RO` never copies out, `RW` copies new and changed files, `RWD` also deletions.
    #[attr(required)]
    pub permission: Value<String>,
    /// Keep a copy in the project's cache. Default false.
    #[attr(default = false)]
    pub cache: Value<bool>,
    /// Where data comes from: one of its members.
    #[attr(required)]
    pub volume_source: Value<VolumeSource>,
    /// Where data is copied to, if not to the source.
    #[attr(optional)]
    pub volume_target: Value<VolumeTarget>,
}

/// Where a volume's data comes from: one of these.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct VolumeSource {
    /// A container of a registered data store.
    #[attr(optional, validate(exactly_one_of(&["public_git", "public_swift", "standalone"])))]
    pub data_store: Value<DataStore>,
    /// A public Git repository.
    #[attr(optional)]
    pub public_git: Value<PublicUrl>,
    /// A public Swift container.
    #[attr(optional)]
    pub public_swift: Value<PublicUrl>,
    /// Empty space.
    #[attr(optional)]
    pub standalone: Value<Standalone>,
}

/// Where a volume's data is copied to.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct VolumeTarget {
    /// A container of a registered data store.
    #[attr(required)]
    pub target_data_store: Value<DataStore>,
}

/// A place in a registered data store.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct DataStore {
    /// Alias.
    #[attr(required, validate(not_blank()))]
    pub alias: Value<String>,
    /// Container or bucket; the branch of a Git store.
    #[attr(required)]
    pub container: Value<String>,
    /// Only this path is copied. Default: everything.
    #[attr(default = "")]
    pub prefix: Value<String>,
    /// Tar archive data is saved into.
    #[attr(optional)]
    pub archive: Value<String>,
    /// On the platform's own storage. Default false.
    #[attr(default = false)]
    pub internal: Value<bool>,
}

/// Something public.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct PublicUrl {
    /// Its URL.
    #[attr(required)]
    pub url: Value<String>,
}

/// Empty space.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Standalone {
    /// Display name.
    #[attr(optional)]
    pub name: Value<String>,
}

/// The volumes of a live object.
pub fn read(live: &[documents::Volume], prior: Option<&Value<Vec<Volume>>>) -> Value<Vec<Volume>> {
    let prior = prior
        .and_then(Value::get)
        .map(Vec::as_slice)
        .unwrap_or_default();
    live.iter()
        .map(|volume| {
            let before = prior
                .iter()
                .find(|before| before.mount_path.as_deref() == Value::Known(&volume.mount_path));
            Volume::read(volume, before)
        })
        .collect()
}

/// What to send; `live` are the volumes that are there, whose texts may be hidden. Nothing when a hidden text is not there.
pub fn request(planned: &[Volume], live: &[documents::Volume]) -> Option<Vec<documents::Volume>> {
    planned
        .iter()
        .map(|volume| {
            let there = live
                .iter()
                .find(|there| Value::Known(&there.mount_path) == volume.mount_path.as_ref());
            volume.request(there)
        })
        .collect()
}

impl Volume {
    fn read(live: &documents::Volume, prior: Option<&Self>) -> Self {
        let (source, target) = (Source::of(live), target_of(live));
        let before = prior.and_then(|prior| prior.volume_source.get());
        let before_target = prior
            .and_then(|prior| prior.volume_target.get())
            .and_then(|before| before.target_data_store.get());
        Self {
            mount_path: live.mount_path.clone().into(),
            permission: live
                .permission
                .as_ref()
                .map(|permission| permission.as_str().to_owned())
                .into(),
            cache: live.cache.unwrap_or(false).into(),
            volume_source: source.map(|source| source.read(before)).into(),
            volume_target: target
                .map(|target| VolumeTarget {
                    target_data_store: DataStore::read(target, before_target).into(),
                })
                .into(),
        }
    }

    fn request(&self, live: Option<&documents::Volume>) -> Option<documents::Volume> {
        let source = live.and_then(Source::of);
        let volume_source = match self.volume_source.get() {
            Some(planned) => Some(planned.request(source.as_ref())?),
            None => None,
        };
        let planned_target = self
            .volume_target
            .get()
            .and_then(|target| target.target_data_store.get());
        let volume_target = match planned_target {
            Some(target) => Some(documents::VolumeTarget {
                target_data_store: Some(target.request(live.and_then(target_of))?),
                ..documents::VolumeTarget::default()
            }),
            None => None,
        };
        Some(documents::Volume {
            cache: self.cache.known(),
            mount_path: self.mount_path.get().cloned().unwrap_or_default(),
            permission: self
                .permission
                .get()
                .map(|permission| VolumePermission::from(permission.as_str())),
            volume_source,
            volume_target,
            ..documents::Volume::default()
        })
    }
}

/// The one source of a live volume, whatever its spelling.
enum Source {
    Store(documents::VolumeDataStore),
    Git(String),
    Swift(String),
    Standalone(Option<String>),
}

impl Source {
    /// The newest spelling wins where there are several; which one the platform takes is not documented.
    fn of(live: &documents::Volume) -> Option<Self> {
        let newest = live.volume_source.as_ref();
        let store = newest
            .and_then(|source| source.data_store.as_ref())
            .or(live.data_store.as_ref());
        let git = newest
            .and_then(|source| source.public_git.as_ref())
            .or(live.public_git.as_ref());
        let swift = newest
            .and_then(|source| source.public_swift.as_ref())
            .or(live.public_swift.as_ref());
        let standalone = newest
            .and_then(|source| source.standalone.as_ref())
            .or(live.standalone.as_ref());
        if let Some(store) = store {
            Some(Self::Store(store.clone()))
        } else if let Some(PublicGit { url, .. }) = git {
            Some(Self::Git(url.clone()))
        } else if let Some(PublicSwift { url, .. }) = swift {
            Some(Self::Swift(url.clone()))
        } else if let Some(standalone) = standalone {
            Some(Self::Standalone(standalone.name.clone()))
        } else {
            // The oldest spelling names a region's built-in store, whose alias is the region.
            let alias = live.region.clone()?;
            Some(Self::Store(documents::VolumeDataStore {
                alias,
                container: live.container.clone(),
                prefix: live.prefix.clone(),
                ..documents::VolumeDataStore::default()
            }))
        }
    }

    fn read(&self, prior: Option<&VolumeSource>) -> VolumeSource {
        let public = |live: &str, before: Option<&Value<PublicUrl>>| {
            let before = before.and_then(|before| before.get());
            Value::Known(PublicUrl {
                url: withheld::text(
                    live,
                    before.and_then(|before| before.url.as_deref().known()),
                )
                .into(),
            })
        };
        let mut source = VolumeSource::default();
        match self {
            Self::Store(store) => {
                let before = prior.and_then(|prior| prior.data_store.get());
                source.data_store = DataStore::read(store, before).into();
            }
            Self::Git(url) => {
                source.public_git = public(url, prior.map(|prior| &prior.public_git));
            }
            Self::Swift(url) => {
                source.public_swift = public(url, prior.map(|prior| &prior.public_swift));
            }
            Self::Standalone(name) => {
                let before = prior.and_then(|prior| prior.standalone.get());
                let before = before.map_or(Value::Null, |before| before.name.clone());
                source.standalone = Value::Known(Standalone {
                    name: withheld::member(name.as_deref(), &before),
                });
            }
        }
        source
    }
}

fn target_of(live: &documents::Volume) -> Option<&documents::VolumeDataStore> {
    live.volume_target
        .as_ref()
        .and_then(|target| target.target_data_store.as_ref())
        .or(live.target_data_store.as_ref())
}

impl VolumeSource {
    fn request(&self, live: Option<&Source>) -> Option<documents::VolumeSource> {
        let mut source = documents::VolumeSource::default();
        let url = |planned: &PublicUrl, there: Option<&String>| {
            let planned = planned.url.as_deref().known()?;
            withheld::restored_text(planned, there.map(String::as_str)).map(str::to_owned)
        };
        if let Some(store) = self.data_store.get() {
            let there = match live {
                Some(Source::Store(store)) => Some(store),
                _ => None,
            };
            source.data_store = Some(store.request(there)?);
        }
        if let Some(git) = self.public_git.get() {
            let there = match live {
                Some(Source::Git(url)) => Some(url),
                _ => None,
            };
            source.public_git = Some(PublicGit {
                url: url(git, there)?,
                ..PublicGit::default()
            });
        }
        if let Some(swift) = self.public_swift.get() {
            let there = match live {
                Some(Source::Swift(url)) => Some(url),
                _ => None,
            };
            source.public_swift = Some(PublicSwift {
                url: url(swift, there)?,
                ..PublicSwift::default()
            });
        }
        if let Some(standalone) = self.standalone.get() {
            let there = match live {
                Some(Source::Standalone(name)) => name.as_deref(),
                _ => None,
            };
            let name = match standalone.name.as_deref().known() {
                Some(planned) => Some(withheld::restored_text(planned, there)?.to_owned()),
                None => None,
            };
            source.standalone = Some(documents::Standalone {
                name,
                ..documents::Standalone::default()
            });
        }
        Some(source)
    }
}

impl DataStore {
    fn read(live: &documents::VolumeDataStore, prior: Option<&Self>) -> Self {
        let text = |live: Option<&String>, get: fn(&Self) -> &Value<String>| {
            let before = prior.map_or(Value::Null, |prior| get(prior).clone());
            withheld::member(live.map(String::as_str), &before)
        };
        let none = String::new();
        let archive = live.archive.as_ref().filter(|archive| !archive.is_empty());
        Self {
            alias: text(Some(&live.alias), |prior| &prior.alias),
            container: text(live.container.as_ref(), |prior| &prior.container),
            prefix: text(live.prefix.as_ref().or(Some(&none)), |prior| &prior.prefix),
            archive: text(archive, |prior| &prior.archive),
            internal: live.internal.unwrap_or(false).into(),
        }
    }

    fn request(
        &self,
        live: Option<&documents::VolumeDataStore>,
    ) -> Option<documents::VolumeDataStore> {
        let text =
            |planned: &Value<String>, there: Option<&String>| match planned.as_deref().known() {
                // Outside: whether the text is known; inside: whether there is one.
                Some(planned) => withheld::restored_text(planned, there.map(String::as_str))
                    .map(|text| Some(text.to_owned())),
                None => Some(None),
            };
        Some(documents::VolumeDataStore {
            alias: text(&self.alias, live.map(|live| &live.alias))?.unwrap_or_default(),
            archive: text(&self.archive, live.and_then(|live| live.archive.as_ref()))?,
            container: text(
                &self.container,
                live.and_then(|live| live.container.as_ref()),
            )?,
            internal: self.internal.known().filter(|internal| *internal),
            prefix: text(&self.prefix, live.and_then(|live| live.prefix.as_ref()))?
                .filter(|prefix| !prefix.is_empty()),
            ..documents::VolumeDataStore::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn volume(document: serde_json::Value) -> documents::Volume {
        let mut base = json!({ "mountPath": "/data", "permission": "RO" });
        base.as_object_mut()
            .unwrap()
            .extend(document.as_object().unwrap().clone());
        serde_json::from_value(base).unwrap()
    }

    #[test]
    fn the_three_spellings_of_a_data_store_read_the_same() {
        let store = json!({ "alias": "GRA", "container": "c", "prefix": "p/" });
        let spellings = [
            volume(json!({ "volumeSource": { "dataStore": store } })),
            volume(json!({ "dataStore": store })),
            volume(json!({ "region": "GRA", "container": "c", "prefix": "p/" })),
        ];
        let read: Vec<Volume> = spellings
            .iter()
            .map(|spelling| Volume::read(spelling, None))
            .collect();
        assert_eq!(read[0], read[1]);
        assert_eq!(read[0], read[2]);
        let sent = request(&read[..1], &[]).unwrap();
        assert_eq!(
            serde_json::to_value(&sent[0]).unwrap(),
            json!({ "cache": false, "mountPath": "/data", "permission": "RO", "volumeSource": { "dataStore": store } })
        );
    }

    #[test]
    fn hidden_texts_go_out_as_they_came() {
        let url = "https://user:hunter2-Tr0ub4dor@git.example.com/a.git";
        let live = [volume(json!({ "publicGit": { "url": url } }))];
        let read = read(&live, None);
        let read = read.get().unwrap();
        assert!(!format!("{read:?}").contains("hunter2"));
        let sent = request(read, &live).unwrap();
        assert_eq!(
            sent[0]
                .volume_source
                .as_ref()
                .unwrap()
                .public_git
                .as_ref()
                .unwrap()
                .url,
            url
        );
        assert!(request(read, &[]).is_none());
    }
}
