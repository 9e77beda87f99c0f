//! What the name of a variable or flag says.

/// Words that make a name secret.
const WORDS: &[&str] = &[
    "apikey",
    "auth",
    "authorization",
    "bearer",
    "certificate",
    "cle",
    "cles",
    "cookie",
    "cred",
    "creds",
    "credential",
    "credentials",
    "dsn",
    "encryption",
    "hmac",
    "jeton",
    "jetons",
    "jwt",
    "key",
    "keyfile",
    "keypair",
    "keyring",
    "keys",
    "keystore",
    "keytab",
    "kubeconfig",
    "license",
    "mdp",
    "mfa",
    "oauth",
    "otp",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pat",
    "pin",
    "private",
    "psk",
    "pw",
    "pwd",
    "salt",
    "secret",
    "secrets",
    "seed",
    "session",
    "sid",
    "sig",
    "signature",
    "signing",
    "ssh",
    "tls",
    "token",
    "tokens",
    "totp",
    "webhook",
];

/// Parts of a name, its separators left out, that make it secret.
const INSIDE: &[&str] = &[
    "apikey",
    "passw",
    "secret",
    "credential",
    "accesskey",
    "privatekey",
    "token",
    "motdepasse",
];

/// Ends of a word that make it secret: `DBPASS`, `USERPWD`, `MASTERKEY`, `BASICAUTH`.
const ENDS: &[&str] = &["pass", "pwd", "passwd", "key", "keys", "auth"];
/// Words with such an end that are none.
const OTHER_ENDS: &[&str] = &[
    "bypass", "compass", "overpass", "surpass", "monkey", "turkey", "hotkey", "hotkeys", "donkey",
    "whiskey", "hockey", "jockey",
];
/// Words beginning with `pass` that are none.
const OTHER_PASSES: &[&str] = &[
    "passage",
    "passages",
    "passed",
    "passenger",
    "passengers",
    "passes",
    "passing",
    "passive",
    "passthrough",
    "passthru",
];

/// Names that contain such a word but are settings.
const PLAIN: &[&str] = &[
    "max_tokens",
    "max_new_tokens",
    "num_tokens",
    "tokenizer",
    "tokenizers_parallelism",
    "keyspace",
    "key_prefix",
    "passthrough",
];

/// Whether a variable or flag of this name holds a credential. Some such names still take plain values, which
/// [`super::secret_variable`] knows.
#[must_use]
pub fn name_is_secret(name: &str) -> bool {
    let lower = name
        .trim_start_matches('-')
        .to_ascii_lowercase()
        .replace(['-', '.', ' '], "_");
    if PLAIN.contains(&lower.as_str()) {
        return false;
    }
    let compact = lower.replace('_', "");
    split_words(name).any(|word| word_is_secret(&word))
        || (!lower.contains("tokenizer") && INSIDE.iter().any(|part| compact.contains(part)))
}

fn word_is_secret(word: &str) -> bool {
    WORDS.contains(&word)
        || (ENDS.iter().any(|end| word.ends_with(end)) && !OTHER_ENDS.contains(&word))
        || (word.starts_with("pass") && !OTHER_PASSES.contains(&word))
}

/// Whether a secret name takes short numbers and words for credentials too, as passwords, pins and codes do.
pub(super) fn takes_short_secrets(name: &str) -> bool {
    const HARD: &[&str] = &[
        "pin", "otp", "totp", "mfa", "code", "psk", "pw", "pwd", "mdp", "cred", "creds", "salt",
        "apikey", "cle",
    ];
    const HARD_INSIDE: &[&str] = &["pass", "secret", "credential", "pwd", "apikey"];
    // What ends in the credential is one, unless it counts them: `API_TOKEN`, `MAX_TOKEN`.
    const LAST: &[&str] = &["token", "key", "jwt", "bearer", "cookie", "sid", "auth"];
    const AMOUNT: &[&str] = &["max", "min", "num", "total"];
    let words: Vec<String> = split_words(name).filter(|word| !word.is_empty()).collect();
    let compact = words.concat();
    words.iter().any(|word| HARD.contains(&word.as_str()))
        || HARD_INSIDE.iter().any(|part| compact.contains(part))
        || (words
            .last()
            .is_some_and(|last| LAST.iter().any(|end| last.ends_with(end)))
            && !words.iter().any(|word| AMOUNT.contains(&word.as_str())))
}

/// Whether the name is of a setting about credentials, not of one: `KEY_COLUMN`, `AUTH_MODE`.
pub(super) fn is_about_secrets(name: &str) -> bool {
    const LAST: &[&str] = &[
        "algorithm",
        "column",
        "columns",
        "count",
        "enabled",
        "field",
        "length",
        "limit",
        "memory",
        "mode",
        "parallelism",
        "size",
        "timeout",
        "ttl",
        "type",
    ];
    split_words(name)
        .last()
        .is_some_and(|last| LAST.contains(&last.as_str()))
        && !takes_short_secrets(name)
}

/// Whether the name is of a version in a repository, whose values are hashes.
pub(super) fn is_commit_name(name: &str) -> bool {
    const COMMIT: &[&str] = &[
        "sha",
        "gitsha",
        "revision",
        "rev",
        "commit",
        "commitsha",
        "gitcommit",
    ];
    split_words(name).any(|word| COMMIT.contains(&word.as_str())) && !name_is_secret(name)
}

/// Whether a flag switches something off, so that nothing follows it: `--disable-auth`.
pub(super) fn switches_off(flag: &str) -> bool {
    split_words(flag)
        .find(|word| !word.is_empty())
        .is_some_and(|first| matches!(first.as_str(), "no" | "disable" | "skip" | "without"))
}

/// `DB_PASSWORD`, `dbPassword`, `--db-password` → `db`, `password`.
fn split_words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut previous_lower = false;
    for character in name.chars() {
        let breaks = !character.is_alphanumeric() || (character.is_uppercase() && previous_lower);
        if breaks {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        previous_lower = character.is_lowercase() || character.is_ascii_digit();
    }
    words.into_iter().map(|word| {
        word.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    })
}
