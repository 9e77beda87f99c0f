//! What everything that only reads calls: data sources and exports.

use ovh_api::calls;
use ovhai_model::Kind;
use terraform_plugin::schema::describe::UnitKind;

use super::{Need, Unit, When, always, configured, of_kinds};

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

/// What every export reads of an estate.
const EXPORT: &[Need] = &[
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
];

/// Calls of an export with `own` ones.
const fn export<const ALL: usize>(own: &[Need]) -> [Need; ALL] {
    assert!(
        ALL == EXPORT.len() + own.len(),
        "the length is that of both"
    );
    let mut all = [AUTHORIZED; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < EXPORT.len() {
            EXPORT[at]
        } else {
            own[at - EXPORT.len()]
        };
        at += 1;
    }
    all
}

/// Data sources, and exports, which read estates too.
pub(super) const UNITS: &[Unit] = &[
    Unit {
        name: "ovhai_app",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::APP)],
    },
    Unit {
        name: "ovhai_apps",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::APPS)],
    },
    Unit {
        name: "ovhai_capabilities",
        kind: UnitKind::DataSource,
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
        kind: UnitKind::DataSource,
        needs: &[
            always(&calls::DATA_STORE_REGIONS),
            always(&calls::DATA_STORES),
        ],
    },
    Unit {
        name: "ovhai_inventory",
        kind: UnitKind::DataSource,
        needs: ESTATE,
    },
    Unit {
        name: "ovhai_job",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::JOB)],
    },
    Unit {
        name: "ovhai_jobs",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::JOBS)],
    },
    Unit {
        name: "ovhai_logs",
        kind: UnitKind::DataSource,
        needs: &[
            configured(&calls::APP_LOG, "kind = \"app\""),
            configured(&calls::JOB_LOG, "kind = \"job\""),
            configured(&calls::NOTEBOOK_LOG, "kind = \"notebook\""),
        ],
    },
    Unit {
        name: "ovhai_notebook",
        kind: UnitKind::DataSource,
        needs: &[
            always(&calls::NOTEBOOK),
            configured(&calls::BACKUPS, BACKUPS),
            configured(&calls::NOTEBOOK_RETENTION, BACKUPS),
        ],
    },
    Unit {
        name: "ovhai_notebooks",
        kind: UnitKind::DataSource,
        needs: &[
            always(&calls::NOTEBOOKS),
            configured(&calls::BACKUPS, BACKUPS),
            configured(&calls::NOTEBOOK_RETENTION, BACKUPS),
        ],
    },
    Unit {
        name: "ovhai_readiness",
        kind: UnitKind::DataSource,
        needs: ESTATE,
    },
    Unit {
        name: "ovhai_registries",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::REGISTRIES)],
    },
    Unit {
        name: "ovhai_tokens",
        kind: UnitKind::DataSource,
        needs: &[always(&calls::TOKENS)],
    },
    Unit {
        name: "ovhai_workload_export",
        kind: UnitKind::Resource,
        needs: EXPORT,
    },
    Unit {
        name: "ovhai_data_export",
        kind: UnitKind::Resource,
        needs: &export::<{ EXPORT.len() + 1 }>(&[of_kinds(
            &calls::DATA_STORE_AUTH,
            Kind::WORKLOADS,
        )]),
    },
    Unit {
        name: "ovhai_image_export",
        kind: UnitKind::Resource,
        needs: EXPORT,
    },
    Unit {
        name: "ovhai_log_export",
        kind: UnitKind::Resource,
        needs: &export::<{ EXPORT.len() + 3 }>(&[
            of_kinds(&calls::APP_LOG, &[Kind::App]),
            of_kinds(&calls::JOB_LOG, &[Kind::Job]),
            of_kinds(&calls::NOTEBOOK_LOG, &[Kind::Notebook]),
        ]),
    },
    Unit {
        name: "ovhai_metric_export",
        kind: UnitKind::Resource,
        needs: EXPORT,
    },
];
