//! What searches for workloads share.

use std::collections::BTreeMap;

use ovhai_model::LabelSelector;
use terraform_plugin::{Diagnostics, Schema, Set, Value};

use crate::listed::{check_selector, is_among, selector};

/// Which workloads are wanted. Members that are left out do not narrow; several narrow together.
#[derive(Clone, Debug, Schema)]
pub struct Search {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Only workloads in these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    pub regions: Value<Set<String>>,
    /// Only workloads in one of these states, in the platform's words, such as `RUNNING`. Default: all.
    #[attr(optional)]
    pub states: Value<Set<String>>,
    /// Only workloads whose labels match, such as `team=nlp,env in (prod, staging),!experimental`.
    #[attr(optional, validate(text("must be a label selector", check_selector)))]
    pub label_selector: Value<String>,
    /// Only workloads whose name begins like this. Default: all.
    #[attr(optional)]
    pub name_prefix: Value<String>,
}

/// A search ready to look at workloads.
#[derive(Debug)]
pub struct Searching<'a> {
    search: &'a Search,
    labels: Option<LabelSelector>,
}

/// What a search looks at.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub name: Option<&'a String>,
    pub region: &'a str,
    pub state: Option<&'a str>,
    pub labels: &'a BTreeMap<String, String>,
}

impl Search {
    /// Reads the label selector.
    pub fn begin(&self, diagnostics: &mut Diagnostics) -> Option<Searching<'_>> {
        Some(Searching {
            search: self,
            labels: selector(&self.label_selector, diagnostics)?,
        })
    }
}

impl Searching<'_> {
    /// Whether a workload is wanted.
    pub fn wants(&self, one: Candidate<'_>) -> bool {
        let prefix = self.search.name_prefix.as_deref().unwrap_or_default();
        is_among(one.region, &self.search.regions)
            && is_among(one.state.unwrap_or_default(), &self.search.states)
            && (prefix.is_empty() || one.name.is_some_and(|name| name.starts_with(prefix)))
            && self
                .labels
                .as_ref()
                .is_none_or(|labels| labels.matches(one.labels))
    }
}
