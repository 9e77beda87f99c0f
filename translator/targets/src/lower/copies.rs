//! What fills a volume before the workload starts.

use ovhai_model::{DataStoreRef, Digest, Source, secrecy};

use super::{Lowering, command::escaped, findings, volumes::FILLED_AT};
use crate::{
    naming,
    objects::{Container, EnvironmentEntry, SecretReference},
    required::{RequiredKey, RequiredSecret},
};

/// Lists a public container over HTTP and fetches every file. Names come one a line, so no name is read as anything else.
const FETCH_PUBLIC: &str = "set -eu\n\
    wget -q -O /tmp/names \"$SOURCE_URL\"\n\
    rclone copy --config= --no-traverse --files-from-raw /tmp/names --http-url \"$SOURCE_URL/\" :http: /data\n";

/// Unpacks one archive without keeping it.
const UNPACK: &str =
    "set -eu -o pipefail\nrclone cat --config= \"$SOURCE\" | tar -x -f - -C /data\n";

/// The newest commit of the repository `$1`. A pod may run its init containers again over what is there, which a clone would
/// refuse, as it would the `lost+found` of a claim. The repository begins anew, so that nothing of an interrupted run stays, and
/// is named outright, because Git distrusts repositories in folders of other owners, as volumes are.
const CHECK_OUT: &str = "set -eu\n\
    cd /data\n\
    export GIT_DIR=/data/.git\n\
    rm -rf .git\n\
    git init -q\n\
    git fetch -q --depth=1 -- \"$1\" HEAD\n\
    git reset -q --hard FETCH_HEAD\n";

/// An init container that fills the volume, without name and mount.
pub(super) fn fill(
    lowering: &mut Lowering<'_>,
    number: usize,
    source: &Source,
    path: &str,
) -> Option<Container> {
    match source {
        // A copy from no container would be one of every container.
        Source::DataStore(store) if store.container.is_empty() => {
            lowering.find(
                &findings::VOLUME_SOURCE,
                format!("{path} names no container of {}", store.alias),
            );
            None
        }
        Source::DataStore(store) => Some(from_store(lowering, store, path)),
        Source::PublicGit { url } => {
            lowering.find(&findings::PUBLIC_GIT, path);
            Some(from_git(lowering, number, url, path))
        }
        Source::PublicSwift { url } => {
            lowering.find(&findings::PUBLIC_CONTAINER, path);
            Some(from_public_container(lowering, number, url, path))
        }
        Source::Empty { name } => {
            let name = name.as_deref().unwrap_or_default();
            let detail = if name.is_empty() {
                path.to_owned()
            } else {
                format!("{path} ({name:?})")
            };
            lowering.find(&findings::VOLUME_EMPTY, detail);
            None
        }
        Source::Unspecified => {
            lowering.find(&findings::VOLUME_SOURCE, path);
            None
        }
    }
}

/// Writable places for tools that run as a user without a home.
fn base(image: &str) -> Container {
    Container {
        image: image.to_owned(),
        environment: vec![(
            "HOME".to_owned(),
            EnvironmentEntry::Value("/tmp".to_owned()),
        )],
        ..Container::default()
    }
}

fn from_store(lowering: &mut Lowering<'_>, store: &DataStoreRef, path: &str) -> Container {
    let profile = lowering.scope.profile;
    let is_listed = profile.source.built_in_data_stores.contains(&store.alias);
    let built_in = store.internal || is_listed;
    let remote = if is_listed {
        Remote::built_in(&store.alias)
    } else {
        Remote::of(&store.alias, &lowering.workload.region)
    };
    let kind = if built_in {
        &findings::BUILT_IN_STORE
    } else {
        &findings::DATA_STORE
    };
    lowering.find(
        kind,
        format!("{path} comes from {}/{}", store.alias, store.container),
    );
    remote.require(lowering, built_in);
    let prefix = store
        .prefix
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches('/');
    let mut place = format!("{}:{}", remote.name, store.container);
    if !prefix.is_empty() {
        place.push('/');
        place.push_str(prefix);
    }
    let mut container = Container {
        environment_from: vec![remote.secret],
        ..base(&profile.tool_images.rclone)
    };
    match &store.archive {
        Some(archive) => {
            lowering.find(&findings::VOLUME_ARCHIVE, format!("{path}: {archive:?}"));
            let archive = format!("{}/{archive}", place.trim_end_matches('/'));
            container.environment.push((
                "SOURCE".to_owned(),
                EnvironmentEntry::Value(escaped(&archive)),
            ));
            container.command = shell(UNPACK);
        }
        None => {
            container.args = vec![
                "copy".to_owned(),
                "--config=".to_owned(),
                "--transfers=16".to_owned(),
                "--checkers=16".to_owned(),
                "--retries=5".to_owned(),
                escaped(&place),
                FILLED_AT.to_owned(),
            ];
        }
    }
    container
}

