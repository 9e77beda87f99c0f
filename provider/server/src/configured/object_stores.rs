//! The object storage of the provider's configuration, and how each is reached.

mod aws;
mod reach;
mod way;

use std::{collections::BTreeMap, path::PathBuf};

use ovhai_data::{Credential, Identity, Login, Project};
use terraform_plugin::{Diagnostics, Path, Schema, Secret, Value, value::Element};
use url::Url;

use self::way::Service;
pub use self::way::Way;

/// How object storage is reached: S3 by `endpoint`, Swift by `auth_url`, or files of this machine by `folder`.
#[derive(Clone, Debug, Schema)]
pub struct ObjectStoreModel {
    /// URL of an S3 service, without bucket, such as `https://s3.gra.io.cloud.ovh.net`; https, or http on this machine.
    #[attr(optional)]
    endpoint: Value<String>,
    /// Region: for S3 as signatures need it, such as `gra`, default `us-east-1`; for Swift as the catalogue of services writes it, such as
    /// `GRA`.
    #[attr(optional)]
    region: Value<String>,
    /// Access key of S3. Without it, and unless `anonymous`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
    /// `AWS_SESSION_TOKEN` are used, then the profile.
    #[attr(optional)]
    access_key: Value<String>,
    /// Secret key of S3.
    #[attr(optional)]
    secret_key: Value<Secret>,
    /// Session token of S3, for credentials that end.
    #[attr(optional)]
    session_token: Value<Secret>,
    /// Profile of the file that `AWS_SHARED_CREDENTIALS_FILE` names, else of `~/.aws/credentials`; instead of the environment.
    /// Default: `AWS_PROFILE`, else `default`.
    #[attr(optional)]
    profile: Value<String>,
    /// Do not sign requests.
    #[attr(optional)]
    anonymous: Value<bool>,
    /// The bucket is part of the host's name instead of the path.
    #[attr(optional)]
    virtual_hosted: Value<bool>,
    /// URL of Keystone, version 3, such as `https://auth.cloud.ovh.net/v3`.
    #[attr(optional)]
    auth_url: Value<String>,
    /// User of Keystone.
    #[attr(optional)]
    user: Value<String>,
    /// Domain of the user. Default `Default`.
    #[attr(optional)]
    user_domain: Value<String>,
    /// Password of the user.
    #[attr(optional)]
    password: Value<Secret>,
    /// Project by id.
    #[attr(optional)]
    project_id: Value<String>,
    /// Project by name, in `project_domain`.
    #[attr(optional)]
    project: Value<String>,
    /// Domain of the project's name. Default `Default`.
    #[attr(optional)]
    project_domain: Value<String>,
    /// Application credential of Keystone, instead of a user.
    #[attr(optional)]
    application_credential_id: Value<String>,
    /// Secret of the application credential.
    #[attr(optional)]
    application_credential_secret: Value<Secret>,
    /// A folder on this machine whose folders are containers, to copy from: of a source, `container` names one, and its files are the
    /// objects. Links are not followed, and said.
    #[attr(optional)]
    folder: Value<String>,
    /// PEM certificates that the server's may come from, beside those of the system.
    #[attr(optional)]
    ca_certificate: Value<String>,
}

/// All configured object storage.
#[derive(Debug)]
pub struct ObjectStores(Value<BTreeMap<String, ObjectStoreModel>>);

impl ObjectStores {
    /// Keeps the configuration; nothing is read before a store is asked.
    pub const fn new(configured: Value<BTreeMap<String, ObjectStoreModel>>) -> Self {
        Self(configured)
    }

    /// Whether only apply tells how the store called `name` is reached.
    pub fn comes_later(&self, name: &str) -> bool {
        match &self.0 {
            Value::Unknown => true,
            Value::Null => false,
            Value::Known(all) => all
                .get(name)
                .is_some_and(|model| !model.encode().is_known()),
        }
    }

    /// Whether there is one of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.get().is_some_and(|all| all.contains_key(name))
    }

    /// The name of the only one.
    pub fn only(&self) -> Option<&str> {
        let mut names = self.0.get()?.keys();
        let first = names.next()?;
        names.next().is_none().then_some(first.as_str())
    }

    /// The way to the store called `name`.
    pub fn way(&self, name: &str, path: &Path, diagnostics: &mut Diagnostics) -> Option<Way> {
        let Some(model) = self.0.get().and_then(|all| all.get(name)) else {
            let names = self.0.get().into_iter().flatten();
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            let detail = if names.is_empty() {
                "The provider block names no object_stores; add it there.".to_owned()
            } else {
                format!(
                    "Name one of the provider's object_stores: {}.",
                    names.join(", ")
                )
            };
            diagnostics.error_at(
                path.clone(),
                format!("There is no object store {name:?}"),
                detail,
            );
            return None;
        };
        if !model.encode().is_known() {
            diagnostics.error_at(
                path.clone(),
                format!("The object store {name:?} is not known yet"),
                "Something of it comes only with apply; apply what it depends on first.",
            );
            return None;
        }
        match model.way() {
            Ok(way) => Some(way),
            Err(problem) => {
                diagnostics.error_at(
                    path.clone(),
                    format!("The object store {name:?} cannot be used"),
                    format!("Of the provider's object_stores: {problem}."),
                );
                None
            }
        }
    }
}

