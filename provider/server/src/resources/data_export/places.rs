//! The ways to sources and to the destination, and where journals lie.

use std::{
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};

use ovhai_data::{
    Bandwidth, Credential, Exclude, Folder, Journal, Login, Options, Restored, Seal, Secret,
    Source, Target,
};
use ovhai_exports::{Destination, data::Place, progress::Status};
use ovhai_model::Digest;
use terraform_plugin::{Diagnostics, Path};
use url::Url;

use super::DataOptions;
use crate::{
    configured::object_stores::Way,
    failure::report,
    platform::Platform,
    transfer_resource::{Ask, TransferModel},
};

/// How old the copy of a journal in its bucket may be, in seconds.
const MIRRORED: u64 = 10;

/// Why a text is no destination.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoGoal(String);

/// Where everything goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// `file:PATH`.
    Folder(PathBuf),
    /// `s3:BUCKET/PREFIX` or `swift:CONTAINER/PREFIX`; the prefix ends with `/` or is empty.
    Store {
        is_swift: bool,
        container: String,
        prefix: String,
    },
    /// `pvc:CLAIM/FOLDER`, which only Jobs reach; the folder ends with `/` or is empty.
    Claim { claim: String, folder: String },
}

impl Goal {
    pub fn parse(text: &str) -> Result<Self, NoGoal> {
        if let Some((protocol, rest)) = remote(text) {
            let (container, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            if container.is_empty() || prefix.starts_with('/') || prefix.contains("//") {
                return Err(NoGoal(format!(
                    "`{text}` names no bucket or container; write s3:BUCKET/PREFIX or swift:CONTAINER/PREFIX"
                )));
            }
            let mut prefix = prefix.to_owned();
            if !prefix.is_empty() && !prefix.ends_with('/') {
                prefix.push('/');
            }
            return Ok(Self::Store {
                is_swift: protocol == "swift",
                container: container.to_owned(),
                prefix,
            });
        }
        if let Some(rest) = text.strip_prefix("pvc:") {
            let (claim, folder) = rest.split_once('/').unwrap_or((rest, ""));
            let is_name = |text: &str| {
                let is_part =
                    |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
                !text.is_empty() && text.bytes().all(is_part)
            };
            let mut folder = folder.to_owned();
            if !folder.is_empty() && !folder.ends_with('/') {
                folder.push('/');
            }
            let is_odd = |part: &str| ["", ".", ".."].contains(&part);
            let parts = folder.trim_end_matches('/');
            if !is_name(claim) || (!parts.is_empty() && parts.split('/').any(is_odd)) {
                return Err(NoGoal(format!(
                    "`{text}` names no claim; write pvc:CLAIM/FOLDER"
                )));
            }
            return Ok(Self::Claim {
                claim: claim.to_owned(),
                folder,
            });
        }
        match text.parse::<Destination>() {
            Ok(destination) => Ok(Self::Folder(destination.folder())),
            Err(_) if text.contains(':') && !text.starts_with("file:") => Err(NoGoal(format!(
                "`{text}` is no destination data can be copied to; use file:PATH, s3:BUCKET/PREFIX, swift:CONTAINER/PREFIX, or \
                 pvc:CLAIM/FOLDER with engine = \"kubernetes\""
            ))),
            Err(error) => Err(NoGoal(error.to_string())),
        }
    }
}

/// The protocol and the rest of a destination that is no folder.
fn remote(text: &str) -> Option<(&str, &str)> {
    (text.split_once(':')).filter(|(protocol, _)| matches!(*protocol, "s3" | "swift"))
}

/// Something copies go into.
pub struct Into {
    goal: Goal,
    way: Option<Way>,
}

impl Into {
    /// What a configuration or state names; `None` after an error.
    pub fn of(
        platform: &Platform,
        model: &TransferModel<DataOptions>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let text = model.destination.as_deref().unwrap_or("");
        let goal = diagnostics.ok("This is no destination for data", Goal::parse(text))?;
        let way = match &goal {
            Goal::Folder(_) | Goal::Claim { .. } => None,
            Goal::Store { .. } => {
                let name = store_name(platform, &model.options);
                let path = Path::root("object_store");
                Some((platform.object_stores()).way(&name, &path, diagnostics)?)
            }
        };
        Some(Self { goal, way })
    }

    /// Whether only apply tells how the destination is reached.
    pub fn comes_later(platform: &Platform, model: &TransferModel<DataOptions>) -> bool {
        let is_bucket = model
            .destination
            .get()
            .is_some_and(|text| remote(text).is_some());
        is_bucket && (platform.object_stores()).comes_later(&store_name(platform, &model.options))
    }

