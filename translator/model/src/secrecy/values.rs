//! What a value says, whatever its name.

use super::{Reason, chance, names};

/// Token prefixes of known services and of password hashes.
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

/// Why a word, without white space and punctuation around it, is secret by itself.
pub(super) fn secret_word(word: &str) -> Option<Reason> {
    if has_token_prefix(word) {
        return Some(Reason::TokenPrefix);
    }
    chance::looks_random(word).then_some(Reason::Entropy)
}

fn has_token_prefix(word: &str) -> bool {
    PREFIXES.iter().any(|prefix| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() > 3 && !(prefix.ends_with('_') && is_words(rest)))
    })
}

/// `hf_transfer` is the name of a package: tokens have digits or upper case or are long.
fn is_words(rest: &str) -> bool {
    rest.len() < 20 && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// Whether `value` is plain although `name` is secret: switches always, small numbers and single words where the name allows.
pub(super) fn is_setting(name: &str, value: &str) -> bool {
    let is_switch = ["true", "false", "yes", "no", "on", "off"]
        .iter()
        .any(|switch| value.eq_ignore_ascii_case(switch));
    if is_switch {
        return true;
    }
    // The shell's working directory.
    if matches!(name, "PWD" | "OLDPWD") && value.starts_with('/') {
        return super::secret_text(value).is_none();
    }
    if is_small_number(value) {
        return !names::takes_short_secrets(name);
    }
    names::is_about_secrets(name)
        && value.len() <= 16
        && value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b"_-".contains(&b))
}

fn is_small_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 9
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Whether `value` is a commit's hash and `name` says so.
pub(super) fn is_commit(name: &str, value: &str) -> bool {
    matches!(value.len(), 7..=40 | 64)
        && value.bytes().all(|b| b.is_ascii_hexdigit())
        && names::is_commit_name(name)
}

/// Whether a word holds `user:password@host` in any of the forms clients take, or a URL has anything before an `@`.
pub(super) fn has_credentials(word: &str) -> bool {
    if !word.contains('@') {
        return false;
    }
    let mut rest = word;
    while let Some((_, after)) = rest.split_once("://") {
        // Passwords typed as they are hold what should be escaped: `?`, `#` and, seen by a port that is none, `/`.
        let end = after.find('/').unwrap_or(after.len());
        let authority = &after[..end];
        let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
        let odd_port = authority
            .rsplit_once(':')
            .is_some_and(|(_, port)| !is_port(port) && !authority.contains(['[', '$', '{']));
        if authority.contains('@') || (odd_port && after.contains('@')) {
            return true;
        }
        rest = &after[end..];
    }
    let Some((before, host)) = rest.rsplit_once('@') else {
        return false;
    };
    // jdbc:oracle:thin:@host names nobody.
    if before.starts_with("jdbc:") && before.ends_with(':') {
        return false;
    }
    // SQL*Plus: `scott/tiger@//host/service`, `scott/tiger@host:1521/service`.
    let has_oracle_port = host
        .split_once(':')
        .and_then(|(_, port)| port.split_once('/'))
        .is_some_and(|(port, _)| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    if before.contains('/') && (host.starts_with("//") || has_oracle_port) {
        return true;
    }
    let Some((user, password)) = before.split_once(':') else {
        return false;
    };
    // An image by digest, a port before a path, an address for mail.
    let is_digest = ["sha256:", "sha384:", "sha512:"]
        .iter()
        .any(|algorithm| host.starts_with(algorithm));
    let is_port = password
        .split_once('/')
        .is_some_and(|(port, _)| port.bytes().all(|b| b.is_ascii_digit()));
    !(password.is_empty() || is_digest || is_port || user.eq_ignore_ascii_case("mailto"))
}
