//! The calls that turn one app into another, and nothing else.

use std::sync::Arc;

use ovh_api::{Error, Project};
use ovhai_platform::documents::{
    App, AppImageInput, FlavorType, Label, ScalingStrategyInput, UpdateInput,
};

use terraform_plugin::value::Element;

use super::{model::AppModel, plan::is_same_size};
use crate::managed::workload::{changed::differing, labels, withheld};

/// What is to be called.
#[derive(Debug)]
pub struct Steps {
    pub labels: Vec<Label>,
    pub scaling: Option<ScalingStrategyInput>,
    pub image: Option<AppImageInput>,
    pub update: Option<UpdateInput>,
    /// Whether to start (true) or stop (false).
    pub run: Option<bool>,
}

/// Why the calls cannot be made.
#[derive(Debug)]
pub enum Obstacle {
    /// An attribute has `(secret)` for a text that is not there any more.
    Hidden(&'static str),
    /// Variables would be emptied, which the platform takes for removing them.
    Emptied(Vec<String>),
    Api(Arc<Error>),
}

/// True when the steps need the app as it is: they send a text that is hidden.
pub fn needs_live(prior: &AppModel, planned: &AppModel) -> bool {
    let (before, after) = (prior.encode(), planned.encode());
    ["command", "scaling_strategy", "probe", "liveness_probe"]
        .into_iter()
        .any(|name| {
            let after = after.get(name);
            after != before.get(name) && withheld::is_in(after)
        })
}

impl Steps {
    /// The steps from `prior` to `planned`; `config` has the secret values, `live` is the app if [`needs_live`], and `kind`
    /// that of the planned flavor.
    pub fn between(
        [prior, planned, config]: [&AppModel; 3],
        live: Option<&App>,
        kind: &FlavorType,
    ) -> Result<Self, Obstacle> {
        let spec = live.map(|app| &app.spec);
        let emptied = planned.environment.emptied(&prior.environment);
        if !emptied.is_empty() {
            return Err(Obstacle::Emptied(emptied));
        }
        let mut update = UpdateInput::default();
        if let Some(command) = differing(&planned.command, &prior.command) {
            let there = spec.map_or(&[][..], |spec| &spec.command);
            let command = withheld::restored(&command, there).ok_or(Obstacle::Hidden("command"))?;
            update.command = Some(command);
        }
        update.default_http_port = differing(&planned.default_http_port, &prior.default_http_port);
        update.grpc_port = differing(&planned.grpc_port, &prior.grpc_port);
        if let Some(probe) = differing(&planned.probe, &prior.probe) {
            update.probe = Some(probe.request(spec.and_then(|spec| spec.probe.as_ref())));
        }
        if let Some(probe) = differing(&planned.liveness_probe, &prior.liveness_probe) {
            let there = spec.and_then(|spec| spec.liveness_probe.as_ref());
            update.liveness_probe = Some(probe.request(there));
        }
        update.deployment_strategy =
            differing(&planned.deployment_strategy, &prior.deployment_strategy)
                .map(|strategy| strategy.request());
        let variables = planned
            .environment
            .patch(&prior.environment, &config.environment);
        update.env_vars = (!variables.is_empty()).then_some(variables);
        if let Some(resources) = planned.resources.get()
            && !is_same_size(&prior.resources, &planned.resources)
        {
            update.flavor = resources.flavor.get().cloned();
            (update.cpu, update.gpu) = resources.counts(kind);
        }
        let scaling = match differing(&planned.scaling_strategy, &prior.scaling_strategy) {
            Some(strategy) => Some(
                strategy
                    .request(spec.and_then(|spec| spec.scaling_strategy.as_ref()))
                    .ok_or(Obstacle::Hidden("scaling_strategy"))?,
            ),
            None => None,
        };
        let is_updated = update != UpdateInput::default();
        let mut image = None;
        if let Some(url) = differing(&planned.image, &prior.image) {
            // Two calls would roll the replicas twice.
            if is_updated {
                update.url = Some(url);
            } else {
                image = Some(AppImageInput {
                    url,
                    ..AppImageInput::default()
                });
            }
        }
        Ok(Self {
            labels: labels::changes(&prior.labels, &planned.labels),
            scaling,
            image,
            update: is_updated.then_some(update),
            run: differing(&planned.running, &prior.running),
        })
    }

    /// Whether replicas are exchanged, added or taken away.
    pub const fn moves_replicas(&self) -> bool {
        self.scaling.is_some() || self.image.is_some() || self.update.is_some()
    }

    /// Makes the calls but for start and stop. `is_sent` becomes true once secret variables were sent.
    pub async fn send(&self, project: &Project, id: &str, is_sent: &mut bool) -> Result<(), Error> {
        for label in &self.labels {
            project.set_app_label(id, label).await?;
        }
        if let Some(scaling) = &self.scaling {
            project.set_app_scaling(id, scaling).await?;
        }
        if let Some(image) = &self.image {
            project.set_app_image(id, image).await?;
        }
        if let Some(update) = &self.update {
            project.update_app(id, update).await?;
        }
        *is_sent = true;
        Ok(())
    }
}
