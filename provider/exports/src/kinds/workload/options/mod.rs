//! What a user can choose for a workload export.

mod cluster;
mod profile;
mod surroundings;
mod workloads;

use terraform_plugin::{
    Schema, Value,
    value::{Element, json},
};

use crate::Proof;

pub use cluster::{
    GatewayChoices, GpuTableChoices, IngressChoices, KedaChoices, NetworkPolicyChoices,
    ProxyChoices, ToolImageChoices,
};
pub use profile::ProfileChoices;
pub use surroundings::{
    AccessChoices, KueueChoices, MonitoringChoices, SecretChoices, SourceChoices,
};
pub use workloads::{JobChoices, NotebookChoices, VolumeDefaults};

/// Choices of a workload export.
#[derive(Clone, Debug, Default, Schema)]
pub struct WorkloadOptions {
    /// What to render to.
    #[attr(default = "kubernetes", validate(one_of(&["kubernetes"])))]
    pub target: Value<String>,
    /// Text form of the manifests: `yaml`, one document per object, or `json`, one `List` per file.
    #[attr(default = "yaml", validate(one_of(&["yaml", "json"])))]
    pub format: Value<String>,
    /// Choices about the cluster that will run the workloads. What is left out has the default named with it.
    #[attr(optional)]
    pub profile: Value<ProfileChoices>,
    /// How the objects are proven.
    #[attr(flatten)]
    pub proof: Proof,
}

impl WorkloadOptions {
    /// The profile as targets read it. Attribute names are the members' names, so no field is named twice.
    pub fn profile(&self) -> Result<ovhai_targets::Profile, Vec<ovhai_targets::Problem>> {
        let choices = match &self.profile {
            Value::Known(choices) => {
                serde_json::from_str(&json::to_text(&choices.encode())).unwrap_or_default()
            }
            Value::Null | Value::Unknown => serde_json::Value::Null,
        };
        ovhai_targets::Profile::read(&choices)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Dotted member names; maps with free keys end the descent, as their members are no attributes.
    fn members(value: &serde_json::Value, prefix: &str, names: &mut BTreeSet<String>) {
        const FREE_KEYS: &[&str] = &[
            "registry_rewrites.",
            "ingress.annotations.",
            "gpu_tables.flavors.",
            "gpu_tables.models.",
            "notebooks.images.",
            "monitoring.labels.",
        ];
        if let Some(object) = value.as_object().filter(|_| !FREE_KEYS.contains(&prefix)) {
            for (name, member) in object {
                names.insert(format!("{prefix}{name}"));
                members(member, &format!("{prefix}{name}."), names);
            }
        }
    }

    #[test]
    fn every_member_of_a_profile_can_be_chosen() {
        let mut wanted = BTreeSet::new();
        members(
            &serde_json::to_value(ovhai_targets::Profile::default()).unwrap(),
            "",
            &mut wanted,
        );
        // Which names are secret is said once, to the provider, as reading the estate depends on it.
        assert!(wanted.remove("secret_environment"));
        let all = ProfileChoices {
            gateway: GatewayChoices::default().into(),
            ingress: IngressChoices::default().into(),
            proxy: ProxyChoices::default().into(),
            tool_images: ToolImageChoices::default().into(),
            gpu_tables: GpuTableChoices::default().into(),
            keda: KedaChoices::default().into(),
            network_policy: NetworkPolicyChoices::default().into(),
            volumes: VolumeDefaults::default().into(),
            jobs: JobChoices::default().into(),
            notebooks: NotebookChoices::default().into(),
            secrets: SecretChoices::default().into(),
            monitoring: MonitoringChoices::default().into(),
            access: AccessChoices::default().into(),
            kueue: KueueChoices::default().into(),
            source: SourceChoices::default().into(),
            ..ProfileChoices::default()
        };
        let text = json::to_text(&all.encode());
        let mut offered = BTreeSet::new();
        members(&serde_json::from_str(&text).unwrap(), "", &mut offered);
        assert_eq!(offered, wanted);
    }

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let options = WorkloadOptions {
            profile: ProfileChoices {
                domain: "apps.example.com".into(),
                keda: KedaChoices {
                    available: false.into(),
                    ..KedaChoices::default()
                }
                .into(),
                ..ProfileChoices::default()
            }
            .into(),
            ..WorkloadOptions::default()
        };
        let profile = options.profile().unwrap();
        assert_eq!(profile.domain.as_deref(), Some("apps.example.com"));
        assert!(!profile.keda.available && profile.keda.http_add_on);
        assert_eq!(profile.namespace, "ai-workloads");
    }
}
