//! `ovhai_workload_export`.

use ovhai_exports::kinds::Workload;
use terraform_plugin::ResourceUnit;

use crate::{
    export_resource::{ExportResource, ExportUnit},
    platform::Platform,
};

impl ExportUnit for Workload {
    const TYPE: &'static str = "ovhai_workload_export";
    const DESCRIPTION: &'static str = "Exports workloads as Kubernetes manifests, with a report of what survives and what does not.\n\n\
        Planning reads the estate, renders everything in memory and shows the outcome: name, digest and what needs a person, per workload. \
        Nothing is written before apply. Applying writes just what was planned, atomically, with a journal from which an \
        interrupted run continues. Afterwards the export stays true: a changed app shows as a new revision, an edited or missing \
        file as drift.\n\n\
        Secret values are never written. Variables and arguments that may be secret become references to Secrets that you create; \
        `required-secrets.json` lists their names and keys.";
}

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(ExportResource::new(Workload))
}
