//! What fills a volume before the workload starts.

use ovhai_model::{DataStoreRef, Source, secrecy};

use super::kept::ONCE;
use crate::lower::{Lowering, command::escaped, findings, git, stores, volumes::FILLED_AT};
use crate::{
    objects::{Container, EnvironmentEntry, SecretReference},
    required::{RequiredKey, RequiredSecret},
};

/// Lists a public container over HTTP, page by page (Swift answers 10,000 names at most), and fetches every file. Names come one a
/// line, so no name is read as anything else. A server that knows no pages answers the first one again, which ends the list.
const FETCH_PUBLIC: &str = "set -eu\n\
    : > /tmp/names\n\
    marker=\n\
    while :; do\n\
    \x20 rm -f /tmp/page\n\
    \x20 wget -q -O /tmp/page \"$SOURCE_URL?marker=$marker\"\n\
    \x20 test -s /tmp/page || break\n\
    \x20 next=`tail -n 1 /tmp/page | tr -d '\\n' | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'`\n\
    \x20 test \"$next\" != \"$marker\" || break\n\
    \x20 cat /tmp/page >> /tmp/names\n\
    \x20 marker=$next\n\
    done\n\
    rclone copy --config= --no-traverse --files-from-raw /tmp/names --http-url \"$SOURCE_URL/\" :http: /data\n";

/// Copies a folder of a store, which need not exist yet.
const COPY: &str = concat!(
    include_str!("scripts/absent.sh"),
    include_str!("scripts/copy.sh")
);

/// Goes before a copy that may go on after an interruption.
const COPY_ONCE: &str = include_str!("scripts/copy-once.sh");

/// Unpacks one archive without keeping it.
const UNPACK: &str = "rclone cat --config= \"$SOURCE\" | tar -x -f - -C /data\n";

/// The same where the container of the archive need not exist yet.
const UNPACK_WRITABLE: &str = concat!(
    include_str!("scripts/absent.sh"),
    include_str!("scripts/unpack.sh")
);

/// What becomes of what is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Use {
    /// Nobody writes to it, so what is missing is a mistake.
    Read,
    /// It is written to and lost with its pod.
    Write,
    /// It holds results and outlives its pods.
    Keep,
}

/// An init container that fills the volume, without name and mount.
pub(in crate::lower) fn fill(
    lowering: &mut Lowering<'_>,
    number: usize,
    source: &Source,
    path: &str,
    wanted: Use,
) -> Option<Container> {
    let kept = wanted == Use::Keep;
    match source {
        Source::DataStore(store) if stores::is_git(lowering, store) => {
            Some(git::from_store(lowering, store, path, kept))
        }
        // A copy from no container would be one of every container.
        Source::DataStore(store) if store.container.is_empty() => {
            lowering.find(
                &findings::VOLUME_SOURCE,
                format!("{path} names no container of {}", store.alias),
            );
            None
        }
        Source::DataStore(store) => Some(from_store(lowering, store, path, wanted)),
        Source::PublicGit { url } => {
            lowering.find(&findings::PUBLIC_GIT, path);
            Some(git::from_public(lowering, number, url, path, kept))
        }
        Source::PublicSwift { url } => {
            lowering.find(&findings::PUBLIC_CONTAINER, path);
            Some(from_public_container(lowering, number, url, path, kept))
        }
        Source::Empty { .. } if kept => None,
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
pub(in crate::lower) fn base(image: &str) -> Container {
    Container {
        image: image.to_owned(),
        environment: vec![(
            "HOME".to_owned(),
            EnvironmentEntry::Value("/tmp".to_owned()),
        )],
        ..Container::default()
    }
}

fn from_store(
    lowering: &mut Lowering<'_>,
    store: &DataStoreRef,
    path: &str,
    wanted: Use,
) -> Container {
    let resolved = stores::resolve(lowering, store, &format!("{path} comes from"));
    let mut place = resolved.place(store);
    if wanted != Use::Read {
        lowering.find(
            &findings::SOURCE_ABSENT,
            format!("{path} is filled from {}/{}", store.alias, store.container),
        );
    }
    let mut container = Container {
        environment_from: vec![resolved.secret],
        ..base(&lowering.scope.profile.tool_images.rclone)
    };
    let script = match (&store.archive, wanted) {
        (None, Use::Read) => {
            container.args = [
                "copy",
                "--config=",
                "--links",
                "--transfers=16",
                "--checkers=16",
                "--retries=5",
                &escaped(&place),
                FILLED_AT,
            ]
            .map(str::to_owned)
            .into();
            return container;
        }
        (None, Use::Write) => format!("set -eu\n{COPY}"),
        (None, Use::Keep) => format!(
            "set -eu\n{ONCE}{COPY_ONCE}{}",
            COPY.replace("--links", "--links --ignore-existing")
        ),
        (Some(archive), wanted) => {
            lowering.find(&findings::VOLUME_ARCHIVE, format!("{path}: {archive:?}"));
            place = format!("{}/{archive}", place.trim_end_matches('/'));
            let (once, unpack) = match wanted {
                Use::Read => ("", UNPACK),
                Use::Write => ("", UNPACK_WRITABLE),
                Use::Keep => (ONCE, UNPACK_WRITABLE),
            };
            format!("set -eu -o pipefail\n{once}{unpack}")
        }
    };
    container.environment.push((
        "SOURCE".to_owned(),
        EnvironmentEntry::Value(escaped(&place)),
    ));
    container.command = shell(&script);
    container
}

fn from_public_container(
    lowering: &mut Lowering<'_>,
    number: usize,
    url: &str,
    path: &str,
    kept: bool,
) -> Container {
    let mut container = base(&lowering.scope.profile.tool_images.rclone);
    if !add_secret_url(lowering, &mut container, number, url, path) {
        let url = escaped(url.trim_end_matches('/'));
        container
            .environment
            .push(("SOURCE_URL".to_owned(), EnvironmentEntry::Value(url)));
    }
    container.command = if kept {
        let fetch = FETCH_PUBLIC.replace("--no-traverse", "--no-traverse --ignore-existing");
        shell(&format!("{ONCE}{COPY_ONCE}{fetch}"))
    } else {
        shell(FETCH_PUBLIC)
    };
    container
}

pub(in crate::lower) fn shell(script: &str) -> Vec<String> {
    vec!["/bin/sh".to_owned(), "-c".to_owned(), escaped(script)]
}

/// If `url` holds credentials, makes it a variable from a required Secret.
pub(in crate::lower) fn add_secret_url(
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
