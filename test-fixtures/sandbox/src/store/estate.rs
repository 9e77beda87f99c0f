//! Everything below `/ai` that a project holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::kind::Kind;
use super::objects::Objects;
use crate::clock::rfc3339;
use crate::workload::derived;

const DAY_MS: i64 = 86_400_000;

/// Everything below `/ai` that a project holds.
#[derive(Debug)]
pub(crate) struct Estate {
    objects: BTreeMap<Kind, Objects>,
    pub(crate) retention: Retention,
    /// Backups made so far: their ids follow from it.
    backed_up: u64,
}

impl Estate {
    /// Nothing at all, not even what the platform itself provides.
    pub(crate) fn bare() -> Self {
        Self {
            objects: Kind::ALL
                .into_iter()
                .map(|kind| (kind, Objects::new(kind)))
                .collect(),
            retention: Retention::default(),
            backed_up: 0,
        }
    }

    /// All objects of a kind.
    #[expect(clippy::expect_used, reason = "every kind is there from the start")]
    pub(crate) fn of(&self, kind: Kind) -> &Objects {
        self.objects.get(&kind).expect("every kind is there")
    }

    /// All objects of a kind.
    #[expect(clippy::expect_used, reason = "every kind is there from the start")]
    pub(crate) fn of_mut(&mut self, kind: Kind) -> &mut Objects {
        self.objects.get_mut(&kind).expect("every kind is there")
    }

    /// Lets everything happen that is due.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        self.of_mut(Kind::App).advance(now_ms);
        self.of_mut(Kind::Job).advance(now_ms);
        for kind in [Kind::DataStore, Kind::Registry, Kind::Token] {
            self.of_mut(kind).advance(now_ms);
        }
        let notebooks = self.of_mut(Kind::Notebook).advance(now_ms);
        for (notebook, at) in notebooks.backups {
            self.back_up(&notebook, at);
        }
        for notebook in notebooks.gone {
            self.of_mut(Kind::Backup).clear_place(&notebook);
            self.retention.forget(&notebook);
        }
    }

    /// Makes a backup of a notebook's workspace and drops those that its retention policy keeps no longer.
    fn back_up(&mut self, notebook: &str, at_ms: i64) {
        self.backed_up += 1;
        let id = derived(notebook, &format!("backup/{}", self.backed_up)).to_string();
        let at = rfc3339(at_ms);
        let backup = json!({"createdAt": at, "evictionDate": null, "id": id, "updatedAt": at});
        let region = self
            .of(Kind::Notebook)
            .stored(notebook)
            .map_or_else(String::new, |notebook| notebook.head().region.clone());
        let policy = self.retention.of(notebook, &region);
        let backups = self.of_mut(Kind::Backup);
        backups.insert_in(notebook, &backup);
        policy.apply(backups, notebook, at_ms);
    }

    /// Ids by the word of their kind. Partners are an offer of the platform, not a holding.
    pub(crate) fn holdings(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.objects
            .iter()
            .filter(|(kind, _)| **kind != Kind::Partner)
            .map(|(kind, objects)| {
                let ids = objects.iter().map(|(id, _)| id.to_owned()).collect();
                (kind.word().to_owned(), ids)
            })
            .collect()
    }
}

/// How many backups are kept and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) retained: i64,
    pub(crate) lifetime_days: i64,
    /// Age counts from this position in history on, the newest being 0.
    pub(crate) eviction_threshold: i64,
}

impl Default for Policy {
    /// The vendor's defaults are unknown; these numbers are those of `examples/notebook-retention.json`, invented.
    fn default() -> Self {
        Self {
            retained: 10,
            lifetime_days: 30,
            eviction_threshold: 5,
        }
    }
}

impl Policy {
    /// The document.
    pub(crate) fn document(self) -> Value {
        json!({
            "lifetimeEvictionThreshold": self.eviction_threshold,
            "lifetimeInDays": self.lifetime_days,
            "retainedNumber": self.retained,
        })
    }

    /// Drops what is too much or too old, and dates the end of what only age will end.
    fn apply(self, backups: &mut Objects, notebook: &str, now_ms: i64) {
        let mut newest_first = backups.ids_in(notebook);
        newest_first.reverse();
        for (position, id) in newest_first.into_iter().enumerate() {
            let position = i64::try_from(position).unwrap_or(i64::MAX);
            let created = backups
                .stored(&id)
                .map_or(0, |backup| backup.head().created_ms);
            let ends = created.saturating_add(self.lifetime_days.saturating_mul(DAY_MS));
            let ages = position >= self.eviction_threshold;
            if position >= self.retained || (ages && ends <= now_ms) {
                backups.remove(&id);
            } else if ages {
                backups.edit(&id, |backup| backup["evictionDate"] = rfc3339(ends).into());
            }
        }
    }
}

/// Retention policies: one per region, overridden per notebook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Retention {
    by_region: BTreeMap<String, Policy>,
    by_notebook: BTreeMap<String, Policy>,
}

impl Retention {
    /// The effective policy of a notebook.
    pub(crate) fn of(&self, notebook: &str, region: &str) -> Policy {
        self.by_notebook
            .get(notebook)
            .copied()
            .unwrap_or_else(|| self.of_region(region))
    }

    /// The default of a region.
    pub(crate) fn of_region(&self, region: &str) -> Policy {
        self.by_region.get(region).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, notebook: &str, policy: Policy) {
        self.by_notebook.insert(notebook.to_owned(), policy);
    }

    pub(crate) fn set_region(&mut self, region: &str, policy: Policy) {
        self.by_region.insert(region.to_owned(), policy);
    }

    fn forget(&mut self, notebook: &str) {
        self.by_notebook.remove(notebook);
    }
}
