//! Which calls every unit makes, and so which rights it needs: the table behind `docs/guides/permissions.md`. The tests of
//! this table run every unit against the sandbox and compare.

mod guide;

use ovh_api::calls::{self, Call};
use ovhai_model::Kind;

pub(crate) use guide::guide;

/// A data source or resource and the calls it makes.
#[derive(Debug)]
pub struct Unit {
    /// Terraform's name of it.
    pub name: &'static str,
    /// Its calls, besides those that need no right.
    pub needs: &'static [Need],
}

/// A call and when it is made.
#[derive(Debug)]
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
}

impl When {
    /// Is the call made for these kinds and this configuration? `configured` holds what is written in
    /// [`When::Configured`].
    #[must_use]
    pub fn applies(self, kinds: &[Kind], configured: &[&str]) -> bool {
        match self {
            Self::Always => true,
            Self::Kinds(any) => any.iter().any(|kind| kinds.contains(kind)),
            Self::Configured(text) => configured.contains(&text),
        }
    }
}

impl Unit {
    /// The unit called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        UNITS.iter().find(|unit| unit.name == name)
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

/// Reading an estate asks first whether the project is authorised at all.
const AUTHORIZED: Need = Need {
    call: &calls::AUTHORIZATION,
    when: When::Always,
    without: Some(
        "a project that was never authorised for AI fails instead of reading as empty, as its lists are refused",
    ),
};

const BACKUPS: &str = "include_backups = true";

/// What reads whole estates.
const ESTATE: &[Need] = &[
    AUTHORIZED,
    of_kinds(&calls::APPS, &[Kind::App]),
    of_kinds(&calls::JOBS, &[Kind::Job]),
    of_kinds(&calls::NOTEBOOKS, &[Kind::Notebook, Kind::Backup]),
    of_kinds(&calls::NOTEBOOK_RETENTION, &[Kind::Notebook]),
    of_kinds(&calls::BACKUPS, &[Kind::Backup]),
    always(&calls::DATA_STORE_REGIONS),
    always(&calls::DATA_STORES),
    always(&calls::REGISTRIES),
    of_kinds(&calls::TOKENS, &[Kind::Token]),
    of_kinds(&calls::USERS, &[Kind::User]),
    of_kinds(&calls::QUOTA, &[Kind::Quota]),
    of_kinds(&calls::CONTAINERS, &[Kind::Container]),
    of_kinds(&calls::STORAGE_REGIONS, &[Kind::Container]),
    of_kinds(&calls::STORAGE_REGION, &[Kind::Container]),
    of_kinds(&calls::BUCKETS, &[Kind::Container]),
    of_kinds(&calls::CONTAINER_REGISTRIES, &[Kind::ContainerRegistry]),
    of_kinds(&calls::CLUSTERS, &[Kind::Cluster]),
    of_kinds(&calls::CLUSTER, &[Kind::Cluster]),
    of_kinds(&calls::NODE_POOLS, &[Kind::Cluster]),
];

/// Every data source and resource, sorted by name.
pub const UNITS: &[Unit] = &[
    Unit {
        name: "ovhai_app",
        needs: &[always(&calls::APP)],
    },
    Unit {
        name: "ovhai_apps",
        needs: &[always(&calls::APPS)],
    },
    Unit {
        name: "ovhai_capabilities",
        needs: &[
            always(&calls::AUTHORIZATION),
            always(&calls::REGIONS),
            always(&calls::QUOTA),
            always(&calls::FEATURES),
            always(&calls::FLAVORS),
            always(&calls::APP_IMAGES),
        ],
    },
    Unit {
        name: "ovhai_data_stores",
        needs: &[
            always(&calls::DATA_STORE_REGIONS),
            always(&calls::DATA_STORES),
        ],
    },
    Unit {
        name: "ovhai_inventory",
        needs: ESTATE,
    },
    Unit {
        name: "ovhai_job",
        needs: &[always(&calls::JOB)],
    },
    Unit {
        name: "ovhai_jobs",
        needs: &[always(&calls::JOBS)],
    },
    Unit {
        name: "ovhai_logs",
        needs: &[
            configured(&calls::APP_LOG, "kind = \"app\""),
            configured(&calls::JOB_LOG, "kind = \"job\""),
            configured(&calls::NOTEBOOK_LOG, "kind = \"notebook\""),
        ],
    },
    Unit {
        name: "ovhai_notebook",
        needs: &[
            always(&calls::NOTEBOOK),
            configured(&calls::BACKUPS, BACKUPS),
            configured(&calls::NOTEBOOK_RETENTION, BACKUPS),
        ],
    },
    Unit {
        name: "ovhai_notebooks",
        needs: &[
            always(&calls::NOTEBOOKS),
            configured(&calls::BACKUPS, BACKUPS),
            configured(&calls::NOTEBOOK_RETENTION, BACKUPS),
        ],
    },
    Unit {
        name: "ovhai_readiness",
        needs: ESTATE,
    },
    Unit {
        name: "ovhai_registries",
        needs: &[always(&calls::REGISTRIES)],
    },
    Unit {
        name: "ovhai_tokens",
        needs: &[always(&calls::TOKENS)],
    },
    Unit {
        name: "ovhai_workload_export",
        needs: &[
            AUTHORIZED,
            of_kinds(&calls::APPS, &[Kind::App]),
            of_kinds(&calls::JOBS, &[Kind::Job]),
            of_kinds(&calls::NOTEBOOKS, &[Kind::Notebook]),
            of_kinds(&calls::NOTEBOOK_RETENTION, &[Kind::Notebook]),
            always(&calls::DATA_STORE_REGIONS),
            always(&calls::DATA_STORES),
            always(&calls::REGISTRIES),
            of_kinds(&calls::TOKENS, &[Kind::Token]),
            of_kinds(&calls::USERS, &[Kind::User]),
            of_kinds(&calls::QUOTA, &[Kind::Quota]),
        ],
    },
];

/// The calls of a use that takes several units.
pub fn calls_of(units: &[&str]) -> Vec<&'static Call> {
    UNITS
        .iter()
        .filter(|unit| units.contains(&unit.name))
        .flat_map(Unit::all_calls)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ovh_api::calls::SIDE_EFFECT_FREE;
    use terraform_plugin::schema::describe::describe;

    use super::*;
    use crate::Ovhai;

    #[test]
    fn every_unit_has_a_row() {
        let provider = describe(&Ovhai);
        let units: BTreeSet<String> = provider
            .resources
            .iter()
            .chain(&provider.data_sources)
            .map(|unit| unit.type_name.clone())
            .collect();
        let rows: BTreeSet<String> = UNITS.iter().map(|unit| unit.name.to_owned()).collect();
        assert_eq!(
            rows, units,
            "a unit's calls belong into the table of permissions"
        );
        assert_eq!(rows.len(), UNITS.len());
    }

    #[test]
    fn everything_there_is_so_far_only_reads() {
        for unit in UNITS {
            for call in unit.all_calls() {
                assert!(SIDE_EFFECT_FREE.contains(&call), "{} {call}", unit.name);
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
