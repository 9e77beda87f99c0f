//! Object names as paths of files: safe anywhere, and readable back.
//!
//! An object may be called anything, a path may not. Whatever a path cannot hold is written as `%` and two upper-case hex
//! digits, as is `%` itself; four marks that begin with `%` and a character no escape has stand for the rest:
//! `%empty` is an empty part (`a//b`, or `a/`), `X%+` goes on in the next part (names longer than a file's may be), `X%dir` is
//! a folder beside an object called `X`, `X%file` an object beside a folder that was there before it.

use std::fmt::Write;

/// Parts of a path stay below this many bytes, marks not counted; file systems allow 255.
const LONGEST: usize = 200;
const EMPTY: &str = "%empty";
const GOES_ON: &str = "%+";
const FOLDER: &str = "%dir";
/// For an object whose place is a folder.
pub(crate) const FILE: &str = "%file";
/// What this crate keeps in a destination.
pub(crate) const OWN: &str = ".ovhai-data";

/// Gives names to objects that come in the order of their names.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// Only lower-case ASCII letters, for file systems to which `A` and `a`, or two ways to write `é`, are one.
    is_narrow: bool,
    /// Objects whose names begin the present one: the only ones that can be called like a folder of it.
    above: Vec<String>,
}

impl Names {
    pub(crate) const fn new(is_narrow: bool) -> Self {
        Self {
            is_narrow,
            above: Vec::new(),
        }
    }

    /// The path of the object `key`, with `/` between its parts. Objects must come in order of their names.
    pub(crate) fn path(&mut self, key: &str) -> String {
        while self
            .above
            .last()
            .is_some_and(|above| !key.starts_with(above.as_str()))
        {
            self.above.pop();
        }
        let mut path = String::new();
        let mut start = 0;
        for (at, _) in key.match_indices('/') {
            self.part(&mut path, &key[start..at]);
            if self.above.iter().any(|above| *above == key[..at]) {
                path.push_str(FOLDER);
            }
            path.push('/');
            start = at + 1;
        }
        self.part(&mut path, &key[start..]);
        self.above.push(key.to_owned());
        path
    }

    fn part(&self, path: &mut String, part: &str) {
        if part.is_empty() {
            path.push_str(EMPTY);
            return;
        }
        let is_device = is_device(part) || part.eq_ignore_ascii_case(OWN);
        let last = part.len() - part.chars().next_back().map_or(0, char::len_utf8);
        let mut length = 0;
        for (at, char) in part.char_indices() {
            let is_escaped = self.is_escaped(char)
                || (at == 0 && is_device)
                || (at == last && (char == '.' || char == ' '));
            let mut bytes = [0; 4];
            let text = char.encode_utf8(&mut bytes);
            let needed = text.len() * if is_escaped { 3 } else { 1 };
            if length + needed > LONGEST {
                path.push_str(GOES_ON);
                path.push('/');
                length = 0;
            }
            length += needed;
            if is_escaped {
                for byte in text.bytes() {
                    // Writing to a text cannot fail.
                    let _ = write!(path, "%{byte:02X}");
                }
            } else {
                path.push_str(text);
            }
        }
    }

    fn is_escaped(&self, char: char) -> bool {
        char.is_control()
            || "%\\:*?\"<>|".contains(char)
            || (self.is_narrow && (char.is_ascii_uppercase() || !char.is_ascii()))
    }
}

/// Names that one family of systems gives to devices, whatever comes after a dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    let stem = stem.to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.as_bytes()[3].is_ascii_digit())
}

/// The object's name that a path was made from; `None` for a path that was not made here.
#[must_use]
pub fn key_of(path: &str) -> Option<String> {
    let mut key = Vec::new();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let part = if is_last {
            part.strip_suffix(FILE).unwrap_or(part)
        } else {
            part.strip_suffix(FOLDER).unwrap_or(part)
        };
        let (part, goes_on) = match part.strip_suffix(GOES_ON) {
            Some(part) => (part, true),
            None => (part, false),
        };
        if goes_on && is_last {
            return None;
        }
        if part != EMPTY {
            unescape(&mut key, part)?;
        }
        if !goes_on && !is_last {
            key.push(b'/');
        }
    }
    String::from_utf8(key).ok()
}

fn unescape(key: &mut Vec<u8>, part: &str) -> Option<()> {
    let mut pieces = part.split('%');
    key.extend_from_slice(pieces.next()?.as_bytes());
    for piece in pieces {
        let digits = piece.get(..2)?;
        let is_ours = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        if !digits.bytes().all(is_ours) {
            return None;
        }
        key.push(u8::from_str_radix(digits, 16).ok()?);
        key.extend_from_slice(&piece.as_bytes()[2..]);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn keys() -> impl Strategy<Value = BTreeSet<String>> {
        let key = prop_oneof![
            "[aAb./ %é\u{1}:~-]{1,9}",
            "(a|aux|con\\.x|\\.ovhai-data|\\.\\.|\\.|)(/(a|b|nul|\\.\\.|\\.|)){0,4}",
            "[aé%/]{150,1000}",
        ];
        proptest::collection::btree_set(
            key.prop_filter("no object is without a name", |key| !key.is_empty()),
            1..30,
        )
    }

    proptest! {
        #[test]
        fn names_can_be_read_back_and_lie_beside_each_other(keys in keys(), is_narrow: bool) {
            let mut names = Names::new(is_narrow);
            let mut paths = BTreeSet::new();
            for key in &keys {
                let path = names.path(key);
                prop_assert_eq!(key_of(&path), Some(key.clone()), "{}", path);
                prop_assert_eq!(key_of(&format!("{path}{FILE}")), Some(key.clone()));
                for part in path.split('/') {
                    prop_assert!(!part.is_empty() && part != "." && part != ".." && part.len() < 255, "{}", path);
                    prop_assert!(!part.ends_with(['.', ' ']) && !part.contains(char::is_control));
                    prop_assert!(part != OWN);
                    prop_assert!(!is_narrow || !part.contains(|c: char| !c.is_ascii()));
                }
                prop_assert!(paths.insert(path));
            }
            // No file is a folder of another one.
            for path in &paths {
                for (at, _) in path.match_indices('/') {
                    prop_assert!(!paths.contains(&path[..at]), "{}", path);
                }
            }
            if is_narrow {
                // Upper-case letters are only in escapes and marks: lower-casing makes no two names one.
                let lower: BTreeSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
                prop_assert_eq!(lower.len(), paths.len());
            }
        }
    }

    #[test]
    fn names_stay_as_they_are_where_they_can() {
        let mut names = Names::new(false);
        let paths: Vec<String> = ["a", "a-b", "a/", "a/b c/é.txt", "b/../c", "nul.txt", "x:1%"]
            .map(|key| names.path(key))
            .to_vec();
        assert_eq!(
            paths,
            [
                "a",
                "a-b",
                "a%dir/%empty",
                "a%dir/b c/é.txt",
                "b/.%2E/c",
                "%6Eul.txt",
                "x%3A1%25"
            ]
        );
        assert_eq!(Names::new(true).path("Aé"), "%41%C3%A9");
        for foreign in ["a%zz", "a%+", "%e9", "a%"] {
            assert_eq!(key_of(foreign), None, "{foreign}");
        }
    }
}
