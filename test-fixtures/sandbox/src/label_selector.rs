//! Label selectors: `group=A`, `group==A`, `group!=A`, `group`, `!group`, `group in (A,B)`, `group notin (A)`, joined
//! by commas. The vendor shows only the first form; the others are those of Kubernetes, on which the product runs
//! (inferred).

use std::collections::BTreeMap;

use crate::errors::ApiError;

#[derive(Debug, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
}

/// Requirements that must all hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelSelector(Vec<Requirement>);

impl LabelSelector {
    /// Reads a selector; the empty one matches everything.
    ///
    /// # Errors
    /// 400 when it cannot be read.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let bad = || ApiError::member("labelSelector", "cannot be read");
        let mut requirements = Vec::new();
        for part in split(text) {
            let part = part.trim();
            if part.is_empty() {
                if text.trim().is_empty() {
                    continue;
                }
                return Err(bad());
            }
            requirements.push(requirement(part).ok_or_else(bad)?);
        }
        Ok(Self(requirements))
    }

    /// Requirements that a label has one certain value.
    pub(crate) fn equalities(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|requirement| match requirement {
            Requirement::In(key, values) => match values.as_slice() {
                [value] => Some((key.as_str(), value.as_str())),
                _ => None,
            },
            _ => None,
        })
    }

    /// Names of the labels that requirements are about.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|requirement| match requirement {
            Requirement::In(key, _)
            | Requirement::NotIn(key, _)
            | Requirement::Exists(key)
            | Requirement::Missing(key) => key.as_str(),
        })
    }

    /// Do these labels fulfil every requirement?
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|requirement| match requirement {
            Requirement::In(key, values) => {
                labels.get(key).is_some_and(|value| values.contains(value))
            }
            Requirement::NotIn(key, values) => {
                labels.get(key).is_none_or(|value| !values.contains(value))
            }
            Requirement::Exists(key) => labels.contains_key(key),
            Requirement::Missing(key) => !labels.contains_key(key),
        })
    }
}

/// Splits at commas outside parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(text: &str) -> Option<Requirement> {
    let key = |key: &str| {
        let key = key.trim();
        (!key.is_empty() && !key.contains(|c: char| c.is_whitespace() || "()=!".contains(c)))
            .then(|| key.to_owned())
    };
    if let Some(name) = text.strip_prefix('!') {
        return key(name).map(Requirement::Missing);
    }
    if let Some((name, value)) = text.split_once("!=") {
        return key(name).map(|name| Requirement::NotIn(name, vec![value.trim().into()]));
    }
    if let Some((name, value)) = text.split_once('=') {
        let value = value.strip_prefix('=').unwrap_or(value);
        return key(name).map(|name| Requirement::In(name, vec![value.trim().into()]));
    }
    if let Some((head, list)) = text.split_once('(') {
        let values = list
            .strip_suffix(')')?
            .split(',')
            .map(|value| value.trim().to_owned())
            .collect();
        let mut words = head.split_whitespace();
        let (name, operator) = (key(words.next()?)?, words.next()?);
        return match (operator, words.next()) {
            ("in", None) => Some(Requirement::In(name, values)),
            ("notin", None) => Some(Requirement::NotIn(name, values)),
            _ => None,
        };
    }
    key(text).map(Requirement::Exists)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_choose_by_every_form() {
        let labels = [("group", "A"), ("ovh/type", "app"), ("empty", "")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        for (text, expected) in [
            ("", true),
            ("group=A", true),
            ("group==A", true),
            ("group=B", false),
            ("group!=B", true),
            ("other!=B", true),
            ("group", true),
            ("!group", false),
            ("!other", true),
            ("group in (A, B),ovh/type=app", true),
            ("group notin (A)", false),
            ("empty=", true),
            ("group=A,other", false),
        ] {
            assert_eq!(
                LabelSelector::parse(text).unwrap().matches(&labels),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn unreadable_selectors_are_refused() {
        for text in [
            "=A",
            "group=A,,x",
            "group in A",
            "group in (A",
            "a b",
            "group within (A)",
        ] {
            assert!(LabelSelector::parse(text).is_err(), "{text}");
        }
    }
}
