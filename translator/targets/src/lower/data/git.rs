//! Volumes filled from Git repositories.

use ovhai_model::{DataStoreRef, secrecy};

use super::kept::ONCE;
use crate::lower::{
    Lowering,
    command::escaped,
    copies::{add_secret_url, base, shell},
    findings, stores,
};
use crate::objects::{
    Container, EnvironmentEntry, Mapping, Mount, SecretReference, Volume, VolumeKind, config_map,
};

/// Name of the pod's volume with the account that SSH asks for.
pub(in crate::lower) const ACCOUNT: &str = "account";

/// A pod may run its init containers again over what is there, which a clone would refuse. The repository begins anew, so that nothing of an interrupted run stays, and is named outright, because Git distrusts
/// repositories in folders of other owners, as volumes are.
const BEGIN: &str = "set -eu\n\
    cd /data\n\
    export GIT_DIR=/data/.git\n";
const KEY: &str = "(\n\
    umask 077\n\
    printf '%s\\n' \"$GIT_SSH_KEY\" > /tmp/key\n\
    printf '%s\\n' \"${GIT_SSH_KNOWN_HOSTS-}\" > /tmp/known_hosts\n\
    )\n";
/// The newest commit of the repository `$1`.
const NEWEST: &str = "rm -rf .git\n\
    git init -q\n\
    git fetch -q --depth=1 -- \"$1\" HEAD\n\
    git reset -q --hard FETCH_HEAD\n";
/// The newest commit of its branch `$2`.
const BRANCH: &str = "rm -rf .git\n\
    git init -q\n\
    git fetch -q --depth=1 -- \"$1\" \"refs/heads/$2\"\n\
    git reset -q --hard FETCH_HEAD\n";

/// Answers Git with the user name and password of the required Secret; Git asks when a server does.
const HELPER: &str = "!f() { if test \"$1\" = get; then printf 'username=%s\\npassword=%s\\n' \"${GIT_USERNAME-}\" \
    \"${GIT_PASSWORD-}\"; fi; }; f";
/// A server whose key nobody stated is trusted at first sight, as a first login by hand would.
const SSH: &str = "ssh -i /tmp/key -o IdentitiesOnly=yes -o UserKnownHostsFile=/tmp/known_hosts -o \
    StrictHostKeyChecking=accept-new";

/// Clones a public repository.
pub(in crate::lower) fn from_public(
    lowering: &mut Lowering<'_>,
    number: usize,
    url: &str,
    path: &str,
    kept: bool,
) -> Container {
    let mut container = base(&lowering.scope.profile.tool_images.git);
    let url = if add_secret_url(lowering, &mut container, number, url, path) {
        "$(SOURCE_URL)".to_owned()
    } else {
        escaped(url)
    };
    container.command = script(kept, false, NEWEST);
    container.args = vec!["pull".to_owned(), url];
    container
}

/// Clones a branch of a registered repository; volumes name the branch as their container.
pub(in crate::lower) fn from_store(
    lowering: &mut Lowering<'_>,
    store: &DataStoreRef,
    path: &str,
    kept: bool,
) -> Container {
    let endpoint = stores::known(lowering, &store.alias)
        .map(|known| known.endpoint.expose().trim().to_owned())
        .unwrap_or_default();
    let login = if is_ssh(&endpoint) {
        stores::GitLogin::Key
    } else {
        stores::GitLogin::Password
    };
    let is_secret = endpoint.is_empty() || secrecy::secret_text(&endpoint).is_some();
    let secret = stores::require_git(lowering, store, login, is_secret);
    let branch = if store.container.is_empty() {
        "the default branch".to_owned()
    } else {
        format!("the branch {:?}", store.container)
    };
    let mut detail = format!("{path} is {branch} of {}", store.alias);
    if let Some(prefix) = store.prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
        detail.push_str(&format!(
            ", of which the platform copies {prefix:?} and a clone all"
        ));
    }
    if kept {
        detail.push_str(", cloned once into a claim");
    }
    lowering.find(&findings::GIT_STORE, detail);

    let mut container = base(&lowering.scope.profile.tool_images.git);
    let mut set = |name: &str, value: &str| {
        let entry = EnvironmentEntry::Value(escaped(value));
        container.environment.push((name.to_owned(), entry));
    };
    match login {
        stores::GitLogin::Key => set("GIT_SSH_COMMAND", SSH),
        stores::GitLogin::Password => {
            set("GIT_TERMINAL_PROMPT", "0");
            set("GIT_CONFIG_COUNT", "1");
            set("GIT_CONFIG_KEY_0", "credential.helper");
            set("GIT_CONFIG_VALUE_0", HELPER);
        }
    }
    let url = if is_secret {
        let reference = SecretReference {
            name: secret.clone(),
            key: stores::GIT_URL.to_owned(),
        };
        container
            .environment
            .push(("SOURCE_URL".to_owned(), EnvironmentEntry::Secret(reference)));
        "$(SOURCE_URL)".to_owned()
    } else {
        escaped(&endpoint)
    };
    container.environment_from = vec![secret];
    container.args = vec!["pull".to_owned(), url];
    let has_key = login == stores::GitLogin::Key;
    if has_key {
        container.mounts.push(Mount {
            volume: ACCOUNT.to_owned(),
            path: "/etc/passwd".to_owned(),
            read_only: true,
            sub_path: Some("passwd"),
        });
    }
    if store.container.is_empty() {
        container.command = script(kept, has_key, NEWEST);
    } else {
        container.command = script(kept, has_key, BRANCH);
        container.args.push(escaped(&store.container));
    }
    container
}

/// The account of the pods' user, without which SSH refuses to run. Returns the volume that holds it.
pub(in crate::lower) fn account(lowering: &mut Lowering<'_>) -> Volume {
    let name = format!("{}-account", lowering.name);
    let user = lowering.scope.profile.user;
    let file = format!("workload:x:{user}:{user}::/tmp:/bin/sh\n");
    let map = config_map(
        lowering.metadata_named(name.clone()),
        Mapping::new().with("passwd", file),
    );
    lowering.objects.push(map);
    Volume {
        name: ACCOUNT.to_owned(),
        kind: VolumeKind::ConfigMap { name },
    }
}

fn script(kept: bool, has_key: bool, end: &str) -> Vec<String> {
    let once = if kept { ONCE } else { "" };
    let key = if has_key { KEY } else { "" };
    shell(&[once, BEGIN, key, end].concat())
}

/// `ssh://…` or the short form `user@host:path`.
fn is_ssh(endpoint: &str) -> bool {
    endpoint.starts_with("ssh://")
        || (!endpoint.contains("://")
            && endpoint
                .split_once(':')
                .is_some_and(|(host, _)| host.contains('@')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_endpoints_are_told() {
        for endpoint in ["git@git.example.com:a/b.git", "ssh://git@git.example.com/a"] {
            assert!(is_ssh(endpoint), "{endpoint}");
        }
        for endpoint in ["https://git.example.com/a@b:c.git", "", "git.example.com/a"] {
            assert!(!is_ssh(endpoint), "{endpoint}");
        }
    }
}
