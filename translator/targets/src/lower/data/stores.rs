//! Data stores: what the estate knows of the one a volume names, and the Secret that reaches it.
//!
//! Where the estate was read without data stores, only the profile's list of built-in ones is known: every other store is taken
//! for one that rclone can copy from, and its Secret's hints are general.

use ovhai_model::{DataStore, DataStoreRef, Digest, Protocol, secrecy};

use crate::lower::{Lowering, findings};
use crate::{
    naming,
    required::{RequiredKey, RequiredSecret},
};

/// Key of a repository's URL, where that holds credentials.
pub(in crate::lower) const GIT_URL: &str = "GIT_URL";

/// Ways to log in to a Git server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum GitLogin {
    Password,
    Key,
}

/// A data store as rclone names it: settings come from variables `RCLONE_CONFIG_<NAME>_…`, so the name has no hyphen.
pub(in crate::lower) struct Remote {
    name: String,
    /// Name of the Secret with its settings.
    pub secret: String,
}

/// One setting of a Secret: name, what it is, and whether it may be missing.
type Setting = (&'static str, String, bool);

/// The store `alias` of the workload's region, if the estate has it.
pub(in crate::lower) fn known<'a>(lowering: &Lowering<'a>, alias: &str) -> Option<&'a DataStore> {
    lowering.scope.data_store(&lowering.workload.region, alias)
}

/// Whether the estate says that the store is a Git repository.
pub(in crate::lower) fn is_git(lowering: &Lowering<'_>, store: &DataStoreRef) -> bool {
    known(lowering, &store.alias).is_some_and(|known| known.protocol == Protocol::Git)
}

/// The remote of `store`, whose Secret is required from here on. `told` begins the finding's detail.
pub(in crate::lower) fn resolve(
    lowering: &mut Lowering<'_>,
    store: &DataStoreRef,
    told: &str,
) -> Remote {
    let scope = lowering.scope;
    let known = known(lowering, &store.alias);
    // What the estate says of an alias beats what the profile says of all estates.
    let is_listed = scope
        .profile
        .source
        .built_in_data_stores
        .contains(&store.alias)
        && known.is_none_or(|known| known.built_in);
    let built_in = store.internal || is_listed || known.is_some_and(|known| known.built_in);
    let remote = if is_listed {
        Remote::built_in(&store.alias)
    } else {
        Remote::of(&store.alias, &lowering.workload.region)
    };
    let mut detail = format!("{told} {}/{}", store.alias, store.container);
    if let Some(Protocol::Other(name)) = known.map(|known| &known.protocol) {
        let name: String = name.chars().take(40).collect();
        detail.push_str(&format!(", a store of the unknown type {name:?}"));
    }
    let kind = if built_in {
        &findings::BUILT_IN_STORE
    } else {
        &findings::DATA_STORE
    };
    lowering.find(kind, detail);
    let was_read =
        scope.data_stores.is_some() && !scope.unread_stores.contains(&lowering.workload.region);
    if known.is_none() && !built_in && was_read {
        lowering.find(
            &findings::DATA_STORE_MISSING,
            format!("{} in {}", store.alias, lowering.workload.region),
        );
    }
    let prefix = remote.name.to_ascii_uppercase();
    let keys = settings(known, built_in)
        .into_iter()
        .map(|(setting, purpose, optional)| RequiredKey {
            key: format!("RCLONE_CONFIG_{prefix}_{setting}"),
            purpose,
            optional,
        })
        .collect();
    require(lowering, &remote.secret, "rclone settings", keys);
    remote
}

/// Requires the Secret of a Git store and returns its name.
pub(in crate::lower) fn require_git(
    lowering: &mut Lowering<'_>,
    store: &DataStoreRef,
    login: GitLogin,
    has_secret_url: bool,
) -> String {
    let remote = Remote::of(&store.alias, &lowering.workload.region);
    let mut settings: Vec<Setting> = match login {
        GitLogin::Password => vec![
            ("GIT_USERNAME", "user name".to_owned(), true),
            ("GIT_PASSWORD", "password or access token".to_owned(), true),
        ],
        GitLogin::Key => vec![
            ("GIT_SSH_KEY", "private key".to_owned(), false),
            (
                "GIT_SSH_KNOWN_HOSTS",
                "keys of the server as ssh-keyscan prints them; without them the first one seen is trusted"
                    .to_owned(),
                true,
            ),
        ],
    };
    if has_secret_url {
        settings.push((
            GIT_URL,
            "URL of the repository, with its credentials".to_owned(),
            false,
        ));
    }
    let keys = settings
        .into_iter()
        .map(|(key, purpose, optional)| RequiredKey {
            key: key.to_owned(),
            purpose,
            optional,
        })
        .collect();
    require(
        lowering,
        &remote.secret,
        "login to the Git repository",
        keys,
    );
    remote.secret
}

fn require(lowering: &mut Lowering<'_>, secret: &str, purpose: &str, mut keys: Vec<RequiredKey>) {
    if lowering.required.iter().any(|known| known.name == secret) {
        return;
    }
    keys.sort_unstable();
    lowering.required.push(RequiredSecret {
        name: secret.to_owned(),
        namespace: lowering.scope.profile.namespace.clone(),
        secret_type: "Opaque",
        purpose: format!("{purpose} of a data store"),
        keys,
    });
}

