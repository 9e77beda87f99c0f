//! Deciding what is a secret.
//!
//! A value is secret unless its name *and* its value pass as plain (design section 5). The cost of a wrong "secret" is a
//! value a person fills in; the cost of a wrong "plain" is a leaked credential, so every doubt says secret.

use std::{borrow::Cow, fmt};

/// Why a value counts as secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its name speaks of a credential.
    Name,
    /// It starts like a token of a known service.
    TokenPrefix,
    /// It holds a PEM block.
    Pem,
    /// It is a URL with credentials or a signature in it.
    UrlCredentials,
    /// It looks random.
    Entropy,
    /// Nothing speaks for it being plain.
    NotKnownPlain,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "its name speaks of a credential",
            Self::TokenPrefix => "it starts like a token of a known service",
            Self::Pem => "it holds a PEM block",
            Self::UrlCredentials => "it is a URL with credentials in it",
            Self::Entropy => "it looks random",
            Self::NotKnownPlain => "nothing says it is plain",
        })
    }
}

/// Why the variable `name` with `value` is secret; `None` if both pass as plain.
#[must_use]
pub fn secret_variable(name: &str, value: &str) -> Option<Reason> {
    if value.is_empty() {
        return None;
    }
    if name_is_secret(name) {
        return Some(Reason::Name);
    }
    secret_text(value)
}

/// Why free text (a command argument, a URL, a message) is secret; `None` if it passes as plain.
///
/// Multi-line values and values over 256 bytes never pass: they are configuration files or keys more often than settings.
#[must_use]
pub fn secret_text(value: &str) -> Option<Reason> {
    if value.contains("-----BEGIN ") {
        return Some(Reason::Pem);
    }
    if value.len() > 256 || value.contains('\n') {
        return Some(Reason::NotKnownPlain);
    }
    if url_has_credentials(value) {
        return Some(Reason::UrlCredentials);
    }
    for word in value.split(|c: char| c.is_whitespace() || "=:,;\"'&?()[]{}|<>".contains(c)) {
        if has_token_prefix(word) {
            return Some(Reason::TokenPrefix);
        }
        if looks_random(word) {
            return Some(Reason::Entropy);
        }
    }
    // `--token=abc`, `password: abc`: a name inside the text.
    assignments(value)
        .any(|(name, value)| !value.is_empty() && name_is_secret(name))
        .then_some(Reason::Name)
}

/// Whether a command argument says that the one after it is a credential, as in `--password hunter2`.
#[must_use]
pub fn announces_secret(argument: &str) -> bool {
    argument.starts_with('-') && !argument.contains('=') && name_is_secret(argument)
}

/// For each argument of a command, why it is secret; `None` where it passes as plain.
#[must_use]
pub fn secret_arguments(arguments: &[String]) -> Vec<Option<Reason>> {
    let mut announced = false;
    arguments
        .iter()
        .map(|argument| {
            let by_name = (announced && !argument.is_empty()).then_some(Reason::Name);
            announced = announces_secret(argument);
            by_name.or_else(|| secret_text(argument))
        })
        .collect()
}

/// `value` if it passes as plain, else a marker; for messages and documents where only presence may be told.
#[must_use]
pub fn redacted<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    match secret_variable(name, value) {
        None => Cow::Borrowed(value),
        Some(_) => Cow::Borrowed("(secret)"),
    }
}

/// Whether a variable or flag of this name holds a credential.
#[must_use]
pub fn name_is_secret(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "apikey",
        "auth",
        "authorization",
        "bearer",
        "certificate",
        "cookie",
        "cred",
        "creds",
        "credential",
        "credentials",
        "dsn",
        "encryption",
        "hmac",
        "jwt",
        "key",
        "keys",
        "kubeconfig",
        "license",
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
        "webhook",
    ];
    const INSIDE: &[&str] = &[
        "apikey",
        "passw",
        "secret",
        "credential",
        "accesskey",
        "privatekey",
        "token",
    ];
    // Names that contain such a word but are settings.
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
    let lower = name
        .trim_start_matches('-')
        .to_ascii_lowercase()
        .replace(['-', '.', ' '], "_");
    if PLAIN.contains(&lower.as_str()) {
        return false;
    }
    let compact = lower.replace('_', "");
    split_words(name).any(|word| WORDS.contains(&word.as_str()))
        || (!lower.contains("tokenizer") && INSIDE.iter().any(|part| compact.contains(part)))
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

fn assignments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(|c: char| c.is_whitespace() || ",;&?".contains(c))
        .filter_map(|word| {
            let (name, value) = word.split_once(['=', ':'])?;
            (!value.starts_with("//")).then_some((name, value))
        })
}

