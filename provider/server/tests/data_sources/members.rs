//! Every member the API documents is an attribute.

use ovhai_platform::documents::{
    AppSpec, AppStatus, AutomaticScalingStrategyCustomMetrics, Backup, DataStore, DataSync,
    DataSyncSpec, DataSyncStatus, DeploymentStrategy, EnvVar, Info, JobSpec, JobStatus,
    JobStatusHistory, LogLine, NotebookEnv, NotebookSpec, NotebookStatus, NotebookWorkspace, Probe,
    Progress, PublicGit, QuantumResources, Registry, Resources, ScalingAutomaticStrategy,
    ScalingFixedStrategy, ScalingStrategy, Standalone, TokenSpec, Volume, VolumeDataStore,
    VolumeSource, VolumeStatus, VolumeTarget, WorkspaceBackupRetentionPolicy,
};
use terraform_plugin::schema::describe::{FieldDescription, describe};
use terraform_provider_ovhai::Ovhai;

use super::snake;

/// Lists of one workload have names of their own in Terraform.
const RENAMED: &[(&str, &str)] = &[("dataSync", "data_syncs")];

/// Units, where in them the members are (`/`-separated), the members, and those that are not told.
type Row = (
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const APPS: &[&str] = &["ovhai_app", "ovhai_apps/apps"];
const JOBS: &[&str] = &["ovhai_job", "ovhai_jobs/jobs"];
const NOTEBOOKS: &[&str] = &["ovhai_notebook", "ovhai_notebooks/notebooks"];
const CONTAINERS: &[&str] = &[
    "ovhai_app",
    "ovhai_apps/apps",
    "ovhai_job",
    "ovhai_jobs/jobs",
];
const ALL: &[&str] = &[
    "ovhai_app",
    "ovhai_apps/apps",
    "ovhai_job",
    "ovhai_jobs/jobs",
    "ovhai_notebook",
    "ovhai_notebooks/notebooks",
];
const SINGLE: &[&str] = &["ovhai_app", "ovhai_job", "ovhai_notebook"];

/// Told of single workloads only.
const ACTIVITY: &[&str] = &["dataSync", "history", "volumes"];

const TABLE: &[Row] = &[
    (APPS, "", AppSpec::MEMBERS, &[]),
    (APPS, "", AppStatus::MEMBERS, ACTIVITY),
    (&["ovhai_app"], "", AppStatus::MEMBERS, &[]),
    (APPS, "probe", Probe::MEMBERS, &[]),
    (APPS, "liveness_probe", Probe::MEMBERS, &[]),
    (
        APPS,
        "deployment_strategy",
        DeploymentStrategy::MEMBERS,
        &[],
    ),
    (APPS, "scaling_strategy", ScalingStrategy::MEMBERS, &[]),
    (
        APPS,
        "scaling_strategy/fixed",
        ScalingFixedStrategy::MEMBERS,
        &[],
    ),
    (
        APPS,
        "scaling_strategy/automatic",
        ScalingAutomaticStrategy::MEMBERS,
        &[],
    ),
    (
        APPS,
        "scaling_strategy/automatic/custom_metrics",
        AutomaticScalingStrategyCustomMetrics::MEMBERS,
        &[],
    ),
    (JOBS, "", JobSpec::MEMBERS, &[]),
    (JOBS, "", JobStatus::MEMBERS, ACTIVITY),
    (&["ovhai_job"], "", JobStatus::MEMBERS, &[]),
    (NOTEBOOKS, "", NotebookSpec::MEMBERS, &[]),
    (NOTEBOOKS, "", NotebookStatus::MEMBERS, ACTIVITY),
    (&["ovhai_notebook"], "", NotebookStatus::MEMBERS, &[]),
    (NOTEBOOKS, "env", NotebookEnv::MEMBERS, &[]),
    (NOTEBOOKS, "workspace", NotebookWorkspace::MEMBERS, &[]),
    (
        NOTEBOOKS,
        "quantum_resources",
        QuantumResources::MEMBERS,
        &[],
    ),
    (NOTEBOOKS, "last_job_status", JobStatus::MEMBERS, ACTIVITY),
    (NOTEBOOKS, "backups", Backup::MEMBERS, &[]),
    (
        NOTEBOOKS,
        "backup_retention",
        WorkspaceBackupRetentionPolicy::MEMBERS,
        &[],
    ),
    (
        CONTAINERS,
        "",
        &["image", "command", "defaultHttpPort"],
        &[],
    ),
    (
        ALL,
        "",
        &["id", "createdAt", "updatedAt", "user", "digest", "document"],
        &[],
    ),
    (ALL, "info", Info::MEMBERS, &[]),
    (ALL, "env_vars", EnvVar::MEMBERS, &[]),
    (ALL, "resources", Resources::MEMBERS, &[]),
    // Deprecated, and another one at each start.
    (ALL, "volumes", Volume::MEMBERS, &["id"]),
    (ALL, "volumes/data_store", VolumeDataStore::MEMBERS, &[]),
    (
        ALL,
        "volumes/target_data_store",
        VolumeDataStore::MEMBERS,
        &[],
    ),
    (ALL, "volumes/volume_source", VolumeSource::MEMBERS, &[]),
    (
        ALL,
        "volumes/volume_source/data_store",
        VolumeDataStore::MEMBERS,
        &[],
    ),
    (
        ALL,
        "volumes/volume_source/public_git",
        PublicGit::MEMBERS,
        &[],
    ),
    (
        ALL,
        "volumes/volume_source/standalone",
        Standalone::MEMBERS,
        &[],
    ),
    (ALL, "volumes/volume_target", VolumeTarget::MEMBERS, &[]),
    (SINGLE, "mounted_volumes", VolumeStatus::MEMBERS, &[]),
    (SINGLE, "history", JobStatusHistory::MEMBERS, &[]),
    (SINGLE, "data_syncs", DataSync::MEMBERS, &["spec", "status"]),
    (SINGLE, "data_syncs", DataSyncSpec::MEMBERS, &[]),
    (SINGLE, "data_syncs", DataSyncStatus::MEMBERS, &[]),
    (SINGLE, "data_syncs/progress", Progress::MEMBERS, &[]),
    (
        &["ovhai_data_stores/data_stores"],
        "",
        DataStore::MEMBERS,
        &[],
    ),
    // Never told.
    (
        &["ovhai_registries/registries"],
        "",
        Registry::MEMBERS,
        &["password"],
    ),
    (&["ovhai_tokens/tokens"], "", TokenSpec::MEMBERS, &[]),
    (
        &["ovhai_tokens/tokens"],
        "",
        &["id", "createdAt", "updatedAt", "version"],
        &[],
    ),
    (&["ovhai_logs/entries"], "", LogLine::MEMBERS, &[]),
];

#[test]
fn every_documented_member_is_an_attribute() {
    let provider = describe(&Ovhai);
    let mut missing = Vec::new();
    for (units, place, members, untold) in TABLE {
        for unit in *units {
            let (name, below) = unit.split_once('/').unwrap_or((unit, ""));
            let source = provider
                .data_sources
                .iter()
                .find(|source| source.type_name == name)
                .unwrap();
            let mut fields: &[FieldDescription] = &source.fields;
            for step in below.split('/').chain(place.split('/')) {
                if step.is_empty() {
                    continue;
                }
                match fields.iter().find(|field| field.name == step) {
                    Some(field) => fields = &field.nested,
                    None => missing.push(format!("{unit}: {place}: {step}")),
                }
            }
            for member in members.iter().filter(|member| !untold.contains(member)) {
                let renamed = RENAMED.iter().find(|(from, _)| from == member);
                let attribute = renamed.map_or_else(|| snake(member), |(_, to)| (*to).to_owned());
                if !fields.iter().any(|field| field.name == attribute) {
                    missing.push(format!("{unit}: {place}: {attribute}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_attribute_of_a_data_source_may_hold_a_secret_by_its_type() {
    // Sensitive attributes would say that something secret is read.
    fn sensitive(fields: &[FieldDescription]) -> bool {
        fields
            .iter()
            .any(|field| field.sensitive || sensitive(&field.nested))
    }
    for source in describe(&Ovhai).data_sources {
        assert!(!sensitive(&source.fields), "{}", source.type_name);
    }
}