/// Which settings are needed. They depend on the store's type, which volumes do not tell but the estate may.
fn settings(known: Option<&DataStore>, built_in: bool) -> Vec<Setting> {
    let general = |settings: &[(&'static str, &str, bool)]| -> Vec<Setting> {
        settings
            .iter()
            .map(|(setting, purpose, optional)| (*setting, (*purpose).to_owned(), *optional))
            .collect()
    };
    match known {
        Some(known) if known.protocol == Protocol::S3 => {
            let mut settings = general(&[
                ("TYPE", "`s3`", false),
                ("PROVIDER", "s3: provider, for example `Other`", true),
                ("ACCESS_KEY_ID", "access key", false),
                ("SECRET_ACCESS_KEY", "secret key", false),
            ]);
            settings.push(("ENDPOINT", endpoint(known), false));
            settings.push(("REGION", region(known), true));
            settings
        }
        Some(known) if known.protocol == Protocol::Swift && !built_in => {
            let mut settings = general(&[
                ("TYPE", "`swift`", false),
                ("USER", "user name", false),
                ("KEY", "password", false),
                ("TENANT", "project", false),
                ("DOMAIN", "user domain", true),
            ]);
            settings.push(("AUTH", endpoint(known), false));
            settings.push(("REGION", region(known), true));
            settings
        }
        _ if built_in => {
            let mut settings = general(&[
                (
                    "TYPE",
                    "`swift`, or `s3` with S3 credentials for the same containers",
                    false,
                ),
                ("AUTH", "swift: authentication URL", true),
                ("USER", "swift: user name", true),
                ("KEY", "swift: password", true),
                ("TENANT", "swift: project", true),
                ("DOMAIN", "swift: user domain", true),
                ("ACCESS_KEY_ID", "s3: access key", true),
                ("SECRET_ACCESS_KEY", "s3: secret key", true),
                ("ENDPOINT", "s3: endpoint URL", true),
            ]);
            settings.push((
                "REGION",
                known.map_or_else(|| "region".to_owned(), region),
                true,
            ));
            settings
        }
        _ => general(&[
            (
                "TYPE",
                "rclone's name of the store's type, `s3` for S3 stores; a Git store has none and needs a clone instead",
                false,
            ),
            ("PROVIDER", "s3: provider, for example `Other`", true),
            ("ENDPOINT", "endpoint URL", true),
            ("REGION", "region", true),
            ("ACCESS_KEY_ID", "access key", true),
            ("SECRET_ACCESS_KEY", "secret key", true),
        ]),
    }
}

/// The endpoint, unless it holds credentials.
fn endpoint(known: &DataStore) -> String {
    let endpoint = known.endpoint.expose();
    if endpoint.is_empty() {
        "endpoint URL".to_owned()
    } else if secrecy::secret_text(endpoint).is_some() {
        "endpoint URL, the data store's, which holds credentials".to_owned()
    } else {
        format!("endpoint URL, today {endpoint}")
    }
}

fn region(known: &DataStore) -> String {
    match &known.own_storage {
        Some(region) => format!("region of the storage, {region}"),
        None => "region".to_owned(),
    }
}

impl Remote {
    /// The place of `store` in the remote, as rclone writes it.
    pub(in crate::lower) fn place(&self, store: &DataStoreRef) -> String {
        let prefix = store
            .prefix
            .as_deref()
            .unwrap_or_default()
            .trim_start_matches('/');
        let mut place = format!("{}:{}", self.name, store.container);
        if !prefix.is_empty() {
            place.push('/');
            place.push_str(prefix);
        }
        place
    }

    /// Built-in stores are the same from every region.
    fn built_in(alias: &str) -> Self {
        let slug = naming::slug(alias);
        Self {
            name: slug.replace('-', "_"),
            secret: format!("{slug}-built-in-data-store"),
        }
    }

    /// Aliases are unique per region only. One of lower-case letters and digits keeps its name; others get a digest, since two of
    /// them may look the same afterwards.
    fn of(alias: &str, region: &str) -> Self {
        let slug = naming::slug(alias);
        let region = naming::slug(region);
        let has_one_reading = alias
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let label = if !slug.is_empty() && slug == alias && has_one_reading {
            slug
        } else {
            let digest = Digest::of(alias.as_bytes());
            let start = if slug.is_empty() {
                "store"
            } else {
                &slug[..slug.len().min(40)]
            };
            format!("{start}-x{}", &digest.hex()[..5])
        };
        Self {
            name: label.replace('-', "_"),
            secret: format!("{label}-{region}-data-store"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::rules;

    #[test]
    fn names_of_secrets_are_names_whatever_the_alias() {
        let mut names = std::collections::BTreeSet::new();
        for alias in [
            "",
            "-",
            "models-s3",
            "Models_S3",
            "models_s3",
            "é",
            "9",
            "a.b",
        ] {
            let remote = Remote::of(alias, "GRA");
            assert!(rules::is_host(&remote.secret), "{:?}", remote.secret);
            assert!(names.insert(remote.secret), "{alias:?}");
        }
    }
}