fn from_git(lowering: &mut Lowering<'_>, number: usize, url: &str, path: &str) -> Container {
    let mut container = base(&lowering.scope.profile.tool_images.git);
    let url = if add_secret_url(lowering, &mut container, number, url, path) {
        "$(SOURCE_URL)".to_owned()
    } else {
        escaped(url)
    };
    container.command = shell(CHECK_OUT);
    container.args = vec!["pull".to_owned(), url];
    container
}

fn from_public_container(
    lowering: &mut Lowering<'_>,
    number: usize,
    url: &str,
    path: &str,
) -> Container {
    let mut container = base(&lowering.scope.profile.tool_images.rclone);
    if !add_secret_url(lowering, &mut container, number, url, path) {
        let url = escaped(url.trim_end_matches('/'));
        container
            .environment
            .push(("SOURCE_URL".to_owned(), EnvironmentEntry::Value(url)));
    }
    container.command = shell(FETCH_PUBLIC);
    container
}

fn shell(script: &str) -> Vec<String> {
    vec!["/bin/sh".to_owned(), "-c".to_owned(), escaped(script)]
}

/// If `url` holds credentials, makes it a variable from a required Secret.
fn add_secret_url(
    lowering: &mut Lowering<'_>,
    container: &mut Container,
    number: usize,
    url: &str,
    path: &str,
) -> bool {
    if secrecy::secret_text(url).is_none() {
        return false;
    }
    lowering.find(
        &findings::SECRET_VALUE,
        format!("the URL of the volume {path}"),
    );
    let reference = SecretReference {
        name: format!("{}-volume-{number}", lowering.name),
        key: "url".to_owned(),
    };
    lowering.required.push(RequiredSecret {
        name: reference.name.clone(),
        namespace: lowering.scope.profile.namespace.clone(),
        secret_type: "Opaque",
        purpose: format!("volume {path} of {}", lowering.name),
        keys: vec![RequiredKey {
            key: reference.key.clone(),
            purpose: "URL the volume is filled from, with its credentials".to_owned(),
            optional: false,
        }],
    });
    container
        .environment
        .push(("SOURCE_URL".to_owned(), EnvironmentEntry::Secret(reference)));
    true
}

/// A data store as rclone names it: settings come from variables `RCLONE_CONFIG_<NAME>_…`, so the name has no hyphen.
struct Remote {
    name: String,
    secret: String,
}

impl Remote {
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
        let label = if slug == alias && has_one_reading {
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

    /// Notes the Secret with the settings. Which are needed depends on the store's type, which apps do not tell.
    fn require(&self, lowering: &mut Lowering<'_>, built_in: bool) {
        if lowering
            .required
            .iter()
            .any(|known| known.name == self.secret)
        {
            return;
        }
        let settings: &[(&str, &str, bool)] = if built_in {
            &[
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
                ("REGION", "region", true),
            ]
        } else {
            &[
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
            ]
        };
        let prefix = self.name.to_ascii_uppercase();
        let mut keys: Vec<RequiredKey> = settings
            .iter()
            .map(|(setting, purpose, optional)| RequiredKey {
                key: format!("RCLONE_CONFIG_{prefix}_{setting}"),
                purpose: (*purpose).to_owned(),
                optional: *optional,
            })
            .collect();
        keys.sort_unstable();
        lowering.required.push(RequiredSecret {
            name: self.secret.clone(),
            namespace: lowering.scope.profile.namespace.clone(),
            secret_type: "Opaque",
            purpose: "rclone settings of a data store".to_owned(),
            keys,
        });
    }
}
