//! The attributes of an app, from and to the platform's documents.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::{self, App, AppSpecInput, FlavorType};
use terraform_plugin::{Schema, Timeouts, Value};

use crate::{
    managed::workload::{
        changed::{fill, stored},
        compute::{Counting, Resources},
        environment::Environment,
        labels, no_items, no_members,
        probe::Probe,
        rollout::{self, DeploymentStrategy},
        scaling::{self, ScalingStrategy},
        volume::{self, Volume},
        withheld,
        work::{Kind, Run},
    },
    shown,
};

/// The container port behind the URL when none is said (platform-facts section 5).
const HTTP_PORT: i64 = 8080;

/// An AI Deploy app: containers behind a URL.
///
/// Every change goes through the call made for it and sends only what differs: scaling, each label, the image, start and stop
/// have calls of their own, and the rest goes into one patch that rolls the replicas once. What the API cannot change
/// replaces the app, and so its id and URL: name, region, volumes, `unsecure_http`, the partner, taking a health check or
/// the gRPC port away, and setting a variable to an empty value.
///
/// Destroying stops the app first. The state of replicas and the history of an app are in the data source `ovhai_app`.
#[derive(Clone, Debug, Schema)]
pub struct AppModel {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(requires_replace))]
    pub service_name: Value<String>,
    /// Display name; not unique. Default: the platform's choice.
    #[attr(optional, computed, plan(requires_replace))]
    pub name: Value<String>,
    /// Region code, such as `GRA`.
    #[attr(required, plan(requires_replace))]
    pub region: Value<String>,
    /// Container image, or `id:version` of a catalogue image.
    #[attr(required)]
    pub image: Value<String>,
    /// Command that replaces the image's default. Default: the image's. Arguments of live apps that look like secrets read
    /// `(secret)`, which means "as it is there".
    #[attr(default = no_items())]
    pub command: Value<Vec<String>>,
    /// Container port behind the URL. Default 8080.
    #[attr(default = HTTP_PORT, validate(between(1..=65_535)))]
    pub default_http_port: Value<i64>,
    /// Container port behind the gRPC address, which has a host name of its own.
    #[attr(optional, validate(between(1..=65_535)))]
    pub grpc_port: Value<i64>,
    /// Whether anyone may call the URL; else it takes a login or a token. Default false.
    #[attr(default = false, plan(requires_replace))]
    pub unsecure_http: Value<bool>,
    /// Partner whose licensed image is used.
    #[attr(optional, plan(requires_replace))]
    pub partner_id: Value<String>,
    #[attr(flatten)]
    pub environment: Environment,
    /// Labels. The platform's own, below `ovh/`, are not shown.
    #[attr(default = no_members())]
    pub labels: Value<BTreeMap<String, String>>,
    /// Resources of one replica.
    #[attr(required)]
    pub resources: Value<Resources>,
    /// Number of replicas. Default: one.
    #[attr(default = scaling::default())]
    pub scaling_strategy: Value<ScalingStrategy>,
    /// Readiness check. Taking it away replaces the app.
    #[attr(optional)]
    pub probe: Value<Probe>,
    /// Liveness check. Taking it away replaces the app.
    #[attr(optional)]
    pub liveness_probe: Value<Probe>,
    /// Rolling update settings. Default: those of its members.
    #[attr(default = rollout::default())]
    pub deployment_strategy: Value<DeploymentStrategy>,
    /// Volumes. Apps never copy data out (vendor FAQ).
    #[attr(default = no_items(), plan(requires_replace))]
    pub volumes: Value<Vec<Volume>>,
    /// Whether it should run. Starting, waiting for capacity, scaling and being scaled to zero count as running; having failed
    /// does not. Default true.
    #[attr(default = true)]
    pub running: Value<bool>,
    /// What create and update wait for: `running`, or `none`. Default `running`.
    #[attr(default = "running", validate(one_of(&["running", "none"])))]
    pub wait_for: Value<String>,
    /// How long operations may take.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
    /// Public URL.
    #[attr(computed)]
    pub url: Value<String>,
    /// `host:port` for gRPC clients.
    #[attr(computed)]
    pub grpc_address: Value<String>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// Name of the user that created it.
    #[attr(computed)]
    pub user: Value<String>,
}

