//! What is wrong with the choices a person made.

use std::fmt;

/// A mistake in profile, answers or overrides, with the place to mend it. Never holds a secret value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the attribute, for example `["profile", "domain"]` or `["overrides", "Deployment/shop"]`.
    pub attribute: Vec<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    /// A problem at `attribute`.
    pub(crate) fn new<S: Into<String>>(
        attribute: impl IntoIterator<Item = S>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            attribute: attribute.into_iter().map(Into::into).collect(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.attribute.join("."), self.message)
    }
}

impl std::error::Error for Problem {}

/// The candidates near `word`, at most three, for "did you mean". What both have up to a `/`, such as `kubernetes/`, does not
/// make them near.
pub(crate) fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let same = word
                .bytes()
                .zip(candidate.bytes())
                .take_while(|(left, right)| left == right);
            let folder = same.enumerate().filter(|(_, (byte, _))| *byte == b'/');
            let skipped = folder.last().map_or(0, |(index, _)| index + 1);
            let length = word.len().max(candidate.len()) - skipped;
            *distance <= (length / 3).max(1) && *distance < length
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    scored.truncate(3);
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// "; did you mean `a` or `b`?" for the candidates nearest to a misspelt `word`, or nothing.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let near = near(word, candidates);
    if near.is_empty() {
        return String::new();
    }
    let list: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("; did you mean {}?", list.join(" or "))
}

/// Edit distance over bytes; words longer than 200 bytes are compared by their start, which is enough for a hint.
fn distance(left: &str, right: &str) -> usize {
    let left = &left.as_bytes()[..left.len().min(200)];
    let right = &right.as_bytes()[..right.len().min(200)];
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_the_nearest() {
        assert_eq!(
            near(
                "kubernetes/url-change",
                ["kubernetes/url-changes", "kubernetes/no-readiness-check"]
            ),
            ["kubernetes/url-changes"]
        );
        assert_eq!(did_you_mean("zzz", ["kubernetes/url-changes"]), "");
        let slugs = ["kubernetes/needs-keda", "kubernetes/host-needed"];
        assert_eq!(did_you_mean("kubernetes/weather", slugs), "");
        assert_eq!(did_you_mean("x", ["y"]), "");
        assert_eq!(near("kubernetes/need-keda", slugs), [slugs[0]]);
    }
}
