//! What a report may say: our own words, numbers, and names of the API's vocabulary. Nothing else can be said, so that
//! no value of a document reaches a report, whatever the document holds.

use std::fmt;

use ovhai_model::secrecy::secret_text;

/// A piece of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// Our own words.
    #[must_use]
    pub fn of(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// More of our own words.
    #[must_use]
    pub fn say(mut self, text: &'static str) -> Self {
        self.0.push_str(text);
        self
    }

    /// How many there are of something.
    #[must_use]
    pub fn count(mut self, count: usize) -> Self {
        self.0.push_str(&count.to_string());
        self
    }

    /// A number that is no count: a status, a default, seconds.
    #[must_use]
    pub fn number(mut self, number: impl Into<i64>) -> Self {
        self.0.push_str(&number.into().to_string());
        self
    }

    /// A name of the API's: a member, a state, an error class. Whatever does not look like one is replaced.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        if is_name(name) {
            self.0.push('`');
            self.0.push_str(name);
            self.0.push('`');
        } else {
            self.0.push_str("(another text)");
        }
        self
    }

    /// A JSON pointer. Names of members stay; positions, and names that people choose, become `*`.
    #[must_use]
    pub fn pointer(mut self, pointer: &str) -> Self {
        self.0.push('`');
        self.0.push_str(&general(pointer));
        self.0.push('`');
        self
    }

    /// Several names.
    #[must_use]
    pub fn names<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        for (index, name) in names.into_iter().enumerate() {
            if index > 0 {
                self.0.push_str(", ");
            }
            self = self.name(name);
        }
        self
    }

    /// Words after these.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Nothing said yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Members that hold an object whose names people choose.
const CHOSEN: [&str; 5] = ["labels", "properties", "details", "metadata", "tags"];

/// A pointer without positions and without names that people choose.
#[must_use]
pub fn general(pointer: &str) -> String {
    let mut general = String::new();
    let mut chosen = false;
    for segment in pointer.split('/').skip(1) {
        general.push('/');
        if chosen || !is_name(segment) {
            general.push('*');
        } else {
            general.push_str(segment);
        }
        chosen = CHOSEN.contains(&segment);
    }
    if general.is_empty() {
        general.push('/');
    }
    general
}

/// Longer names are not the API's: its longest has 45 characters.
const LONGEST: usize = 48;

/// Does a text look like a word of the API's: `spec`, `SYNC_FAILED`, `per-app`, `Client::NotFound`? Digits are few in
/// such words and many in ids and keys.
fn is_name(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= LONGEST
        && digits <= 2
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':'))
        && is_one_case_or_camel(text)
        && secret_text(text).is_none()
}

/// One case throughout, or camel case: a capital begins a word of at least two letters.
fn is_one_case_or_camel(text: &str) -> bool {
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    if !(lower && upper) {
        return true;
    }
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    // Words of camel case have about six letters; letters by chance are half of them capitals.
    capitals * 3 <= text.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_api_pass_and_other_texts_do_not() {
        for name in [
            "spec",
            "grpcPort",
            "SYNC_FAILED",
            "per-app",
            "Client::NotFound",
            "unauthorizedActionsByIAM",
            "workspaceBackupRetentionPolicy",
            "DATASYNC_PROGRESS_FAILED_UNKNOWN_ERROR",
            "s3",
        ] {
            assert!(is_name(name), "{name}");
        }
        for text in [
            "",
            "two words",
            "8f14e45fceea167a5a36dedd4bea2543",
            "5b3c1f2e-9a51-4b0e-9f1c-0c8f9d2a7e11",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_abcdefghijklmnopqrstuvwxyzABCDEF",
            "xKqZvWpTrLmNb",
            "hunter2024",
            "https://example.com",
            "name@example.com",
            "10.0.0.1",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn pointers_show_no_position_and_no_chosen_name() {
        assert_eq!(general("/status/history/3/note"), "/status/history/*/note");
        assert_eq!(general("/spec/labels/customer"), "/spec/labels/*");
        assert_eq!(general("/spec/10.0.0.1/x"), "/spec/*/x");
        assert_eq!(general(""), "/");
    }

    #[test]
    fn nothing_that_is_no_name_is_said() {
        let words = Words::of("saw ")
            .name("my secret 1234")
            .say(", ")
            .names(["RUNNING", "a b"]);
        assert_eq!(
            words.to_string(),
            "saw (another text), `RUNNING`, (another text)"
        );
    }
}