impl ObjectStoreModel {
    fn way(&self) -> Result<Way, String> {
        let service = match (
            filled(&self.endpoint),
            filled(&self.auth_url),
            filled(&self.folder),
        ) {
            (Some(endpoint), None, None) => Service::S3 {
                endpoint: url(&endpoint)?,
                region: filled(&self.region).unwrap_or_else(|| "us-east-1".to_owned()),
                credential: self.credential()?,
                is_virtual: self.virtual_hosted.get() == Some(&true),
            },
            (None, Some(address), None) => Service::Swift {
                login: Login::Keystone(url(&address)?, self.identity()?),
                region: filled(&self.region).ok_or("Swift needs its region")?,
            },
            (None, None, Some(folder)) => Service::Folder(PathBuf::from(folder)),
            _ => {
                let choice =
                    "give either endpoint, for S3, or auth_url, for Swift, or folder, for files";
                return Err(choice.to_owned());
            }
        };
        let authorities = filled(&self.ca_certificate).into_iter().collect();
        Ok(Way::new(service, authorities))
    }

    fn credential(&self) -> Result<Option<Credential>, String> {
        let is_anonymous = self.anonymous.get() == Some(&true);
        match (filled(&self.access_key), secret(&self.secret_key)) {
            (None, None) if is_anonymous => Ok(None),
            (Some(access_key), Some(secret_key)) if !is_anonymous => Ok(Some(Credential {
                access_key,
                secret_key,
                session_token: secret(&self.session_token),
            })),
            (None, None) => aws::credential(filled(&self.profile).as_deref()).map(Some),
            _ => Err("give access_key and secret_key, or neither, or anonymous = true".to_owned()),
        }
    }

    fn identity(&self) -> Result<Identity, String> {
        let domain = |value: &Value<String>| filled(value).unwrap_or_else(|| "Default".to_owned());
        match (
            filled(&self.user),
            secret(&self.password),
            filled(&self.application_credential_id),
            secret(&self.application_credential_secret),
        ) {
            (None, None, Some(id), Some(secret)) => Ok(Identity::Application { id, secret }),
            (Some(user), Some(password), None, None) => {
                let project = match (filled(&self.project_id), filled(&self.project)) {
                    (Some(id), None) => Project::Id(id),
                    (None, Some(name)) => Project::Name(name, domain(&self.project_domain)),
                    _ => return Err("a user needs either project_id or project".to_owned()),
                };
                Ok(Identity::Password {
                    user,
                    domain: domain(&self.user_domain),
                    password,
                    project,
                })
            }
            _ => Err(
                "give either user and password, or application_credential_id and application_credential_secret"
                    .to_owned(),
            ),
        }
    }
}

fn url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("its address is no URL ({error})"))
}

/// An empty text is what a variable without a value gives.
fn filled(value: &Value<String>) -> Option<String> {
    value.get().filter(|text| !text.is_empty()).cloned()
}

fn secret(value: &Value<Secret>) -> Option<ovhai_data::Secret> {
    let text = value.get().map(|secret| secret.expose().clone());
    text.filter(|text| !text.is_empty())
        .map(ovhai_data::Secret::new)
}

#[cfg(test)]
mod tests {
    use terraform_plugin::Tree;

    use super::*;

    const HIDDEN: &str = "a-word-nobody-may-see";

    fn model(members: &[(&'static str, &str)]) -> ObjectStoreModel {
        let members = members
            .iter()
            .map(|(name, text)| (*name, Tree::String((*text).to_owned())));
        ObjectStoreModel::decode(Tree::map(members)).unwrap()
    }

    #[test]
    fn a_store_speaks_one_protocol_and_has_a_whole_credential() {
        let s3 = [
            ("endpoint", "https://s3.example.com"),
            ("access_key", "k"),
            ("secret_key", HIDDEN),
        ];
        let swift = [
            ("auth_url", "https://auth.example.com/v3"),
            ("region", "GRA"),
            ("user", "u"),
            ("password", HIDDEN),
            ("project_id", "p"),
        ];
        for (members, is_right) in [
            (&s3[..], true),
            (&s3[..2], false),
            (&swift[..], true),
            (&swift[..4], false),
            (&swift[..1], false),
            (&[("endpoint", "no url")][..], false),
            (&[][..], false),
            (&[s3[0], swift[0]][..], false),
        ] {
            let way = model(members).way();
            assert_eq!(way.is_ok(), is_right, "{way:?}");
            assert!(!format!("{way:?}").contains(HIDDEN));
        }
        let way = model(&swift).way().unwrap();
        assert!(way.source("c", "").is_ok());
        assert!(way.target(true, "c", "").is_ok() && way.target(false, "c", "").is_err());
        let way = model(&s3).way().unwrap();
        assert!(way.source("c", "p/").is_ok() && way.target(false, "c", "").is_ok());
        assert!(way.target(true, "c", "").is_err());
        let way = model(&[("folder", "/srv")]).way().unwrap();
        assert!(way.source("c", "p/").is_ok() && way.target(false, "c", "").is_err());
        for outside in ["..", "", "a/../..", "/etc"] {
            assert!(way.source(outside, "").is_err(), "{outside}");
        }
        let plain = model(&[
            ("endpoint", "http://s3.example.com"),
            ("access_key", "k"),
            ("secret_key", HIDDEN),
        ]);
        assert!(plain.way().unwrap().source("c", "").is_err());
    }
}
