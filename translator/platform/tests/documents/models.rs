//! Every member and every name of the vendor's models is one of ours, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::*;
use serde::Deserialize;

use crate::samples::sample;

/// The collected facts: members with their types, names of enumerations.
#[derive(Deserialize)]
struct Facts {
    models: BTreeMap<String, BTreeMap<String, String>>,
    enums: BTreeMap<String, Vec<String>>,
}

/// What a type names.
pub type Names = &'static [&'static str];

/// Compares the facts `file` with our types, both ways.
pub fn compare(
    file: &str,
    models: &BTreeMap<&'static str, Names>,
    enums: &BTreeMap<&'static str, Names>,
) {
    let facts: Facts = serde_json::from_value(sample(file)).unwrap();
    let members = facts
        .models
        .iter()
        .map(|(model, members)| (model.as_str(), members.keys().map(String::as_str).collect()))
        .collect();
    assert_same(&members, models);
    let values = facts
        .enums
        .iter()
        .map(|(name, values)| (name.as_str(), values.iter().map(String::as_str).collect()))
        .collect();
    assert_same(&values, enums);
}

fn assert_same(theirs: &BTreeMap<&str, BTreeSet<&str>>, ours: &BTreeMap<&'static str, Names>) {
    assert!(!theirs.is_empty());
    let (named, known): (Vec<&str>, Vec<&str>) = (
        theirs.keys().copied().collect(),
        ours.keys().copied().collect(),
    );
    assert_eq!(named, known);
    for (name, words) in theirs {
        let our_words: BTreeSet<&str> = ours[name].iter().copied().collect();
        assert_eq!(words, &our_words, "{name}");
        assert_eq!(ours[name].len(), our_words.len(), "{name} has a word twice");
    }
}

fn models() -> BTreeMap<&'static str, Names> {
    BTreeMap::from([
        ("AuthorizationStatus", AuthorizationStatus::MEMBERS),
        (
            "BasicAuthCredentialsInput",
            BasicAuthCredentialsInput::MEMBERS,
        ),
        ("Command", Command::MEMBERS),
        ("DataStore", DataStore::MEMBERS),
        ("DataStoreAuth", DataStoreAuth::MEMBERS),
        (
            "DataStoreCredentialsInput",
            DataStoreCredentialsInput::MEMBERS,
        ),
        ("DataStoreInput", DataStoreInput::MEMBERS),
        ("Env", EnvPatch::MEMBERS),
        ("GenericResponse", GenericResponse::MEMBERS),
        ("GitCredentialsInput", GitCredentialsInput::MEMBERS),
        ("Info", Info::MEMBERS),
        ("Label", Label::MEMBERS),
        ("LogLine", LogLine::MEMBERS),
        ("Logs", Logs::MEMBERS),
        ("Resources", Resources::MEMBERS),
        ("ResourcesInput", ResourcesInput::MEMBERS),
        ("S3CredentialsInput", S3CredentialsInput::MEMBERS),
        ("SshCredentialsInput", SshCredentialsInput::MEMBERS),
        ("app.App", App::MEMBERS),
        ("app.AppImageInput", AppImageInput::MEMBERS),
        ("app.AppSpec", AppSpec::MEMBERS),
        ("app.AppSpecInput", AppSpecInput::MEMBERS),
        ("app.AppStateHistory", AppStateHistory::MEMBERS),
        ("app.AppStatus", AppStatus::MEMBERS),
        (
            "app.AutomaticScalingStrategyCustomMetrics",
            AutomaticScalingStrategyCustomMetrics::MEMBERS,
        ),
        (
            "app.AutomaticScalingStrategyCustomMetricsInput",
            AutomaticScalingStrategyCustomMetricsInput::MEMBERS,
        ),
        ("app.DeploymentStrategy", DeploymentStrategy::MEMBERS),
        ("app.Probe", Probe::MEMBERS),
        ("app.ProbeInput", ProbeInput::MEMBERS),
        (
            "app.ScalingAutomaticStrategy",
            ScalingAutomaticStrategy::MEMBERS,
        ),
        (
            "app.ScalingAutomaticStrategyInput",
            ScalingAutomaticStrategyInput::MEMBERS,
        ),
        ("app.ScalingFixedStrategy", ScalingFixedStrategy::MEMBERS),
        (
            "app.ScalingFixedStrategyInput",
            ScalingFixedStrategyInput::MEMBERS,
        ),
        ("app.ScalingStrategy", ScalingStrategy::MEMBERS),
        ("app.ScalingStrategyInput", ScalingStrategyInput::MEMBERS),
        ("app.UpdateInput", UpdateInput::MEMBERS),
        ("capabilities.Features", Features::MEMBERS),
        ("capabilities.Flavor", Flavor::MEMBERS),
        ("capabilities.Preset", Preset::MEMBERS),
        (
            "capabilities.PresetCapabilities",
            PresetCapabilities::MEMBERS,
        ),
        (
            "capabilities.PresetDocumentationUrl",
            PresetDocumentationUrl::MEMBERS,
        ),
        ("capabilities.PresetResources", PresetResources::MEMBERS),
        ("capabilities.ProjectQuotas", ProjectQuotas::MEMBERS),
        ("capabilities.Region", Region::MEMBERS),
        ("capabilities.app.Image", AppImage::MEMBERS),
        (
            "capabilities.flavor.GpuInformation",
            GpuInformation::MEMBERS,
        ),
        (
            "capabilities.flavor.ResourcesPerUnit",
            ResourcesPerUnit::MEMBERS,
        ),
        ("capabilities.job.Image", OfferedImage::MEMBERS),
        ("capabilities.notebook.Editor", OfferedImage::MEMBERS),
        ("capabilities.notebook.Framework", Framework::MEMBERS),
        ("job.Job", Job::MEMBERS),
        ("job.JobEnv", EnvVar::MEMBERS),
        ("job.JobSpec", JobSpec::MEMBERS),
        ("job.JobSpecInput", JobSpecInput::MEMBERS),
        ("job.JobStatus", JobStatus::MEMBERS),
        ("job.JobStatusHistory", JobStatusHistory::MEMBERS),
        ("job.Partner", PresetPartner::MEMBERS),
        ("job.PresetImage", PresetImage::MEMBERS),
        ("notebook.Backup", Backup::MEMBERS),
        ("notebook.Editor", NotebookEditor::MEMBERS),
        ("notebook.Framework", NotebookFramework::MEMBERS),
        ("notebook.Notebook", Notebook::MEMBERS),
        ("notebook.NotebookEnv", NotebookEnv::MEMBERS),
        ("notebook.NotebookForkInfo", NotebookForkInfo::MEMBERS),
        ("notebook.NotebookSpec", NotebookSpec::MEMBERS),
        ("notebook.NotebookSpecInput", NotebookSpecInput::MEMBERS),
        ("notebook.NotebookStatus", NotebookStatus::MEMBERS),
        ("notebook.NotebookUpdate", NotebookUpdate::MEMBERS),
        ("notebook.NotebookWorkspace", NotebookWorkspace::MEMBERS),
        (
            "notebook.NotebookWorkspaceBackupRetentionPolicy",
            WorkspaceBackupRetentionPolicy::MEMBERS,
        ),
        (
            "notebook.NotebookWorkspaceBackupRetentionPolicyInput",
            WorkspaceBackupRetentionPolicy::MEMBERS,
        ),
        ("partner.Contract", Contract::MEMBERS),
        ("partner.ContractTermsLocale", ContractTermsLocale::MEMBERS),
        ("partner.Partner", Partner::MEMBERS),
        ("quantum.QuantumResources", QuantumResources::MEMBERS),
        (
            "quantum.QuantumResourcesInput",
            QuantumResourcesInput::MEMBERS,
        ),
        ("registry.Registry", Registry::MEMBERS),
        ("registry.RegistryUpdateInput", RegistryUpdateInput::MEMBERS),
        ("token.Token", Token::MEMBERS),
        ("token.TokenSpec", TokenSpec::MEMBERS),
        ("token.TokenStatus", TokenStatus::MEMBERS),
        ("volume.DataStore", VolumeDataStore::MEMBERS),
        ("volume.DataSync", DataSync::MEMBERS),
        ("volume.DataSyncSpec", DataSyncSpec::MEMBERS),
        ("volume.DataSyncStatus", DataSyncStatus::MEMBERS),
        ("volume.Progress", Progress::MEMBERS),
        ("volume.PublicGit", PublicGit::MEMBERS),
        ("volume.PublicSwift", PublicSwift::MEMBERS),
        ("volume.Standalone", Standalone::MEMBERS),
        ("volume.Volume", Volume::MEMBERS),
        ("volume.VolumeSource", VolumeSource::MEMBERS),
        ("volume.VolumeStatus", VolumeStatus::MEMBERS),
        ("volume.VolumeTarget", VolumeTarget::MEMBERS),
    ])
}

