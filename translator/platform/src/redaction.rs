//! Copies of JSON values in which every secret is replaced.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    sync::LazyLock,
};

use ovhai_model::secrecy;
use ring::hmac;
use serde_json::{Map, Value, json};

use crate::documents::{
    App, AppSpec, AutomaticScalingStrategyCustomMetrics, Backup, DataStore, DeploymentStrategy,
    EnvVar, Job, JobSpec, Notebook, NotebookEnv, NotebookSpec, Probe, PublicGit, QuantumResources,
    Resources, ScalingAutomaticStrategy, ScalingFixedStrategy, ScalingStrategy, Standalone, Token,
    TokenSpec, Volume, VolumeDataStore, VolumeSource, VolumeTarget, WorkspaceBackupRetentionPolicy,
};

/// Key under which secrets are fingerprinted. Without one nothing of a secret can be told, not even that it changed: an
/// unkeyed hash of a short password can be guessed offline.
#[derive(Clone)]
pub struct FingerprintKey(hmac::Key);

impl FingerprintKey {
    /// A key for HMAC-SHA256 from bytes the caller keeps secret.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The first 128 bits of the HMAC of `secret`, as hex. Equal secrets have equal fingerprints, wherever they are.
    #[must_use]
    pub fn fingerprint(&self, secret: &str) -> String {
        let tag = hmac::sign(&self.0, secret.as_bytes());
        tag.as_ref()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl FingerprintKey {
    /// Another key, for `purpose` only: who has it does not have this one, nor that for any other purpose.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        // No text that is fingerprinted begins so: secrets hold no NUL.
        context.update(b"\0derived\0");
        context.update(purpose.as_bytes());
        let mut key = [0; 32];
        key.copy_from_slice(context.sign().as_ref());
        key
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(redacted)")
    }
}

/// Replaces secrets by `{"secret": true}`, or by `{"secret": "FINGERPRINT"}` where there is a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redactor<'a> {
    pub(crate) key: Option<&'a FingerprintKey>,
    /// Names of variables and members a person declared secret.
    pub(crate) names: Option<&'a BTreeSet<String>>,
    /// Members of this one kind of document that only sound like a credential, such as `key` of a taint.
    pub(crate) plain: &'static [&'static str],
}

/// Members of the documents of workloads and what belongs to them. None holds a credential because of its name (`privateNetwork` only sounds like it), and
/// asking this set first makes reading twice as fast.
static PLAIN_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    [
        App::MEMBERS,
        AppSpec::MEMBERS,
        AutomaticScalingStrategyCustomMetrics::MEMBERS,
        Backup::MEMBERS,
        DataStore::MEMBERS,
        DeploymentStrategy::MEMBERS,
        EnvVar::MEMBERS,
        Job::MEMBERS,
        JobSpec::MEMBERS,
        Notebook::MEMBERS,
        NotebookEnv::MEMBERS,
        NotebookSpec::MEMBERS,
        Probe::MEMBERS,
        PublicGit::MEMBERS,
        QuantumResources::MEMBERS,
        Resources::MEMBERS,
        ScalingAutomaticStrategy::MEMBERS,
        ScalingFixedStrategy::MEMBERS,
        ScalingStrategy::MEMBERS,
        Standalone::MEMBERS,
        Token::MEMBERS,
        TokenSpec::MEMBERS,
        Volume::MEMBERS,
        VolumeDataStore::MEMBERS,
        VolumeSource::MEMBERS,
        VolumeTarget::MEMBERS,
        WorkspaceBackupRetentionPolicy::MEMBERS,
    ]
    .concat()
    .into_iter()
    .collect()
});

