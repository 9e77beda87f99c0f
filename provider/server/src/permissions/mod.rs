//! Which calls every unit makes, and so which rights it needs: the table behind `docs/guides/permissions.md`. The tests of
//! this table run every unit against the sandbox and compare.

mod access;
mod actions;
mod guide;
mod reading;
mod workloads;

use ovh_api::calls::{Call, SIDE_EFFECT_FREE};
use ovhai_model::Kind;
use terraform_plugin::schema::describe::UnitKind;

pub(crate) use guide::guide;

/// All rows, one table per group of units: name and kind together are unique.
const TABLES: &[&[Unit]] = &[
    reading::UNITS,
    workloads::UNITS,
    access::UNITS,
    actions::UNITS,
];

/// Every row.
pub fn units() -> impl Iterator<Item = &'static Unit> {
    TABLES.iter().copied().flatten()
}

/// Something that a configuration can have, and the calls it makes.
#[derive(Debug)]
pub struct Unit {
    /// Terraform's name of it.
    pub name: &'static str,
    /// What it is: a resource and a data source may have one name.
    pub kind: UnitKind,
    /// Its calls, besides those that need no right.
    pub needs: &'static [Need],
}

/// A call and when it is made.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The call.
    pub call: &'static Call,
    /// When it is made.
    pub when: When,
    /// Without the right to it the unit still works; the text says what is lost.
    pub without: Option<&'static str>,
}

/// When a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// When objects of one of these kinds are read: all kinds are, unless `select.kinds` names some.
    Kinds(&'static [Kind]),
    /// When the unit is configured like this.
    Configured(&'static str),
    /// When something is done, such as "creating it".
    Doing(&'static str),
}

impl When {
    /// Is the call made for these kinds and this configuration? `configured` holds what is written in
    /// [`When::Configured`].
    #[must_use]
    pub fn applies(self, kinds: &[Kind], configured: &[&str]) -> bool {
        match self {
            Self::Always | Self::Doing(_) => true,
            Self::Kinds(any) => any.iter().any(|kind| kinds.contains(kind)),
            Self::Configured(text) => configured.contains(&text),
        }
    }
}

impl Unit {
    /// The first unit called `name`: the data source where there are several.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        units().find(|unit| unit.name == name)
    }

    /// The unit called `name` of this kind.
    #[must_use]
    pub fn of_kind(kind: UnitKind, name: &str) -> Option<&'static Self> {
        units().find(|unit| unit.kind == kind && unit.name == name)
    }

    /// Whether nothing it calls changes anything.
    #[must_use]
    pub fn only_reads(&self) -> bool {
        self.all_calls()
            .all(|call| SIDE_EFFECT_FREE.contains(&call))
    }

    /// The calls made for these kinds and this configuration.
    pub fn calls(
        &self,
        kinds: &[Kind],
        configured: &[&str],
    ) -> impl Iterator<Item = &'static Call> {
        self.needs
            .iter()
            .filter(move |need| need.when.applies(kinds, configured))
            .map(|need| need.call)
    }

    /// Every call it ever makes.
    pub fn all_calls(&self) -> impl Iterator<Item = &'static Call> {
        self.needs.iter().map(|need| need.call)
    }
}

const fn always(call: &'static Call) -> Need {
    Need {
        call,
        when: When::Always,
        without: None,
    }
}

const fn of_kinds(call: &'static Call, kinds: &'static [Kind]) -> Need {
    Need {
        call,
        when: When::Kinds(kinds),
        without: None,
    }
}

const fn configured(call: &'static Call, how: &'static str) -> Need {
    Need {
        call,
        when: When::Configured(how),
        without: None,
    }
}

const fn doing(call: &'static Call, what: &'static str) -> Need {
    Need {
        call,
        when: When::Doing(what),
        without: None,
    }
}

/// A call whose right is only helpful; `lost` says what is lost without it.
const fn helpful(call: &'static Call, when: When, lost: &'static str) -> Need {
    Need {
        call,
        when,
        without: Some(lost),
    }
}

/// The calls of a use that takes several units.
pub fn calls_of(units: &[&str]) -> Vec<&'static Call> {
    self::units()
        .filter(|unit| unit.only_reads() && units.contains(&unit.name))
        .flat_map(Unit::all_calls)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ovh_api::calls;
    use terraform_plugin::schema::describe::describe;

    use super::*;
    use crate::Ovhai;

    #[test]
    fn every_unit_has_a_row() {
        let provider = describe(&Ovhai);
        let described = [
            &provider.resources,
            &provider.data_sources,
            &provider.ephemeral_resources,
            &provider.list_resources,
            &provider.actions,
        ];
        let described: BTreeSet<(String, String)> = described
            .into_iter()
            .flatten()
            .map(|unit| (unit.type_name.clone(), format!("{:?}", unit.kind)))
            .collect();
        let rows: Vec<(String, String)> = units()
            .map(|unit| (unit.name.to_owned(), format!("{:?}", unit.kind)))
            .collect();
        assert_eq!(
            rows.iter().cloned().collect::<BTreeSet<_>>().len(),
            rows.len()
        );
        assert_eq!(
            rows.into_iter().collect::<BTreeSet<_>>(),
            described,
            "a unit's calls belong into the table of permissions"
        );
    }

    #[test]
    fn data_sources_lists_and_exports_only_read() {
        for unit in units() {
            let reads = matches!(unit.kind, UnitKind::DataSource | UnitKind::ListResource)
                || unit.name.ends_with("_export");
            assert!(unit.only_reads() || !reads, "{}", unit.name);
            for call in unit.all_calls() {
                assert!(!call.open, "{} {call}: needs no right", unit.name);
            }
        }
    }

    /// A list that contradicts itself is settled by asking for its objects one by one; that must take no further right.
    #[test]
    fn asking_for_one_object_needs_no_more_than_its_list() {
        for (list, one) in [
            (&calls::APPS, &calls::APP),
            (&calls::JOBS, &calls::JOB),
            (&calls::NOTEBOOKS, &calls::NOTEBOOK),
            (&calls::BACKUPS, &calls::BACKUP),
        ] {
            assert_eq!(list.iam, one.iam);
            assert!(
                list.rule("p").covers(one.method, &one.rule("p").path),
                "{one}"
            );
        }
    }
}