fn enums() -> BTreeMap<&'static str, Names> {
    BTreeMap::from([
        ("DataStoreOwnerEnum", DataStoreOwner::KNOWN),
        ("DataStoreTypeEnum", DataStoreType::KNOWN),
        ("InfoCodeEnum", InfoCode::KNOWN),
        ("OrderEnum", Order::KNOWN),
        ("ShutdownStrategyEnum", ShutdownStrategy::KNOWN),
        ("TokenRoleEnum", TokenRole::KNOWN),
        ("VolumePermissionEnum", VolumePermission::KNOWN),
        ("app.AppStateEnum", AppState::KNOWN),
        (
            "app.CustomMetricsAggregationTypeEnum",
            CustomMetricsAggregationType::KNOWN,
        ),
        ("app.CustomMetricsFormatEnum", CustomMetricsFormat::KNOWN),
        (
            "app.ScalingAutomaticStrategyResourceTypeEnum",
            ScalingResourceType::KNOWN,
        ),
        ("capabilities.FlavorTypeEnum", FlavorType::KNOWN),
        ("capabilities.LicensingTypeEnum", Licensing::KNOWN),
        ("capabilities.PresetTypeEnum", PresetType::KNOWN),
        ("job.JobStateEnum", JobState::KNOWN),
        ("notebook.NotebookStateEnum", NotebookState::KNOWN),
        ("volume.DataSyncEnum", DataSyncDirection::KNOWN),
        (
            "volume.DataSyncProgressStateEnum",
            DataSyncProgressState::KNOWN,
        ),
        ("volume.DataSyncStateEnum", DataSyncState::KNOWN),
    ])
}

#[test]
fn every_member_and_name_is_ours_and_none_is_invented() {
    compare("models.json", &models(), &enums());
}

#[test]
fn names_survive_their_type() {
    for name in AppState::KNOWN {
        let state = AppState::from(*name);
        assert!(state.is_known(), "{name}");
        assert_eq!(state.as_str(), *name);
    }
    let unknown = AppState::from("HIBERNATING");
    assert!(!unknown.is_known());
    assert_eq!(unknown.as_str(), "HIBERNATING");
}
