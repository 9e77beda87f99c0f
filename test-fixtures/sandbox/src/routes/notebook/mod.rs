//! `/notebook`: every call on AI Notebooks and the backups of their workspaces.

mod backup;
mod change;
mod create;
mod offer;
mod retention;
mod run;

use super::workload::{self, log};
use super::{Answer, Route, route};
use crate::auth::Rights;
use crate::store::Kind;

macro_rules! all {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/notebook", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route(
        "GET",
        all!(""),
        Rights::Action("ai/notebook/get"),
        |world, call| workload::list(world, call, Kind::Notebook),
    ),
    route(
        "POST",
        all!(""),
        Rights::Action("ai/notebook/create"),
        create::create,
    ),
    route(
        "POST",
        all!("/command"),
        Rights::Action("ai/notebook/command/get"),
        create::command,
    ),
    route(
        "GET",
        all!("/capabilities/editor"),
        Rights::Action("ai/notebook/capabilities/editor/get"),
        offer::editors,
    ),
    route(
        "GET",
        all!("/capabilities/framework"),
        Rights::Action("ai/notebook/capabilities/framework/get"),
        offer::frameworks,
    ),
    route(
        "GET",
        all!("/{notebookId}"),
        Rights::Action("ai/notebook/get"),
        |world, call| workload::get(world, call, Kind::Notebook),
    ),
    route(
        "PUT",
        all!("/{notebookId}"),
        Rights::Action("ai/notebook/edit"),
        change::update,
    ),
    route(
        "DELETE",
        all!("/{notebookId}"),
        Rights::Action("ai/notebook/delete"),
        run::delete,
    ),
    route(
        "GET",
        all!("/{notebookId}/backup"),
        Rights::Action("ai/notebook/backup/get"),
        backup::list,
    ),
    route(
        "GET",
        all!("/{notebookId}/backup/{backupId}"),
        Rights::Action("ai/notebook/backup/get"),
        backup::get,
    ),
    route(
        "POST",
        all!("/{notebookId}/backup/{backupId}/fork"),
        Rights::Action("ai/notebook/backup/fork"),
        backup::fork,
    ),
    route(
        "POST",
        all!("/{notebookId}/datasync"),
        Rights::Action("ai/notebook/datasync/create"),
        |world, call| workload::datasync(world, call, Kind::Notebook),
    ),
    route(
        "PUT",
        all!("/{notebookId}/label"),
        Rights::Action("ai/notebook/label/edit"),
        |world, call| workload::label(world, call, Kind::Notebook),
    ),
    route(
        "GET",
        all!("/{notebookId}/log"),
        Rights::Action("ai/notebook/log/get"),
        |world, call| log(world, call, Kind::Notebook),
    ),
    route(
        "PUT",
        all!("/{notebookId}/restart"),
        Rights::Action("ai/notebook/restart"),
        run::restart,
    ),
    route(
        "PUT",
        all!("/{notebookId}/start"),
        Rights::Action("ai/notebook/start"),
        run::start,
    ),
    route(
        "PUT",
        all!("/{notebookId}/stop"),
        Rights::Action("ai/notebook/stop"),
        run::stop,
    ),
    route(
        "GET",
        all!("/{notebookId}/workspacebackupretentionpolicy"),
        Rights::Action("ai/notebook/workspaceBackupRetentionPolicy/get"),
        retention::get,
    ),
    route(
        "PUT",
        all!("/{notebookId}/workspacebackupretentionpolicy"),
        Rights::Action("ai/notebook/workspaceBackupRetentionPolicy/edit"),
        retention::set,
    ),
    route(
        "GET",
        "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/workspacebackupretentionpolicy",
        Rights::Action("ai/capabilities/region/notebook/workspaceBackupRetentionPolicy/get"),
        retention::get_region,
    ),
    route(
        "PUT",
        "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/workspacebackupretentionpolicy",
        Rights::Action("ai/capabilities/region/notebook/workspaceBackupRetentionPolicy/edit"),
        retention::set_region,
    ),
];
