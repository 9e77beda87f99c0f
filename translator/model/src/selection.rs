//! Selections: which objects an inventory or export is about.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Digest, Kind, Object, Workload, object::Holding};

/// Empty sets select everything; several members must all hold. What an object does not have matches no member that asks
/// for it: a token has no labels, so a label selector leaves it out. `exclude` wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Only these kinds.
    pub kinds: BTreeSet<Kind>,
    /// Only these regions, compared without case.
    pub regions: BTreeSet<String>,
    /// Only objects with one of these names, exactly.
    pub names: BTreeSet<String>,
    /// Only these ids.
    pub ids: BTreeSet<String>,
    /// Only workloads whose labels match, as Kubernetes users write it.
    pub label_selector: Option<LabelSelector>,
    /// Never these ids or names.
    pub exclude: BTreeSet<String>,
    /// Runs that have ended too. They start nothing on a target, yet are part of what was there.
    #[serde(skip_serializing_if = "is_true")]
    pub finished_jobs: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
const fn is_true(value: &bool) -> bool {
    *value
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            kinds: BTreeSet::new(),
            regions: BTreeSet::new(),
            names: BTreeSet::new(),
            ids: BTreeSet::new(),
            label_selector: None,
            exclude: BTreeSet::new(),
            finished_jobs: true,
        }
    }
}

impl Selection {
    /// Whether `workload` is selected.
    #[must_use]
    pub fn includes(&self, workload: &Workload) -> bool {
        self.includes_object(&workload.object())
    }

    /// Whether objects of `kind` can be selected at all.
    #[must_use]
    pub fn includes_kind(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether exports of this selection are made from objects of `kind`: registries and data stores always, as workloads
    /// depend on them; workloads, tokens, users and quotas when the kind is selected.
    #[must_use]
    pub fn needs(&self, kind: Kind) -> bool {
        match kind {
            Kind::Registry | Kind::DataStore => true,
            Kind::App | Kind::Job | Kind::Notebook | Kind::Token | Kind::User | Kind::Quota => {
                self.includes_kind(kind)
            }
            Kind::Backup | Kind::Container | Kind::ContainerRegistry | Kind::Cluster => false,
        }
    }

    /// Whether `object` is selected.
    #[must_use]
    pub fn includes_object(&self, object: &Object<'_>) -> bool {
        fn any_or<T: Ord>(set: &BTreeSet<T>, matches: impl Fn(&T) -> bool) -> bool {
            set.is_empty() || set.iter().any(matches)
        }
        self.includes_kind(object.kind())
            && any_or(&self.regions, |region| {
                region.eq_ignore_ascii_case(object.region)
            })
            && any_or(&self.names, |name| name == object.name)
            && any_or(&self.ids, |id| id == object.address.id())
            && self
                .label_selector
                .as_ref()
                .is_none_or(|selector| object.labels.is_some_and(|labels| selector.matches(labels)))
            && (self.finished_jobs || !object.has_ended)
            && !self.exclude.contains(object.address.id())
            && (object.name.is_empty() || !self.exclude.contains(object.name))
    }

    /// A digest of the selection itself: two revisions compare fully only under the same one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let value = serde_json::to_value(self).unwrap_or_default();
        Digest::of(crate::canonical_json(&value).as_bytes())
    }
}

/// A label selector: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (x,y)`, `a notin (x,y)`, joined by commas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LabelSelector {
    text: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    key: String,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Exists,
    Missing,
    In(BTreeSet<String>),
    NotIn(BTreeSet<String>),
}

impl LabelSelector {
    /// Whether `labels` satisfy every term. As in Kubernetes, `!=` and `notin` hold for a missing key.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.matches_by(|name| labels.get(name).map(String::as_str))
    }

    /// [`LabelSelector::matches`] for labels that are looked up by `label`.
    #[must_use]
    pub fn matches_by<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.terms
            .iter()
            .all(|term| match (&term.rule, label(&term.key)) {
                (Rule::Exists, value) => value.is_some(),
                (Rule::Missing, value) => value.is_none(),
                (Rule::In(values), Some(value)) => values.contains(value),
                (Rule::In(_), None) => false,
                (Rule::NotIn(values), value) => value.is_none_or(|value| !values.contains(value)),
            })
    }
}

impl From<LabelSelector> for String {
    fn from(selector: LabelSelector) -> Self {
        selector.text
    }
}

impl TryFrom<String> for LabelSelector {
    type Error = SelectionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl std::str::FromStr for LabelSelector {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |part: &str| SelectionError {
            selector: text.to_owned(),
            part: part.trim().to_owned(),
        };
        let terms = split_outside_parentheses(text)
            .into_iter()
            .map(|part| parse_term(part.trim()).ok_or_else(|| error(part)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.to_owned(),
            terms,
        })
    }
}

fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (index, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn parse_term(text: &str) -> Option<Term> {
    let is_word = |word: &str| {
        !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "=!(),".contains(c))
    };
    let term = |key: &str, rule| {
        is_word(key.trim()).then(|| Term {
            key: key.trim().to_owned(),
            rule,
        })
    };
    let one = |value: &str| {
        let value = value.trim();
        (value.is_empty() || is_word(value)).then(|| BTreeSet::from([value.to_owned()]))
    };
    if let Some((key, value)) = text.split_once("!=") {
        return term(key, Rule::NotIn(one(value)?));
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return term(key, Rule::In(one(value)?));
    }
    if let Some(key) = text.strip_prefix('!') {
        return term(key, Rule::Missing);
    }
    let Some((head, list)) = text.split_once('(') else {
        return term(text, Rule::Exists);
    };
    let values = list
        .strip_suffix(')')?
        .split(',')
        .map(|value| is_word(value.trim()).then(|| value.trim().to_owned()))
        .collect::<Option<BTreeSet<_>>>()?;
    let (key, operator) = head.trim().rsplit_once(char::is_whitespace)?;
    match operator {
        "in" => term(key, Rule::In(values)),
        "notin" => term(key, Rule::NotIn(values)),
        _ => None,
    }
}

/// A label selector that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "label selector `{selector}`: cannot read `{part}`; write key=value, key!=value, key, !key, key in (a,b) or key notin (a,b), joined by commas"
)]
pub struct SelectionError {
    selector: String,
    part: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels = labels
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        selector.parse::<LabelSelector>().unwrap().matches(&labels)
    }

    #[test]
    fn label_selectors_follow_kubernetes() {
        let nlp = [("team", "nlp"), ("env", "prod")];
        assert!(matches("team=nlp", &nlp));
        assert!(matches("team == nlp, env in (prod, dev)", &nlp));
        assert!(!matches("team!=nlp", &nlp));
        assert!(matches("owner!=x", &nlp), "a missing key satisfies !=");
        assert!(matches("env,!owner", &nlp));
        assert!(!matches("env notin (prod)", &nlp));
        assert!(matches("ovh/id=96fb", &[("ovh/id", "96fb")]));
    }

    #[test]
    fn broken_selectors_name_the_part() {
        for text in ["", "a=b,,c", "a in b", "a in (b", "a b", "=x"] {
            assert!(
                text.parse::<LabelSelector>().is_err(),
                "{text:?} was accepted"
            );
        }
        let error = "a=b,c of (d)"
            .parse::<LabelSelector>()
            .unwrap_err()
            .to_string();
        assert!(error.contains("`c of (d)`"), "{error}");
    }
}
