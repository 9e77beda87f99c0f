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

fn facts() -> Facts {
    serde_json::from_value(sample("models.json")).unwrap()
}

fn types() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("AuthorizationStatus", AuthorizationStatus::MEMBERS),
        ("Command", Command::MEMBERS),
        ("Env", EnvPatch::MEMBERS),
        ("GenericResponse", GenericResponse::MEMBERS),
        ("Info", Info::MEMBERS),
        ("Label", Label::MEMBERS),
        ("LogLine", LogLine::MEMBERS),
        ("Logs", Logs::MEMBERS),
        ("Resources", Resources::MEMBERS),
        ("ResourcesInput", ResourcesInput::MEMBERS),
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
        ("job.JobEnv", EnvVar::MEMBERS),
        ("job.Partner", PresetPartner::MEMBERS),
        (
            "notebook.NotebookWorkspaceBackupRetentionPolicy",
            WorkspaceBackupRetentionPolicy::MEMBERS,
        ),
        (
            "notebook.NotebookWorkspaceBackupRetentionPolicyInput",
            WorkspaceBackupRetentionPolicy::MEMBERS,
        ),
        ("registry.Registry", Registry::MEMBERS),
        ("registry.RegistryUpdateInput", RegistryUpdateInput::MEMBERS),
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

#[test]
fn every_member_is_ours_and_none_is_invented() {
    let types = types();
    let models = facts().models;
    let named: BTreeSet<&str> = models.keys().map(String::as_str).collect();
    assert_eq!(named, types.keys().copied().collect());
    for (model, members) in &models {
        let theirs: BTreeSet<&str> = members.keys().map(String::as_str).collect();
        let ours: BTreeSet<&str> = types[model.as_str()].iter().copied().collect();
        assert_eq!(theirs, ours, "{model}");
    }
}

#[test]
fn every_name_of_an_enumeration_is_ours_and_none_is_invented() {
    let ours: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("InfoCodeEnum", InfoCode::KNOWN),
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
        ("volume.DataSyncEnum", DataSyncDirection::KNOWN),
        (
            "volume.DataSyncProgressStateEnum",
            DataSyncProgressState::KNOWN,
        ),
        ("volume.DataSyncStateEnum", DataSyncState::KNOWN),
    ]);
    let enums = facts().enums;
    let named: BTreeSet<&str> = enums.keys().map(String::as_str).collect();
    assert_eq!(named, ours.keys().copied().collect());
    for (name, values) in &enums {
        let theirs: BTreeSet<&str> = values.iter().map(String::as_str).collect();
        assert_eq!(
            theirs,
            ours[name.as_str()].iter().copied().collect(),
            "{name}"
        );
    }
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
