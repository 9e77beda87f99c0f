//! What managing workloads calls.

use ovh_api::calls;
use terraform_plugin::schema::describe::UnitKind;

use super::{Need, Unit, When, always, doing, helpful};

const CREATING: &str = "creating it";
const SIZING: &str = "planning a new one, or another flavor or count";
const LABELS: &str = "changing labels";
const DESTROYING: &str = "destroying it";

const REGIONS: Need = helpful(
    &calls::REGIONS,
    When::Doing("planning a new one"),
    "an unknown region is refused when applying instead of when planning",
);
const FLAVORS: Need = helpful(
    &calls::FLAVORS,
    When::Doing(SIZING),
    "an unknown flavor is refused when applying instead of when planning",
);

/// Managed workloads and searches for them.
pub(super) const UNITS: &[Unit] = &[
    Unit {
        name: "ovhai_app",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::APP),
            helpful(
                &calls::APPS,
                When::Doing("refreshing more than three"),
                "apps are read one by one",
            ),
            REGIONS,
            FLAVORS,
            doing(&calls::CREATE_APP, CREATING),
            doing(&calls::UPDATE_APP, "changing what has no call of its own"),
            doing(&calls::SET_APP_IMAGE, "changing the image alone"),
            doing(&calls::SET_APP_LABEL, LABELS),
            doing(&calls::SET_APP_SCALING, "changing scaling"),
            doing(&calls::START_APP, "changing `running` to true"),
            doing(
                &calls::STOP_APP,
                "changing `running` to false, and destroying one that runs",
            ),
            doing(&calls::DELETE_APP, DESTROYING),
        ],
    },
    Unit {
        name: "ovhai_app",
        kind: UnitKind::ListResource,
        needs: &[always(&calls::APPS)],
    },
    Unit {
        name: "ovhai_job",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::JOB),
            helpful(
                &calls::JOBS,
                When::Doing("refreshing more than three"),
                "jobs are read one by one",
            ),
            REGIONS,
            FLAVORS,
            doing(&calls::CREATE_JOB, CREATING),
            doing(&calls::SET_JOB_LABEL, LABELS),
            doing(&calls::KILL_JOB, "destroying one that runs"),
            doing(&calls::DELETE_JOB, DESTROYING),
        ],
    },
    Unit {
        name: "ovhai_job",
        kind: UnitKind::ListResource,
        needs: &[always(&calls::JOBS)],
    },
    Unit {
        name: "ovhai_notebook",
        kind: UnitKind::Resource,
        needs: &[
            always(&calls::NOTEBOOK),
            helpful(
                &calls::NOTEBOOKS,
                When::Doing("refreshing more than three"),
                "notebooks are read one by one",
            ),
            REGIONS,
            FLAVORS,
            helpful(
                &calls::FRAMEWORKS,
                When::Doing("planning a new one, or another version"),
                "an unknown framework is refused when applying instead of when planning",
            ),
            helpful(
                &calls::EDITORS,
                When::Doing("planning a new one"),
                "an unknown editor is refused when applying instead of when planning",
            ),
            doing(&calls::CREATE_NOTEBOOK, CREATING),
            doing(&calls::UPDATE_NOTEBOOK, "changing it"),
            doing(&calls::SET_NOTEBOOK_LABEL, LABELS),
            doing(
                &calls::START_NOTEBOOK,
                "changing `running` to true, and restarting it",
            ),
            doing(
                &calls::STOP_NOTEBOOK,
                "changing `running` to false, restarting it, and destroying one that runs",
            ),
            doing(&calls::NOTEBOOK_RETENTION, "`backup_retention` is set"),
            doing(
                &calls::SET_NOTEBOOK_RETENTION,
                "changing `backup_retention`",
            ),
            doing(&calls::DELETE_NOTEBOOK, DESTROYING),
        ],
    },
    Unit {
        name: "ovhai_notebook",
        kind: UnitKind::ListResource,
        needs: &[always(&calls::NOTEBOOKS)],
    },
];
