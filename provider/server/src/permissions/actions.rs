//! What actions call.

use ovh_api::calls;
use terraform_plugin::schema::describe::UnitKind;

use super::{Unit, always};

/// Actions.
pub(super) const UNITS: &[Unit] = &[
    Unit {
        name: "ovhai_app_restart",
        kind: UnitKind::Action,
        needs: &[
            always(&calls::APP),
            always(&calls::STOP_APP),
            always(&calls::START_APP),
        ],
    },
    Unit {
        name: "ovhai_app_start",
        kind: UnitKind::Action,
        needs: &[always(&calls::APP), always(&calls::START_APP)],
    },
    Unit {
        name: "ovhai_app_stop",
        kind: UnitKind::Action,
        needs: &[always(&calls::APP), always(&calls::STOP_APP)],
    },
    Unit {
        name: "ovhai_app_sync",
        kind: UnitKind::Action,
        needs: &[always(&calls::APP), always(&calls::SYNC_APP)],
    },
    Unit {
        name: "ovhai_job_kill",
        kind: UnitKind::Action,
        needs: &[always(&calls::JOB), always(&calls::KILL_JOB)],
    },
    Unit {
        name: "ovhai_job_sync",
        kind: UnitKind::Action,
        needs: &[always(&calls::JOB), always(&calls::SYNC_JOB)],
    },
    Unit {
        name: "ovhai_notebook_restart",
        kind: UnitKind::Action,
        needs: &[
            always(&calls::NOTEBOOK),
            always(&calls::RESTART_NOTEBOOK),
            always(&calls::START_NOTEBOOK),
            always(&calls::STOP_NOTEBOOK),
        ],
    },
    Unit {
        name: "ovhai_notebook_start",
        kind: UnitKind::Action,
        needs: &[always(&calls::NOTEBOOK), always(&calls::START_NOTEBOOK)],
    },
    Unit {
        name: "ovhai_notebook_stop",
        kind: UnitKind::Action,
        needs: &[always(&calls::NOTEBOOK), always(&calls::STOP_NOTEBOOK)],
    },
    Unit {
        name: "ovhai_notebook_sync",
        kind: UnitKind::Action,
        needs: &[always(&calls::NOTEBOOK), always(&calls::SYNC_NOTEBOOK)],
    },
];
