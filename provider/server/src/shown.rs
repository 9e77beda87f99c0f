//! Texts of the platform and of workloads as they may be shown: what looks like a secret is replaced.

mod url;

use ovhai_model::secrecy::{Arguments, Reason, feeds_credential, secret_text};
use terraform_plugin::Value;

pub use url::url;

/// Lines of the longest PEM block; one that is cut off must not hide the rest of a log.
const LONGEST_BLOCK: usize = 200;

/// What stands in place of a secret.
pub const SECRET: &str = "(secret)";

/// Between words of JSON, query strings and shell commands.
const PUNCTUATION: &[char] = &[
    '"', '\'', '`', '\\', ',', ';', '&', '?', '(', ')', '[', ']', '{', '}', '|', '<', '>',
];

/// The longest word that is judged as a whole.
const LONGEST_WORD: usize = 256;

/// An address, a name or another text given by a person: a marker if it looks like a secret in any way.
pub fn address(text: &str) -> String {
    match secret_text(text) {
        Some(_) => SECRET.to_owned(),
        None => text.to_owned(),
    }
}

/// [`address`] of a member that may be absent.
pub fn member(text: Option<&str>) -> Value<String> {
    text.map(address).into()
}

/// A text that a resource keeps in state: as the state has it already, because then a person wrote it into the configuration,
/// else a marker if it has the form of a secret. What only looks random stays: a name that could not be told would be
/// replaced by the next apply.
pub fn managed(text: Option<&str>, kept: &Value<String>) -> Value<String> {
    text.map(|text| match secret_text(text) {
        None | Some(Reason::Entropy) => text.to_owned(),
        Some(_) if kept.get().is_some_and(|kept| kept == text) => text.to_owned(),
        Some(_) => SECRET.to_owned(),
    })
    .into()
}

/// An SSH address, `ssh://ID@HOST`. Its user is the id of a workload and may look random; a password is a secret, and so is
/// what begins like a token.
pub fn ssh_url(text: &str) -> String {
    let Some((before, host)) = text.rsplit_once('@') else {
        return url(text);
    };
    let user = before.strip_prefix("ssh://").unwrap_or(before);
    let is_id = user
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && matches!(secret_text(user), None | Some(Reason::Entropy));
    if is_id && secret_text(host).is_none() {
        text.to_owned()
    } else {
        SECRET.to_owned()
    }
}

/// Free text without the words that look like secrets.
///
/// A word that is random or has the form of a token is replaced alone. What a name announces (`password: …`) ends
/// nowhere that could be known, so the rest of the line goes with it.
pub fn line(text: &str) -> String {
    let mut filter = Lines::default();
    filter.text(text)
}

/// [`line`] for many texts in order, so that keys that span several are found.
#[derive(Debug, Default)]
pub struct Lines {
    /// Lines that may still belong to a PEM block.
    block: usize,
}

impl Lines {
    /// `text`, which may have several lines, without what looks like a secret.
    pub fn text(&mut self, text: &str) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| self.one(line)).collect();
        lines.join("\n")
    }

    fn one(&mut self, line: &str) -> String {
        // Public blocks too: telling them apart is not worth a mistake.
        let (begins, ends) = (line.rfind("-----BEGIN "), line.rfind("-----END "));
        if self.block > 0 || begins.is_some() {
            self.block = match (begins, ends) {
                (Some(begin), Some(end)) if begin < end => 0,
                (Some(_), _) => LONGEST_BLOCK,
                (None, Some(_)) => 0,
                (None, None) => self.block - 1,
            };
            return SECRET.to_owned();
        }
        one_line(line)
    }
}

/// A line, judged word by word as a command is.
fn one_line(line: &str) -> String {
    if feeds_credential(line) {
        return SECRET.to_owned();
    }
    let mut arguments = Arguments::default();
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        let start = rest
            .find(|character: char| !character.is_whitespace())
            .unwrap_or(rest.len());
        let (space, tail) = rest.split_at(start);
        shown.push_str(space);
        let end = tail.find(char::is_whitespace).unwrap_or(tail.len());
        let (word, tail) = tail.split_at(end);
        rest = tail;
        let reason = if word.len() > LONGEST_WORD {
            // Judged by its parts; what it announces is seen there too.
            arguments = Arguments::default();
            Some(Reason::NotKnownPlain)
        } else {
            arguments.check(word)
        };
        let Some(reason) = reason else {
            shown.push_str(word);
            continue;
        };
        let (part, ends_line) = within_word(word, reason);
        shown.push_str(&part);
        if ends_line {
            return shown;
        }
    }
    shown
}

/// What can be shown of a word that holds a secret, and whether the line must end there.
fn within_word(word: &str, reason: Reason) -> (String, bool) {
    let mut arguments = Arguments::default();
    let mut shown = String::with_capacity(word.len());
    let mut is_found = false;
    for piece in word.split_inclusive(PUNCTUATION) {
        let bare = piece.trim_end_matches(PUNCTUATION);
        match arguments.check(bare) {
            None => shown.push_str(piece),
            Some(Reason::Name) => {
                shown.push_str(&announced(bare));
                return (shown, true);
            }
            Some(_) => {
                is_found = true;
                shown.push_str(SECRET);
                shown.push_str(&piece[bare.len()..]);
            }
        }
    }
    // What was found in the word as a whole must be gone, else all of it goes.
    let is_gone = word.len() > LONGEST_WORD || (is_found && secret_text(&shown).is_none());
    if is_gone {
        return (shown, false);
    }
    (SECRET.to_owned(), reason == Reason::Name)
}

