//! Names that tell objects apart.

use std::collections::BTreeMap;

use ovhai_model::{Address, Kind, markdown::plain};

use super::words::{listed, nouns};
use crate::{MOST_SHOWN, ObjectSummary, Readiness};

/// Characters of a name.
const LONGEST: usize = 80;

/// Characters of an id that tell objects of one name apart.
const SHORT: usize = 8;

/// From how many on `all 3 apps` is said instead of their names.
const MANY: usize = 3;

/// Names of the objects of a report, with region or id where a name is not the only one of its kind.
pub(super) struct Names<'a> {
    readiness: &'a Readiness,
    /// How many objects of a kind have a name, in all and in one region.
    same: BTreeMap<(Kind, &'a str), usize>,
    same_region: BTreeMap<(Kind, &'a str, &'a str), usize>,
}

impl<'a> Names<'a> {
    pub(super) fn of(readiness: &'a Readiness) -> Self {
        let mut this = Self {
            readiness,
            same: BTreeMap::new(),
            same_region: BTreeMap::new(),
        };
        for object in &readiness.objects {
            let (kind, name, region) = (object.address.kind(), &*object.name, &*object.region);
            *this.same.entry((kind, name)).or_default() += 1;
            *this.same_region.entry((kind, name, region)).or_default() += 1;
        }
        this
    }

    /// The object, if it is a selected one.
    pub(super) fn object(&self, address: &Address) -> Option<&'a ObjectSummary> {
        self.readiness
            .objects
            .binary_search_by(|object| object.address.cmp(address))
            .ok()
            .map(|index| &self.readiness.objects[index])
    }

    /// What a person calls it, free of markup.
    pub(super) fn name(&self, address: &Address) -> String {
        let Some(object) = self
            .object(address)
            .filter(|object| !object.name.is_empty())
        else {
            return plain(address.id(), LONGEST);
        };
        let (kind, name, region) = (address.kind(), &*object.name, &*object.region);
        let shown = plain(name, LONGEST);
        if self.same.get(&(kind, name)) == Some(&1) {
            shown
        } else if !region.is_empty() && self.same_region.get(&(kind, name, region)) == Some(&1) {
            format!("{shown} ({})", plain(region, LONGEST))
        } else {
            format!("{shown} ({})", plain(&short(address.id(), name), LONGEST))
        }
    }

    /// Names by kind, the rest counted: `apps a and b; job c`, `all 13 apps; job c`, `every workload`. `objects` are the first
    /// of `count`; `kinds` says how many of them are selected objects of which kind.
    pub(super) fn list(
        &self,
        objects: &[Address],
        count: usize,
        kinds: &BTreeMap<Kind, usize>,
    ) -> String {
        let all = &self.readiness.kinds;
        let of_workloads = |counts: &BTreeMap<Kind, usize>| -> usize {
            counts
                .iter()
                .filter(|(kind, _)| kind.is_workload())
                .map(|(_, count)| *count)
                .sum()
        };
        if count >= MANY && count == of_workloads(kinds) && count == of_workloads(all) {
            return "every workload".to_owned();
        }
        let mut by_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for address in objects.iter().take(MOST_SHOWN) {
            let name = self.name(address);
            by_kind.entry(address.kind()).or_default().push(name);
        }
        let mut told = 0;
        let groups: Vec<String> = by_kind
            .iter()
            .map(|(kind, names)| {
                let (one, many) = nouns(*kind);
                match kinds.get(kind) {
                    Some(of_kind) if *of_kind >= MANY && all.get(kind) == Some(of_kind) => {
                        told += of_kind;
                        format!("all {of_kind} {many}")
                    }
                    _ => {
                        told += names.len();
                        let noun = if names.len() == 1 { one } else { many };
                        format!("{noun} {}", listed(names))
                    }
                }
            })
            .collect();
        let shown = groups.join("; ");
        match count.saturating_sub(told) {
            0 => shown,
            more => format!("{shown}; and {more} more"),
        }
    }
}

/// What of an id tells it from others: the beginning of a random one, all but the name of one that ends with it.
fn short(id: &str, name: &str) -> String {
    if let Some(place) = id.strip_suffix(name).and_then(|id| id.strip_suffix('/')) {
        return place.to_owned();
    }
    id.chars().take(SHORT).collect()
}
