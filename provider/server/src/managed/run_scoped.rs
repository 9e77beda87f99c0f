//! What things that live as long as a run of Terraform share: names nobody else has, and an end that comes even when the run
//! is interrupted.

use std::time::Duration;

use ovh_api::{Error, Project};
use ring::rand::{SecureRandom, SystemRandom};
use terraform_plugin::{CancellationToken, Diagnostics, Value};

use crate::{platform::Platform, shown};

/// How long ending one may take. Interrupting the run does not shorten it: what is not ended now stays for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Things named in a message; the others are counted.
pub const NAMED: usize = 10;

/// `prefix` and twelve random characters: what bears this name was made by this call.
pub fn name(prefix: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut bytes = [0_u8; 6];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        diagnostics.error(
            "There are no random numbers",
            "The system gave none, so no name could be made that nobody else has.",
        );
        return None;
    }
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("{prefix}{text}"))
}

/// A name as it may be told: its random end is no secret.
pub fn told(name: &str) -> String {
    shown::managed(Some(name), &Value::Null).unwrap_or_default()
}

/// Whether a prefix can begin names: letters, digits, `-` and `_`, so that every system takes it.
pub fn check_prefix(text: &str) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (3..=40).contains(&text.len()) && text.chars().all(is_plain) {
        return Ok(());
    }
    Err("A prefix has 3 to 40 letters, digits, `-` and `_`.".to_owned())
}

/// Does what ends something, whether or not the run was interrupted.
pub async fn end<T, F: Future<Output = Result<T, Error>>>(
    platform: &Platform,
    service: &str,
    end: impl FnOnce(Project) -> F,
) -> Result<T, Error> {
    let token = CancellationToken::new();
    let timer = tokio::spawn({
        let token = token.clone();
        async move {
            tokio::time::sleep(PATIENCE).await;
            token.cancel();
        }
    });
    let ended = end(platform.changing(&token, service)).await;
    timer.abort();
    ended
}

/// That something is gone already is as good as ending it.
pub fn or_gone(ended: Result<(), Error>) -> Result<(), Error> {
    match ended {
        Err(error) if error.is_not_found() => Ok(()),
        ended => ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_as_asked_and_come_once() {
        let mut told = Diagnostics::new();
        let (one, two) = (
            name("ci-", &mut told).unwrap(),
            name("ci-", &mut told).unwrap(),
        );
        assert!(one.starts_with("ci-") && one.len() == 15, "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn prefixes() {
        for good in ["terraform-run-", "abc", "A_1"] {
            check_prefix(good).unwrap();
        }
        for bad in ["", "ab", "a b c", "ü-run", "a/b", &"x".repeat(41)] {
            assert!(check_prefix(bad).is_err(), "{bad}");
        }
    }
}