/// `password=(secret)` of `password=hunter2`: the name may be told if it is one.
fn announced(piece: &str) -> String {
    match piece.split_once(['=', ':']) {
        Some((name, value)) if !value.is_empty() && is_name(name) => {
            format!("{}{SECRET}", &piece[..=name.len()])
        }
        _ => SECRET.to_owned(),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '_')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
        && secret_text(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_stay_as_they_are() {
        for plain in [
            "",
            "   ",
            "replica 0: INFO listening on 0.0.0.0:8080",
            "2026-10-05T08:00:00.123456Z GET /health 200 3ms",
            r#"{"level":"info","epoch":3,"loss":0.0213,"msg":"saved checkpoint to /workspace/out/model-3.pt"}"#,
            "id 96fb9aef-5adf-5e3f-b977-06b5c996edd8 is ready",
            "\tat com.example.Main.run(Main.java:42)\r",
        ] {
            assert_eq!(line(plain), plain);
        }
        let long = format!("epoch 1 {}", "loss is falling steadily, ".repeat(40));
        assert_eq!(line(&long), long);
    }

    #[test]
    fn words_that_are_secrets_go_alone() {
        for (text, wanted) in [
            (
                "using AKIAIOSFODNN7EXAMPLE for uploads",
                "using (secret) for uploads",
            ),
            (
                "connecting to postgres://app:hunter2@db.example.com/prod now",
                "connecting to (secret) now",
            ),
            (
                r#"{"trace":"4bf92f3577b34da6a3ce929d0e0e4736","msg":"started"}"#,
                r#"{"trace":"(secret)","msg":"started"}"#,
            ),
        ] {
            assert_eq!(line(text), wanted);
        }
    }

    #[test]
    fn what_a_name_announces_goes_with_the_rest_of_the_line() {
        for (text, wanted) in [
            ("DB_PASSWORD=hunter2 set", "DB_PASSWORD=(secret)"),
            ("password: hunter2 and more", "password: (secret)"),
            ("serve --token hunter2 --port 80", "serve --token (secret)"),
            (
                r#"{"user":"ann","password":"hunter2","msg":"hi"}"#,
                r#"{"user":"ann","password":"(secret)"#,
            ),
        ] {
            assert_eq!(line(text), wanted);
        }
        assert_eq!(
            line("+ echo hunter2 | docker login -u ci --password-stdin"),
            "(secret)"
        );
        assert_eq!(
            line("Authorization: Basic dXNlcjpodW50ZXIy"),
            "Authorization: (secret)"
        );
    }

    #[test]
    fn no_secret_survives_a_long_line() {
        let long = format!(
            r#"{{"msg":"{}","db":"postgres://u:hunter2@db/prod","next":"{}","api_key":"hunter3"}}"#,
            "word,".repeat(60),
            "more,".repeat(60)
        );
        let shown = line(&long);
        assert!(
            !shown.contains("hunter2") && !shown.contains("hunter3"),
            "{shown}"
        );
        assert!(shown.contains("word,word"));
        let blob = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(20);
        assert_eq!(line(&blob), SECRET);
    }

    #[test]
    fn keys_that_span_lines_are_found() {
        let mut filter = Lines::default();
        let lines = [
            "loading key",
            "-----BEGIN PRIVATE KEY-----",
            "MIIEshort",
            "-----END PRIVATE KEY-----",
            "loaded",
        ];
        let shown: Vec<String> = lines.iter().map(|line| filter.text(line)).collect();
        assert_eq!(shown, ["loading key", SECRET, SECRET, SECRET, "loaded"]);
        filter.text("-----BEGIN PRIVATE KEY-----");
        let cut_off: Vec<String> = (0..300)
            .map(|at| filter.text(&format!("at {at}")))
            .collect();
        assert_eq!((&*cut_off[199], &*cut_off[200]), (SECRET, "at 200"));
        assert_eq!(
            line("a\n-----BEGIN KEY-----\nb\n-----END KEY-----\nc"),
            "a\n(secret)\n(secret)\n(secret)\nc"
        );
    }

    #[test]
    fn addresses_for_ssh_lose_credentials_only() {
        let ssh = "ssh://96fb9aef-5adf-5e3f-b977-06b5c996edd8@gra.ai.cloud.ovh.net";
        assert_eq!(ssh_url(ssh), ssh);
        assert_eq!(ssh_url("ssh://id:hunter2@host"), SECRET);
        assert_eq!(ssh_url("https://u:hunter2@h"), SECRET);
        assert_eq!(ssh_url("ssh://ghp_0123456789abcdef@host"), SECRET);
        assert_eq!(ssh_url("ssh://id@host?token=hunter2"), SECRET);
        assert_eq!(ssh_url("ssh://u:hunter2//x@host"), SECRET);
        assert_eq!(ssh_url("gra.ai.cloud.ovh.net"), "gra.ai.cloud.ovh.net");
    }
}
