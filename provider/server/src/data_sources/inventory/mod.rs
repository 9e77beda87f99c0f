//! `ovhai_inventory`.

use std::{collections::BTreeMap, sync::Arc};

use ovhai_model::{Selection, secrecy};
use ovhai_platform::image_is_secret;
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Value};

use crate::{
    platform::{Platform, Reading},
    select::Select,
};

/// Reads what a project has on the platform, completely, or fails. So far that is AI Deploy apps and attached registries; AI
/// Training jobs, notebooks, data stores and tokens are not read yet. Its `revision` is what exports are made from: it
/// changes when an exit would change, and not when replicas, states on the way or timestamps do.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Which objects to count and to put into the revision. Give exports the same selection.
    #[attr(optional)]
    select: Value<Select>,
    /// Fingerprint of the selected objects, for the `revision` of exports.
    #[attr(computed)]
    revision: Value<String>,
    /// Number of selected objects by kind.
    #[attr(computed)]
    counts: Value<BTreeMap<String, i64>>,
    /// Number of selected objects by state as the platform reports it.
    #[attr(computed)]
    states: Value<BTreeMap<String, i64>>,
    /// The selected objects by address (`app/ID`).
    #[attr(computed)]
    objects: Value<BTreeMap<String, ObjectModel>>,
    /// The registries attached to the project, whatever the selection.
    #[attr(computed)]
    registries: Value<Vec<RegistryModel>>,
    /// What was noticed while reading, such as members this version does not know: number of objects by finding.
    #[attr(computed)]
    findings: Value<BTreeMap<String, i64>>,
}

/// One object.
#[derive(Debug, Schema)]
pub struct ObjectModel {
    /// Display name; not unique.
    #[attr(computed)]
    name: Value<String>,
    /// Region code.
    #[attr(computed)]
    region: Value<String>,
    /// Whether it should run: `running`, `stopped` or `failed`.
    #[attr(computed)]
    wanted_state: Value<String>,
    /// Container image.
    #[attr(computed)]
    image: Value<String>,
    /// Digest of specification and wanted state.
    #[attr(computed)]
    digest: Value<String>,
}

/// An attached registry.
#[derive(Debug, Schema)]
pub struct RegistryModel {
    /// Identifier.
    #[attr(computed)]
    id: Value<String>,
    /// Region code.
    #[attr(computed)]
    region: Value<String>,
    /// Address.
    #[attr(computed)]
    url: Value<String>,
    /// User name at the registry.
    #[attr(computed)]
    username: Value<String>,
}

/// The data source.
pub struct Inventory;

impl DataSource for Inventory {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_inventory";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selection: Selection = Select::selection(&config.select, diagnostics)?;
        let Reading { estate, states } = platform.read(ctx, &service, diagnostics).await?;
        let (mut counts, mut by_state) = (BTreeMap::new(), BTreeMap::new());
        let mut objects = BTreeMap::new();
        for workload in estate
            .workloads
            .iter()
            .filter(|workload| selection.includes(workload))
        {
            *counts.entry(workload.kind().to_string()).or_insert(0) += 1;
            let state = states
                .get(workload.id())
                .cloned()
                .unwrap_or_else(|| "UNKNOWN".to_owned());
            *by_state.entry(state).or_insert(0) += 1;
            let image = workload.image.reference.as_str();
            let object = ObjectModel {
                name: workload.name.as_str().into(),
                region: workload.region.as_str().into(),
                wanted_state: workload.run.as_str().into(),
                image: unless(image_is_secret(image), image).into(),
                digest: workload.digest.as_str().into(),
            };
            objects.insert(workload.address.to_string(), object);
        }
        counts.insert(
            "registry".to_owned(),
            i64::try_from(estate.registries.len()).unwrap_or(i64::MAX),
        );
        let mut findings = BTreeMap::new();
        for finding in &estate.findings {
            *findings.entry(finding.slug.clone()).or_insert(0) += 1;
        }
        let registries = estate.registries.iter().map(|registry| {
            let url = registry.url.expose();
            RegistryModel {
                id: registry.address.id().into(),
                region: registry.region.as_str().into(),
                url: unless(secrecy::secret_text(url).is_some(), url).into(),
                username: registry.username.clone().into(),
            }
        });
        config.registries = registries.collect();
        config.revision = estate.revision(&selection).to_string().into();
        config.service_name = service.into();
        config.counts = Value::Known(counts);
        config.states = Value::Known(by_state);
        config.objects = Value::Known(objects);
        config.findings = Value::Known(findings);
        Some(config)
    }
}

/// `text`, or a marker in its place.
fn unless(secret: bool, text: &str) -> &str {
    if secret { "(secret)" } else { text }
}
