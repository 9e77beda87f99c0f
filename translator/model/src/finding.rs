//! Findings: what a person should know about an exit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Address, Category, Fidelity};

/// What can be found, declared once where it is raised. The slug is a promise: it is never renamed.
#[derive(Debug)]
pub struct FindingKind {
    /// `area/what-is-wrong`, lower case.
    pub slug: &'static str,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// Category of the reversibility policy.
    pub category: Category,
    /// One line for tables: what differs.
    pub title: &'static str,
    /// What a person should do or decide.
    pub hint: &'static str,
}

impl FindingKind {
    /// This finding at `address`, with `detail` saying which value of which member it is about.
    #[must_use]
    pub fn at(&self, address: &Address, detail: impl Into<String>) -> Finding {
        Finding {
            slug: self.slug.to_owned(),
            fidelity: self.fidelity,
            category: self.category,
            address: address.clone(),
            detail: detail.into(),
            hint: self.hint.to_owned(),
            answer: None,
        }
    }
}

/// One difference between source and target. Never holds a secret value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// `area/what-is-wrong`.
    pub slug: String,
    /// The object it is about.
    pub address: Address,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// Category of the reversibility policy.
    pub category: Category,
    /// What exactly was found.
    pub detail: String,
    /// What a person should do or decide.
    pub hint: String,
    /// A person's decision for it, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

impl Finding {
    /// `slug@address`, the key findings and answers are kept under.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.slug, self.address)
    }
}

/// Findings in a stable order, at most one per slug and address; details of further ones are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingSet(BTreeMap<(Address, String), Finding>);

impl FindingSet {
    /// Adds `finding`; a second one for the same slug and address adds its detail.
    pub fn add(&mut self, finding: Finding) {
        let key = (finding.address.clone(), finding.slug.clone());
        match self.0.get_mut(&key) {
            None => {
                self.0.insert(key, finding);
            }
            Some(known) => {
                if !known.detail.split("; ").any(|part| part == finding.detail) {
                    known.detail.push_str("; ");
                    known.detail.push_str(&finding.detail);
                }
            }
        }
    }

    /// Every finding, by address, then slug.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The worst fidelity among them, `Exact` if there is none.
    #[must_use]
    pub fn fidelity(&self) -> Fidelity {
        self.iter()
            .map(|finding| finding.fidelity)
            .max()
            .unwrap_or(Fidelity::Exact)
    }
}

impl Extend<Finding> for FindingSet {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        for finding in findings {
            self.add(finding);
        }
    }
}

impl FromIterator<Finding> for FindingSet {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        let mut set = Self::default();
        set.extend(findings);
        set
    }
}