    /// Where the objects of `place` go.
    pub fn target(&self, place: &Place) -> Result<Target, ovhai_data::Error> {
        match (&self.goal, &self.way) {
            (Goal::Folder(folder), _) => Ok(Target::Folder(Folder::new(folder.join(place.path())))),
            (
                Goal::Store {
                    is_swift,
                    container,
                    prefix,
                },
                Some(way),
            ) => {
                let prefix = format!("{prefix}{}/{}", place.path(), place.prefix);
                way.target(*is_swift, container, &prefix)
            }
            (Goal::Claim { claim, .. }, _) => Err(ovhai_data::Error::Configuration {
                what: format!("the claim {claim}"),
                problem: "only engine = \"kubernetes\" reaches it".to_owned(),
            }),
            (Goal::Store { container, .. }, None) => Err(ovhai_data::Error::Configuration {
                what: format!("the container {container}"),
                problem: "nothing says how it is reached".to_owned(),
            }),
        }
    }

    /// The copy of `place`, to look at; `None` if it is in no object store.
    pub fn copy(&self, place: &Place) -> Option<Result<Source, ovhai_data::Error>> {
        match (&self.goal, &self.way) {
            (
                Goal::Store {
                    container, prefix, ..
                },
                Some(way),
            ) => {
                let prefix = format!("{prefix}{}/{}", place.path(), place.prefix);
                Some(way.source(container, &prefix))
            }
            _ => None,
        }
    }