fn url_has_credentials(value: &str) -> bool {
    value.match_indices("://").any(|(index, _)| {
        let rest = &value[index + 3..];
        let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
        authority.contains('@')
            || rest.split_once('?').is_some_and(|(_, query)| {
                query
                    .split('&')
                    .any(|pair| name_is_secret(pair.split('=').next().unwrap_or_default()))
            })
    }) || value.to_ascii_lowercase().contains("x-amz-signature=")
}

fn has_token_prefix(word: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "AKIA",
        "ASIA",
        "AIza",
        "eyJ",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "hf_",
        "sk-",
        "sk_",
        "pk_live_",
        "rk_live_",
        "xoxb-",
        "xoxp-",
        "xoxa-",
        "xapp-",
        "npm_",
        "pypi-",
        "dop_v1_",
        "SG.",
        "ya29.",
        "AGE-SECRET-KEY-",
        "hvs.",
        "dckr_pat_",
        "nvapi-",
        "gsk_",
        "lsv2_",
        "$1$",
        "$2a$",
        "$2b$",
        "$2y$",
        "$5$",
        "$6$",
        "$argon2",
    ];
    PREFIXES
        .iter()
        .any(|prefix| word.len() > prefix.len() + 3 && word.starts_with(prefix))
}

/// Words of 20 or more characters of one alphabet with more than 3.5 bits of entropy a character (3.0 for hex, where 4 is the
/// most): UUIDs and versions pass, keys do not.
fn looks_random(word: &str) -> bool {
    // Paths and host names are long but made of words.
    let longest = word
        .split(['/', '.', '@'])
        .max_by_key(|part| part.len())
        .unwrap_or_default();
    if longest.len() < 20 || is_uuid(longest) {
        return false;
    }
    let is_hex = longest.bytes().all(|b| b.is_ascii_hexdigit());
    let is_token = longest
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b));
    if is_hex {
        return entropy(longest) > 3.0;
    }
    let has_digit = longest.bytes().any(|b| b.is_ascii_digit());
    let mixes_case = longest.bytes().any(|b| b.is_ascii_lowercase())
        && longest.bytes().any(|b| b.is_ascii_uppercase());
    // Words joined by hyphens or underscores are names, unless a part is itself long.
    let longest_part = longest
        .split(['-', '_'])
        .map(str::len)
        .max()
        .unwrap_or_default();
    is_token && (has_digit || mixes_case) && longest_part >= 16 && entropy(longest) > 3.5
}

fn is_uuid(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Shannon entropy in bits per byte.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in word.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = word.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / length;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_plain() {
        for (name, value) in [
            ("MODEL_DIR", "/workspace/model"),
            ("LOG_LEVEL", "info"),
            ("MODEL_ID", "acme-7b-instruct"),
            ("PORT", "8080"),
            ("URL", "https://example.com/v1/models"),
            ("MAX_TOKENS", "4096"),
            ("REQUEST_ID", "96fb9aef-5adf-5e3f-b977-06b5c996edd8"),
            ("PASSWORD", ""),
            ("EMPTY", ""),
            ("PHRASE", "no"),
            ("HF_HOME", "/workspace/.cache/huggingface/transformers"),
            ("IMAGE", "registry.example.com/ml/text-classifier:1.4.2"),
        ] {
            assert_eq!(secret_variable(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn credentials_are_secret() {
        for (name, value) in [
            ("DB_PASSWORD", "x"),
            ("dbPassword", "x"),
            ("API_KEY", "x"),
            ("APIKEY2", "x"),
            ("OPENAI_TOKEN", "x"),
            ("MYSECRETS", "x"),
            ("DATABASE_URL", "postgres://user:pw@db:5432/x"),
            ("CALLBACK", "https://example.com/?sig=1&token=abc"),
            ("A", "ghp_0123456789abcdefghij"),
            ("A", "-----BEGIN PRIVATE KEY-----\nMIIE"),
            ("A", "5f4dcc3b5aa765d61d8327deb882cf99"),
            ("A", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"),
            ("A", "line one\nline two"),
            ("ARGS", "--user admin --password=hunter2"),
        ] {
            assert!(secret_variable(name, value).is_some(), "{name}={value}");
        }
    }

    #[test]
    fn a_flag_announces_a_secret() {
        let command = "serve --password hunter2 --host 0.0.0.0 --token=abc";
        let command: Vec<String> = command.split(' ').map(str::to_owned).collect();
        let secret = secret_arguments(&command);
        assert_eq!(
            secret[2..].iter().map(|r| r.is_some()).collect::<Vec<_>>(),
            [true, false, false, true]
        );
        assert_eq!(secret[..2], [None, None]);
    }

    #[test]
    fn a_secret_is_not_repeated() {
        assert_eq!(redacted("PASSWORD", "hunter2"), "(secret)");
        assert_eq!(redacted("LOG_LEVEL", "info"), "info");
    }
}
