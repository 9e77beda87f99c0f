//! What is kept of rendered workloads until the end.

use std::{collections::BTreeMap, sync::Arc};

use ovhai_model::{Address, Digest, Finding, FindingSet, Kind};

use crate::{
    RequiredSecret, UrlMove,
    lower::{Cache, holdings::Demand},
    required::RequiredKey,
    session::Rendered,
};

/// A small trace of every rendered workload, from which the shared artefacts are made. Texts that repeat per slug are kept once.
#[derive(Clone, Debug, Default)]
pub struct Accumulated {
    pub(crate) workloads: Vec<Trace>,
    pub(crate) kinds: BTreeMap<Arc<str>, KindTrace>,
    pub(crate) secrets: BTreeMap<String, SecretTrace>,
    pub(crate) urls: Vec<UrlMove>,
    /// By name.
    pub(crate) caches: BTreeMap<String, Cache>,
    /// What all of them ask for.
    pub(crate) demand: Demand,
    /// Objects by a digest of their identity, with the number of their workload.
    objects: BTreeMap<u64, usize>,
    /// Objects that two workloads have.
    pub(crate) clashes: Vec<String>,
    pub(crate) through_interceptor: bool,
    /// Workloads whose image must be replaced before they can run.
    pub(crate) placeholder_images: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub address: Address,
    pub name: String,
    pub display_name: String,
    pub findings: Vec<FindingTrace>,
}

/// A finding without what its kind says.
#[derive(Clone, Debug)]
pub(crate) struct FindingTrace {
    /// Shared with the key of its kind: there are few slugs and many findings.
    pub slug: Arc<str>,
    pub detail: Box<str>,
    pub answer: Option<Box<str>>,
}

#[derive(Clone, Debug)]
pub(crate) struct KindTrace {
    pub fidelity: ovhai_model::Fidelity,
    pub category: ovhai_model::Category,
    pub hint: String,
}

#[derive(Clone, Debug)]
pub(crate) struct SecretTrace {
    pub secret: RequiredSecret,
    pub used_by: Vec<String>,
}

impl Accumulated {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps what the shared artefacts need of `rendered`, which may be dropped afterwards.
    pub fn add(&mut self, rendered: &Rendered) {
        for identity in &rendered.identities {
            if let Some(clash) = self.clash(identity) {
                self.clashes.push(format!("{clash} and {}", rendered.name));
            } else {
                self.objects.insert(digest(identity), self.workloads.len());
            }
        }
        let findings = self.trace(&rendered.findings);
        self.workloads.push(Trace {
            address: rendered.address.clone(),
            name: rendered.name.clone(),
            display_name: rendered.display_name.clone(),
            findings,
        });
        for secret in &rendered.required_secrets {
            self.require(secret, &rendered.name);
        }
        self.urls.extend(rendered.urls.iter().cloned());
        for cache in &rendered.caches {
            self.caches
                .entry(cache.name.clone())
                .and_modify(|known| known.grow(cache))
                .or_insert_with(|| cache.clone());
        }
        self.demand.add(&rendered.needs);
        self.through_interceptor |= rendered.through_interceptor;
        self.placeholder_images += usize::from(rendered.has_placeholder_image);
    }

    /// How many workloads of each kind were added; kinds without any are missing.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for trace in &self.workloads {
            *counts.entry(trace.address.kind()).or_default() += 1;
        }
        counts
    }

    /// `identity`, an object's, and the workload that has it, if one was added.
    pub(crate) fn clash(&self, identity: &str) -> Option<String> {
        let owner = self.workloads.get(*self.objects.get(&digest(identity))?)?;
        Some(format!("{identity} of {}", owner.name))
    }

    pub(crate) fn trace(&mut self, findings: &FindingSet) -> Vec<FindingTrace> {
        findings
            .iter()
            .map(|finding| {
                let slug = match self.kinds.get_key_value(finding.slug.as_str()) {
                    Some((slug, _)) => Arc::clone(slug),
                    None => {
                        let slug: Arc<str> = finding.slug.as_str().into();
                        self.kinds.insert(Arc::clone(&slug), kind_of(finding));
                        slug
                    }
                };
                FindingTrace {
                    slug,
                    detail: finding.detail.as_str().into(),
                    answer: finding.answer.as_deref().map(Into::into),
                }
            })
            .collect()
    }

    /// One Secret may be used by many workloads, each with its own keys.
    fn require(&mut self, secret: &RequiredSecret, workload: &str) {
        match self.secrets.get_mut(&secret.name) {
            None => {
                self.secrets.insert(
                    secret.name.clone(),
                    SecretTrace {
                        secret: secret.clone(),
                        used_by: vec![workload.to_owned()],
                    },
                );
            }
            Some(known) => {
                let keys: &mut Vec<RequiredKey> = &mut known.secret.keys;
                for key in &secret.keys {
                    if !keys.iter().any(|known| known.key == key.key) {
                        keys.push(key.clone());
                    }
                }
                keys.sort();
                known.used_by.push(workload.to_owned());
            }
        }
    }
}

/// Short, since a large estate has many objects.
fn digest(identity: &str) -> u64 {
    let digest = Digest::of(identity.as_bytes());
    u64::from_str_radix(&digest.hex()[..16], 16).unwrap_or_default()
}

fn kind_of(finding: &Finding) -> KindTrace {
    KindTrace {
        fidelity: finding.fidelity,
        category: finding.category,
        hint: finding.hint.clone(),
    }
}