    /// Removes what lies in the folder of a copy beside its files, and folders that are empty then.
    pub fn leave(&self, place: &Place) -> Result<(), ovhai_data::Error> {
        let Goal::Folder(folder) = &self.goal else {
            return Ok(());
        };
        let own = folder.join(place.path());
        Folder::new(&own).leave()?;
        for above in own.ancestors().skip(1).take_while(|above| above != folder) {
            if std::fs::remove_dir(above).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The name of the store that the destination is in.
pub fn store_name(platform: &Platform, options: &DataOptions) -> String {
    let own = options.object_store.get().map(String::as_str);
    own.or_else(|| platform.object_stores().only())
        .unwrap_or("")
        .to_owned()
}

/// The newest journal of a copy is on this disk, from the destination if need be; and that an older one gave way is said.
pub async fn restored(
    target: &Target,
    folder: &FilePath,
    source: &str,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let restored = Journal::restore(source, target, folder).await;
    let summary = format!("The journal of {key} cannot be read");
    if diagnostics.ok(summary, restored)? == Restored::Newer {
        diagnostics.warning(
            format!("The journal of {key} on this disk was an older one"),
            "A run elsewhere came after it. What that run left at the destination has taken its place.",
        );
    }
    Some(())
}

/// Where the journal of a copy lies, for an export whose own lies below `home`.
pub fn journal(home: &FilePath, place: &Place) -> PathBuf {
    let name =
        Digest::of(format!("{}\0{}\0{}", place.store, place.container, place.prefix).as_bytes());
    journals(home).join(&name.hex()[..12])
}

/// Where all of them lie.
pub fn journals(home: &FilePath) -> PathBuf {
    Status::path(home).with_file_name("data")
}

/// The objects of a place.
pub async fn source(ask: &Ask<'_>, place: &Place, diagnostics: &mut Diagnostics) -> Option<Source> {
    let way = way(ask, place, diagnostics).await?;
    let summary = format!("{} cannot be copied", place.key());
    diagnostics.ok(&summary, way.source(&place.container, &place.prefix))
}

/// The way to a place: as configured, else by the credentials that the platform has for its data store.
pub async fn way(ask: &Ask<'_>, place: &Place, diagnostics: &mut Diagnostics) -> Option<Way> {
    let stores = ask.platform.object_stores();
    let summary = format!("{} cannot be copied", place.key());
    Some(if stores.has(&place.store) {
        stores.way(&place.store, &Path::root("sources"), diagnostics)?
    } else {
        let Some((region, alias)) = place.store.split_once('/') else {
            diagnostics.error_at(
                Path::root("sources"),
                summary,
                format!(
                    "{:?} is neither one of the provider's object_stores nor a data store, which is REGION/ALIAS.",
                    place.store
                ),
            );
            return None;
        };
        let project = ask.platform.project(ask.ctx, &ask.service);
        let auth = project.data_store_auth(region, alias).await;
        let auth = report(auth, &summary, diagnostics)?;
        let address = |text: &str| Url::parse(text).ok();
        let s3 = (auth.s3_url.as_deref().and_then(address))
            .zip(auth.access_key.clone().zip(auth.secret_key.clone()));
        let swift = (auth.url.as_deref().and_then(address)).zip(auth.token.clone());
        let region = |default: &str| auth.region.clone().unwrap_or_else(|| default.to_owned());
        match (s3, swift) {
            (Some((endpoint, (access_key, secret_key))), _) => {
                let credential = Credential {
                    access_key,
                    secret_key: Secret::new(secret_key.expose()),
                    session_token: None,
                };
                Way::s3(endpoint, region("us-east-1"), Some(credential))
            }
            (None, Some((storage, token))) => {
                let login = Login::Token(storage, Secret::new(token.expose()));
                Way::swift(login, region(place.store.split('/').next().unwrap_or("")))
            }
            (None, None) => {
                diagnostics.error(
                    summary,
                    format!(
                        "The platform gives no credentials for the data store {0}. Add them to the provider's object_stores, under \
                         the name {0:?}.",
                        place.store
                    ),
                );
                return None;
            }
        }
    })
}

/// How copies of an export behave.
pub fn options(model: &TransferModel<DataOptions>) -> Options {
    let own = &model.options;
    let exclude: Vec<String> = own.exclude.get().into_iter().flatten().cloned().collect();
    let is_bucket = (model.destination.get()).is_some_and(|text| remote(text).is_some());
    Options {
        bandwidth: (own.bandwidth_limit.get())
            .and_then(|limit| u64::try_from(*limit).ok())
            .map(Bandwidth::new),
        mirrored_every: is_bucket.then_some(std::time::Duration::from_secs(MIRRORED)),
        exclude: Exclude::new(exclude.iter().map(String::as_str)),
        is_overwriting: own.overwrite.get() == Some(&true),
        is_removing: own.on_source_removed.as_deref().known() == Some("delete"),
        ..Options::default()
    }
}

/// The same for copying and comparing, with whom copies are encrypted for; `None` after an error.
pub fn sealing(
    platform: &Platform,
    model: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Options> {
    let mut options = options(model);
    if let Some(recipients) = model.options.recipients.get() {
        let Some(key) = platform.fingerprint_key() else {
            diagnostics.error_at(
                Path::root("recipients"),
                "Encrypted copies need the provider's fingerprint_key",
                "Sums of the plain objects would let anybody who sees the manifest try what a small object contains: set fingerprint_key \
                 to a long random text, keep it, and they are told as fingerprints.",
            );
            return None;
        };
        // Validated before.
        let recipients = recipients.iter().filter_map(|text| text.parse().ok());
        let seal = Seal::new(recipients.collect(), &key.derived("copies of data"));
        options.seal = Some(Arc::new(
            diagnostics.ok("The copies cannot be encrypted", seal)?,
        ));
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_folder_or_a_bucket() {
        let store = |is_swift: bool, container: &str, prefix: &str| {
            Ok(Goal::Store {
                is_swift,
                container: container.to_owned(),
                prefix: prefix.to_owned(),
            })
        };
        assert_eq!(Goal::parse("s3:b"), store(false, "b", ""));
        assert_eq!(Goal::parse("s3:b/p/q"), store(false, "b", "p/q/"));
        assert_eq!(Goal::parse("s3:b/p/"), store(false, "b", "p/"));
        assert_eq!(Goal::parse("swift:c/p"), store(true, "c", "p/"));
        assert_eq!(Goal::parse("file:x"), Ok(Goal::Folder(PathBuf::from("x"))));
        let claim = |folder: &str| {
            Ok(Goal::Claim {
                claim: "archive-1".to_owned(),
                folder: folder.to_owned(),
            })
        };
        assert_eq!(Goal::parse("pvc:archive-1"), claim(""));
        assert_eq!(Goal::parse("pvc:archive-1/a/b"), claim("a/b/"));
        for wrong in ["pvc:", "pvc:/a", "pvc:A", "pvc:a/../b", "pvc:a//b"] {
            assert!(Goal::parse(wrong).is_err(), "{wrong}");
        }
        for wrong in [
            "s3:", "s3:/p", "s3:b//p", "swift:/c", "gs:c", "x", "file:", "oci:x",
        ] {
            assert!(Goal::parse(wrong).is_err(), "{wrong}");
        }
    }
}
