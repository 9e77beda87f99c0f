//! `ovhai_workload_export`.

use ovhai_exports::{Proof, Validation, kinds::Workload};
use terraform_plugin::{ResourceUnit, Value};

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
        `required-secrets.json` lists their names and keys.\n\n\
        With `validate` every plan also proves that the objects would be accepted, by Kubernetes' published types and rules or by a \
        cluster, so that an exit does not fail on the day it is needed.";

    fn proof(options: &Self::Options) -> Option<&Proof> {
        Some(&options.proof)
    }

    fn set_validation(options: &mut Self::Options, validation: Value<Validation>) {
        options.proof.validation = validation;
    }
}

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(ExportResource::new(Workload))
}