impl AppModel {
    /// The state of a live app; `prior` is the state before, and `declared` are names of variables declared secret.
    pub fn read(
        app: &App,
        service: &str,
        declared: &BTreeSet<String>,
        prior: Option<&Self>,
    ) -> Self {
        let spec = &app.spec;
        let status = app.status.as_ref();
        let port = spec.default_http_port.unwrap_or(HTTP_PORT);
        let probe = |live: Option<&documents::Probe>, get: fn(&Self) -> &Value<Probe>| {
            let before = prior.and_then(|prior| get(prior).get());
            live.map(|live| Probe::read(live, port, before)).into()
        };
        let text = |live: Option<&String>, get: fn(&Self) -> &Value<String>| {
            let before = prior.map_or(Value::Null, |prior| get(prior).clone());
            withheld::member(live.map(String::as_str), &before)
        };
        let command = prior.and_then(|prior| prior.command.get());
        let running = match app.run() {
            Run::Runs => true,
            Run::Rests | Run::Stopping | Run::Leaves => false,
            Run::Unclear => prior.is_none_or(|prior| prior.running.unwrap_or(true)),
        };
        Self {
            id: app.id.clone().into(),
            service_name: service.into(),
            name: shown::managed(
                spec.name.as_deref(),
                prior.map_or(&Value::Null, |prior| &prior.name),
            ),
            region: spec.region.clone().into(),
            image: withheld::image(
                &spec.image,
                prior.and_then(|prior| prior.image.as_deref().known()),
            )
            .into(),
            command: withheld::arguments(&spec.command, command.map(Vec::as_slice)).into(),
            default_http_port: port.into(),
            grpc_port: spec.grpc_port.into(),
            unsecure_http: spec.unsecure_http.unwrap_or(false).into(),
            partner_id: spec.partner_id.clone().into(),
            environment: Environment::read(
                &spec.env_vars,
                declared,
                prior.map(|prior| &prior.environment),
            ),
            labels: labels::read(&spec.labels, prior.map(|prior| &prior.labels)),
            resources: spec.resources.as_ref().map(Resources::read).into(),
            scaling_strategy: ScalingStrategy::read(
                spec.scaling_strategy.as_ref(),
                prior.and_then(|prior| prior.scaling_strategy.get()),
            )
            .into(),
            probe: probe(spec.probe.as_ref(), |prior| &prior.probe),
            liveness_probe: probe(spec.liveness_probe.as_ref(), |prior| &prior.liveness_probe),
            deployment_strategy: DeploymentStrategy::read(spec.deployment_strategy.as_ref()).into(),
            volumes: volume::read(&spec.volumes, prior.map(|prior| &prior.volumes)),
            running: running.into(),
            wait_for: stored(prior.map(|prior| &prior.wait_for), || "running".to_owned()),
            timeouts: prior.map_or(Value::Null, |prior| prior.timeouts.clone()),
            url: status.and_then(|status| status.url.clone()).into(),
            grpc_address: status.and_then(|status| status.grpc_address.clone()).into(),
            created_at: app.created_at.clone().into(),
            user: text(app.user.as_ref(), |prior| &prior.user),
        }
    }

    /// Sets what the plan left open from a live app.
    pub fn fill(&mut self, live: &Self) {
        fill(&mut self.id, &live.id);
        fill(&mut self.service_name, &live.service_name);
        fill(&mut self.name, &live.name);
        fill(&mut self.url, &live.url);
        fill(&mut self.grpc_address, &live.grpc_address);
        fill(&mut self.created_at, &live.created_at);
        fill(&mut self.user, &live.user);
        fill(
            &mut self.environment.secret_env_names,
            &live.environment.secret_env_names,
        );
        if let (Value::Known(planned), Some(live)) = (&mut self.resources, live.resources.get()) {
            planned.fill(live);
        }
    }

    /// The body of a create; the secret values are in `config`.
    pub fn request(&self, config: &Self, counting: Counting, kind: &FlavorType) -> AppSpecInput {
        let resources = self.resources.get();
        AppSpecInput {
            command: self.command.get().cloned().unwrap_or_default(),
            default_http_port: self.default_http_port.known(),
            deployment_strategy: self
                .deployment_strategy
                .get()
                .map(DeploymentStrategy::request),
            env_vars: self.environment.all(&config.environment),
            grpc_port: self.grpc_port.known(),
            image: self.image.get().cloned().unwrap_or_default(),
            labels: self.labels.get().cloned().unwrap_or_default(),
            liveness_probe: self.liveness_probe.get().map(|probe| probe.request(None)),
            name: self.name.get().cloned(),
            partner_id: self.partner_id.get().cloned(),
            probe: self.probe.get().map(|probe| probe.request(None)),
            region: self.region.get().cloned().unwrap_or_default(),
            resources: resources.map(|resources| resources.request(counting, kind)),
            scaling_strategy: self
                .scaling_strategy
                .get()
                .and_then(|strategy| strategy.request(None)),
            unsecure_http: self.unsecure_http.known(),
            // Hidden texts were refused while planning.
            volumes: volume::request(self.volumes.get().map_or(&[], Vec::as_slice), &[])
                .unwrap_or_default(),
            ..AppSpecInput::default()
        }
    }
}
