//! Revisions: a compact fingerprint of an estate that can say what changed since it was taken.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{Address, Digest, Estate, Selection};

/// `r1.SCOPE.TOTAL.ENTRIES`: digest of the selection (8 hex digits), digest over every object (32 hex digits), and eight
/// bytes per object (four of its address, four of its content) in base64url.
///
/// Only configuration survives from `terraform plan` to the planning inside `terraform apply`, so what a later call needs
/// to name a difference must be in this text. `TOTAL` decides equality; the short entries only name objects.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Revision {
    scope: String,
    total: String,
    /// Sorted; a multiset, as two addresses may share their first four bytes.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    address: [u8; 4],
    content: [u8; 4],
}

impl Entry {
    fn of(address: &Address, digest: &Digest) -> Self {
        Self {
            address: first_bytes(&Digest::of(address.to_string().as_bytes())),
            content: first_bytes(digest),
        }
    }
}

fn first_bytes(digest: &Digest) -> [u8; 4] {
    u32::from_str_radix(&digest.hex()[..8], 16)
        .unwrap_or_default()
        .to_be_bytes()
}

impl Revision {
    /// The revision of `objects`, which `selection` chose; their order does not matter.
    pub fn of<'a>(
        selection: &Selection,
        objects: impl IntoIterator<Item = (Cow<'a, Address>, Digest)>,
    ) -> Self {
        let mut lines = Vec::new();
        let mut entries = Vec::new();
        for (address, digest) in objects {
            lines.push(format!("{address} {digest}\n"));
            entries.push(Entry::of(&address, &digest));
        }
        lines.sort_unstable();
        entries.sort_unstable();
        Self {
            scope: selection.digest().hex()[..8].to_owned(),
            total: Digest::of(lines.concat().as_bytes()).hex()[..32].to_owned(),
            entries,
        }
    }

    /// How many objects it covers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it covers none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Compares this, taken earlier, with `estate`, read now, as far as `selection` chooses.
    ///
    /// Under the selection it was taken with, the comparison is exact. Under another one, selected objects are compared
    /// one by one, and an object that left the estate counts as gone even if it may have lain outside the selection:
    /// its name and labels are no longer known.
    #[must_use]
    pub fn compare(&self, estate: &Estate, selection: &Selection) -> Comparison {
        let now = estate.revision(selection);
        let same_scope = self.scope == now.scope;
        if same_scope && self.total == now.total {
            return Comparison::Same;
        }
        let mut before: BTreeMap<[u8; 4], BTreeSet<[u8; 4]>> = BTreeMap::new();
        for entry in &self.entries {
            before
                .entry(entry.address)
                .or_default()
                .insert(entry.content);
        }
        let (mut change, mut present) = (Change::default(), BTreeSet::new());
        for (address, digest) in estate.exported(selection) {
            let entry = Entry::of(&address, &digest);
            present.insert(entry.address);
            match before.get(&entry.address) {
                None => change.added.push(address.into_owned()),
                Some(contents) if !contents.contains(&entry.content) => {
                    change.changed.push(address.into_owned())
                }
                Some(_) => {}
            }
        }
        if !same_scope {
            // Still there, only not selected here.
            present.extend(
                estate
                    .all()
                    .map(|object| Entry::of(object.address, object.digest).address),
            );
        }
        change.gone = before
            .keys()
            .filter(|address| !present.contains(*address))
            .count();
        // Equal short entries under unequal totals: something changed that cannot be named.
        if change.is_empty() && !same_scope {
            Comparison::Same
        } else {
            Comparison::Different(change)
        }
    }
}

/// The outcome of [`Revision::compare`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The selected objects are as they were.
    Same,
    /// They are not.
    Different(Change),
}

/// What is different now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Objects whose specification or wanted state is another.
    pub changed: Vec<Address>,
    /// Objects that were not there.
    pub added: Vec<Address>,
    /// How many objects are no longer there or no longer selected.
    pub gone: usize,
}

impl Change {
    /// Whether no difference could be named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.gone == 0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = self
            .entries
            .iter()
            .flat_map(|entry| entry.address.into_iter().chain(entry.content))
            .collect();
        write!(
            f,
            "r1.{}.{}.{}",
            self.scope,
            self.total,
            URL_SAFE_NO_PAD.encode(bytes)
        )
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Revision> for String {
    fn from(revision: Revision) -> Self {
        revision.to_string()
    }
}

impl TryFrom<String> for Revision {
    type Error = RevisionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for Revision {
    type Err = RevisionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |part: &str, length| {
            part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit())
        };
        let parts: Vec<&str> = text.split('.').collect();
        let [version, scope, total, entries] = parts[..] else {
            return Err(RevisionError);
        };
        if version != "r1" || !is_hex(scope, 8) || !is_hex(total, 32) {
            return Err(RevisionError);
        }
        let bytes = URL_SAFE_NO_PAD.decode(entries).map_err(|_| RevisionError)?;
        let (chunks, []) = bytes.as_chunks::<8>() else {
            return Err(RevisionError);
        };
        let entries = chunks
            .iter()
            .map(|&[a, b, c, d, e, f, g, h]| Entry {
                address: [a, b, c, d],
                content: [e, f, g, h],
            })
            .collect();
        Ok(Self {
            scope: scope.to_owned(),
            total: total.to_owned(),
            entries,
        })
    }
}

/// A text that is no revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a revision; use the `revision` of an ovhai_inventory data source, unchanged")]
pub struct RevisionError;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Workload, testing::workload};

    fn estate(workloads: &[(&str, &str)]) -> Estate {
        let workloads: Vec<Workload> = workloads
            .iter()
            .map(|(id, content)| workload(id, content))
            .collect();
        Estate {
            service: "p".to_owned(),
            workloads,
            ..Estate::default()
        }
    }

    #[test]
    fn survives_its_text_form() {
        let revision = estate(&[("a", "1"), ("b", "2")]).revision(&Selection::default());
        assert_eq!(revision.to_string().parse::<Revision>().unwrap(), revision);
        for text in [
            "",
            "r2.00000000.00000000000000000000000000000000.",
            "r1.x.y.z",
            "latest",
        ] {
            assert_eq!(text.parse::<Revision>(), Err(RevisionError), "{text:?}");
        }
    }

    #[test]
    fn names_what_changed() {
        let all = Selection::default();
        let before = estate(&[("a", "1"), ("b", "2"), ("c", "3")]).revision(&all);
        assert_eq!(
            before.compare(&estate(&[("c", "3"), ("b", "2"), ("a", "1")]), &all),
            Comparison::Same
        );
        let now = estate(&[("a", "1"), ("b", "changed"), ("d", "4")]);
        assert_eq!(
            before.compare(&now, &all),
            Comparison::Different(Change {
                changed: vec![Address::new(Kind::App, "b")],
                added: vec![Address::new(Kind::App, "d")],
                gone: 1
            })
        );
    }

    #[test]
    fn changes_outside_a_narrower_selection_do_not_count() {
        let before = estate(&[("a", "1"), ("b", "2")]).revision(&Selection::default());
        let only_a = Selection {
            ids: ["a".to_owned()].into(),
            ..Selection::default()
        };
        let now = estate(&[("a", "1"), ("b", "changed"), ("c", "new")]);
        assert_eq!(before.compare(&now, &only_a), Comparison::Same);
    }
}
