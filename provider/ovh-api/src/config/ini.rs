//! Reading `ovh.conf`: sections, `key = value`, comments. No interpolation, no includes, no continuation lines.

use std::collections::BTreeMap;

/// Sections of a file: name → key → value. Keys before the first section are in the section with the empty name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ini(BTreeMap<String, BTreeMap<String, String>>);

/// A line that is neither section, key, comment nor blank. Says nothing of its content, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) problem: &'static str,
}

impl Ini {
    /// Reads `text`. Keys are compared in lower case as python-ovh does, section names as written. Of two equal keys
    /// the later one counts.
    pub(crate) fn parse(text: &str) -> Result<Self, BadLine> {
        let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut section = String::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let bad = |problem| BadLine {
                line: index + 1,
                problem,
            };
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let (name, after) = rest
                    .split_once(']')
                    .ok_or_else(|| bad("the section has no closing `]`"))?;
                if !without_comment(after).is_empty() {
                    return Err(bad("text after the closing `]` of a section"));
                }
                section = name.trim().to_owned();
                sections.entry(section.clone()).or_default();
                continue;
            }
            let (key, value) = line
                .split_once(['=', ':'])
                .ok_or_else(|| bad("expected `key = value`, `[section]` or a comment"))?;
            let key = key.trim().to_lowercase();
            if key.is_empty() {
                return Err(bad("the key is missing"));
            }
            sections
                .entry(section.clone())
                .or_default()
                .insert(key, unquoted(without_comment(value)).to_owned());
        }
        Ok(Self(sections))
    }

    /// The value of `key` in `section`; an empty one counts as absent.
    pub(crate) fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.0
            .get(section)?
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Cuts a comment that follows white space: `a#b` is a value, `a #b` is `a` with a comment. Quoted text is left alone.
fn without_comment(text: &str) -> &str {
    let text = text.trim();
    if let Some(quote) = text
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
        && let Some(end) = text[1..].find(quote)
    {
        return &text[..end + 2];
    }
    let mut after_space = true;
    for (at, character) in text.char_indices() {
        if after_space && matches!(character, '#' | ';') {
            return text[..at].trim_end();
        }
        after_space = character.is_whitespace();
    }
    text
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inner;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_the_documented_form() {
        let text = "\u{feff}; comment\r\n[default]\r\nendpoint=ovh-eu\r\n\r\n[ovh-eu] # main\r\n\
                    Application_Key = ak ; mine\r\napplication_secret: a#b;c\r\nconsumer_key=\"with space # kept\"\r\n\
                    empty=\r\n";
        let ini = Ini::parse(text).unwrap();
        assert_eq!(ini.get("default", "endpoint"), Some("ovh-eu"));
        assert_eq!(ini.get("ovh-eu", "application_key"), Some("ak"));
        assert_eq!(ini.get("ovh-eu", "application_secret"), Some("a#b;c"));
        assert_eq!(ini.get("ovh-eu", "consumer_key"), Some("with space # kept"));
        assert_eq!(ini.get("ovh-eu", "empty"), None);
        assert_eq!(ini.get("OVH-EU", "application_key"), None);
    }

    #[test]
    fn values_with_separators_stay_whole() {
        let ini = Ini::parse("[http://127.0.0.1:8090/1.0]\nclient_secret=a=b:c\n").unwrap();
        assert_eq!(
            ini.get("http://127.0.0.1:8090/1.0", "client_secret"),
            Some("a=b:c")
        );
    }

    #[test]
    fn bad_lines_are_named_without_their_content() {
        for (text, line) in [
            ("[default\n", 1),
            ("\nhunter2\n", 2),
            ("[a] hunter2", 1),
            ("= hunter2", 1),
        ] {
            let error = Ini::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text:?}");
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,200}") {
            let _ = Ini::parse(&text);
        }

        #[test]
        fn written_values_come_back(
            section in "[a-z][a-z0-9-]{0,12}",
            entries in prop::collection::btree_map("[a-z][a-z_]{0,12}", "[A-Za-z0-9_$][A-Za-z0-9=:#;/$._-]{0,30}", 0..6),
            crlf: bool,
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut text = format!("[{section}]{end}");
            for (key, value) in &entries {
                text.push_str(&format!("{key} = {value}{end}"));
            }
            let ini = Ini::parse(&text).unwrap();
            for (key, value) in &entries {
                prop_assert_eq!(ini.get(&section, key), Some(value.as_str()));
            }
        }
    }
}