impl Redactor<'_> {
    /// The same, for a kind of document whose members `plain` only sound like credentials.
    pub(crate) const fn with_plain(mut self, plain: &'static [&'static str]) -> Self {
        self.plain = plain;
        self
    }

    /// `value` with every secret replaced.
    pub(crate) fn redact(&self, value: &Value) -> Value {
        self.member("", value, false)
    }

    /// `text` if it is no secret, else a word saying that it is one; for findings.
    pub(crate) fn shown(&self, name: &str, text: &str) -> String {
        if self.is_secret(name, text) {
            "(secret)".to_owned()
        } else {
            text.to_owned()
        }
    }

    /// The member `name` with `value`; `inside` says that something around it is secret by name.
    pub(crate) fn member(&self, name: &str, value: &Value, inside: bool) -> Value {
        let by_name = inside || self.is_secret_by_name(name, value);
        match value {
            Value::String(text) => {
                let secret = !text.is_empty()
                    && (by_name
                        || match name {
                            "image" => image_is_secret(text),
                            SSH_PUBLIC_KEYS => !is_ssh_public_key(text),
                            _ => secrecy::secret_text(text).is_some(),
                        });
                if secret {
                    self.marker(text)
                } else {
                    value.clone()
                }
            }
            Value::Number(number) if by_name => self.marker(&number.to_string()),
            Value::Array(items) => self.items(name, items, by_name),
            Value::Object(members) => self.object(members, by_name),
            plain => plain.clone(),
        }
    }

    fn items(&self, name: &str, items: &[Value], by_name: bool) -> Value {
        // `--password hunter2`: an argument says what the next one is.
        let mut arguments = secrecy::Arguments::default();
        items
            .iter()
            .map(|item| {
                let announced = name != SSH_PUBLIC_KEYS
                    && arguments.check(item.as_str().unwrap_or_default()).is_some();
                self.member(name, item, by_name || announced)
            })
            .collect()
    }

    fn object(&self, members: &Map<String, Value>, by_name: bool) -> Value {
        // `{"name": "DB_PASSWORD", "value": "…"}`: the shape of variables here and elsewhere.
        let named = ["name", "key"]
            .iter()
            .find_map(|member| members.get(*member)?.as_str())
            .zip(members.get("value"))
            .is_some_and(|(name, value)| self.is_secret_by_name(name, value));
        let mut redacted = Map::new();
        for (name, value) in members {
            let value = self.member(name, value, by_name || (named && name == "value"));
            redacted.insert(self.unused_name(name, &redacted), value);
        }
        Value::Object(redacted)
    }

    /// A member's own name may be the secret. Numbered, so that two such members stay two.
    fn unused_name(&self, name: &str, taken: &Map<String, Value>) -> String {
        if !name_holds_secret(name) {
            return name.to_owned();
        }
        (1..=taken.len() + 1)
            .map(|number| format!("(secret {number})"))
            .find(|candidate| !taken.contains_key(candidate))
            .unwrap_or_else(|| "(secret)".to_owned())
    }

    /// Whether the name makes `value` secret; `MAX_INPUT_TOKENS` does not do that to numbers.
    fn is_secret_by_name(&self, name: &str, value: &Value) -> bool {
        if !self.name_is_secret(name) {
            return false;
        }
        let is_declared = self.names.is_some_and(|names| names.contains(name));
        is_declared
            || match value {
                Value::String(text) => secrecy::secret_variable(name, text).is_some(),
                Value::Number(number) => {
                    secrecy::secret_variable(name, &number.to_string()).is_some()
                }
                _ => true,
            }
    }

    fn name_is_secret(&self, name: &str) -> bool {
        (!PLAIN_NAMES.contains(name)
            && !self.plain.contains(&name)
            && secrecy::name_is_secret(name))
            || self.names.is_some_and(|names| names.contains(name))
    }

    fn is_secret(&self, name: &str, text: &str) -> bool {
        !text.is_empty() && (self.name_is_secret(name) || secrecy::secret_text(text).is_some())
    }

    fn marker(&self, secret: &str) -> Value {
        match self.key {
            Some(key) => json!({ "secret": key.fingerprint(secret) }),
            None => json!({ "secret": true }),
        }
    }
}

/// Whether the name of a member is itself a credential. Long names in camel case look random and are not.
pub(crate) fn name_holds_secret(name: &str) -> bool {
    if PLAIN_NAMES.contains(name) {
        return false;
    }
    match secrecy::secret_text(name) {
        None => false,
        Some(secrecy::Reason::Entropy) => !name.bytes().all(|byte| byte.is_ascii_alphabetic()),
        Some(_) => true,
    }
}

/// The member that lists keys which may log in.
const SSH_PUBLIC_KEYS: &str = "sshPublicKeys";

/// Whether `text` is one line `TYPE BASE64 COMMENT` of an SSH public key, which looks random and is no secret.
pub(crate) fn is_ssh_public_key(text: &str) -> bool {
    const TYPES: &[&str] = &["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-sha2-"];
    let mut words = text.trim().splitn(3, ' ');
    let (Some(kind), Some(key)) = (words.next(), words.next()) else {
        return false;
    };
    let is_kind =
        TYPES.iter().any(|start| kind.starts_with(start)) && secrecy::secret_text(kind).is_none();
    // The encoded length of the type's name comes first, so that every key begins alike.
    let is_key = key.starts_with("AAAA")
        && key.len() <= 4_096
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    let comment = words.next().unwrap_or_default();
    is_kind && is_key && (comment.is_empty() || secrecy::secret_text(comment).is_none())
}

/// Whether an image reference holds a credential. Digests, commit tags and the project id of the shared registry look
/// random and are public.
#[must_use]
pub fn image_is_secret(reference: &str) -> bool {
    // Whatever else was put where an image belongs is text.
    let is_reference = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@+".contains(&byte);
    if !reference.bytes().all(is_reference) && secrecy::secret_text(reference).is_some() {
        return true;
    }
    let (rest, is_public) = match reference.split_once('@') {
        Some((rest, digest)) => (rest, is_digest(digest)),
        None => (reference, true),
    };
    if !is_public {
        // `user:password@host/image`, which no registry client accepts but a person may have typed.
        return true;
    }
    let is_hex = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_hexdigit());
    rest.split('/').any(|part| {
        let (name, tag) = part.split_once(':').unwrap_or((part, ""));
        let name = if is_hex(name) { "" } else { name };
        let tag = if is_hex(tag) { "" } else { tag };
        secrecy::secret_text(name).is_some() || secrecy::secret_text(tag).is_some()
    })
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        matches!(algorithm, "sha256" | "sha384" | "sha512")
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
