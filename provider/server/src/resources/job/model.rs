//! The attributes of a job, from and to the platform's documents.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::{FlavorType, Job, JobSpecInput};
use terraform_plugin::{Schema, Timeouts, Value};

use crate::{
    managed::workload::{
        changed::{fill, stored},
        compute::{Counting, Resources},
        environment::Environment,
        labels, no_items, no_members,
        volume::{self, Volume},
        withheld,
    },
    shown,
};

/// The container port behind the URL when none is said (platform-facts section 5).
const HTTP_PORT: i64 = 8080;
/// Seven days (platform-facts section 10).
const TIMEOUT: i64 = 604_800;

/// An AI Training job: a container that runs to its end.
///
/// Creating it submits it. A job cannot be changed: everything but its labels replaces it, which runs it again. Destroying a
/// job kills it if it runs, and deletes it with its logs.
///
/// A job that has run and is gone from the platform stays in the state (`on_missing = "keep"`), so that no apply runs a
/// training again because somebody tidied up. How a run goes is in the data source `ovhai_job`.
#[derive(Clone, Debug, Schema)]
pub struct JobModel {
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
    #[attr(required, plan(requires_replace))]
    pub image: Value<String>,
    /// Command that replaces the image's default. Default: the image's. Arguments of live jobs that look like secrets read
    /// `(secret)`, which means "as it is there".
    #[attr(default = no_items(), plan(requires_replace))]
    pub command: Value<Vec<String>>,
    /// Container port behind the URL. Default 8080.
    #[attr(default = HTTP_PORT, validate(between(1..=65_535)), plan(requires_replace))]
    pub default_http_port: Value<i64>,
    /// Container port behind the gRPC address, which has a host name of its own.
    #[attr(optional, validate(between(1..=65_535)), plan(requires_replace))]
    pub grpc_port: Value<i64>,
    /// Whether anyone may call the URL; else it takes a login or a token. Default false.
    #[attr(default = false, plan(requires_replace))]
    pub unsecure_http: Value<bool>,
    /// Partner whose licensed image is used.
    #[attr(optional, plan(requires_replace))]
    pub partner_id: Value<String>,
    /// User who may reach the job beside its owner (inferred).
    #[attr(optional, plan(requires_replace))]
    pub read_user: Value<String>,
    #[attr(flatten)]
    pub environment: Environment,
    /// Labels. The platform's own, below `ovh/`, are not shown.
    #[attr(default = no_members())]
    pub labels: Value<BTreeMap<String, String>>,
    /// Resources. Changing them replaces the job.
    #[attr(required)]
    pub resources: Value<Resources>,
    /// Public keys that may log in over SSH.
    #[attr(default = no_items(), plan(requires_replace))]
    pub ssh_public_keys: Value<Vec<String>>,
    /// Seconds it may run. Default 604800, seven days.
    #[attr(default = TIMEOUT, validate(at_least(1)), plan(requires_replace))]
    pub timeout: Value<i64>,
    /// Whether it is started again when the time is up. Default false.
    #[attr(default = false, plan(requires_replace))]
    pub timeout_auto_restart: Value<bool>,
    /// Volumes.
    #[attr(default = no_items(), plan(requires_replace))]
    pub volumes: Value<Vec<Volume>>,
    /// What create waits for: `running`, `finished`, or `none`. Waiting for the end fails unless the job is done; else a job that
    /// fails early is a warning, as submitting it worked. Default `running`.
    #[attr(default = "running", validate(one_of(&["running", "finished", "none"])))]
    pub wait_for: Value<String>,
    /// What happens when the platform does not have the job any more: `keep` leaves it in the state with a warning if it has run,
    /// `recreate` always plans to submit it again. Default `keep`.
    #[attr(default = "keep", validate(one_of(&["keep", "recreate"])))]
    pub on_missing: Value<String>,
    /// How long operations may take.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
    /// URL of its HTTP port.
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

impl JobModel {
    /// The state of a live job; `prior` is the state before, and `declared` are names of variables declared secret.
    pub fn read(
        job: &Job,
        service: &str,
        declared: &BTreeSet<String>,
        prior: Option<&Self>,
    ) -> Self {
        let spec = &job.spec;
        let status = job.status.as_ref();
        let text = |live: Option<&String>, get: fn(&Self) -> &Value<String>| {
            let before = prior.map_or(Value::Null, |prior| get(prior).clone());
            withheld::member(live.map(String::as_str), &before)
        };
        let command = prior.and_then(|prior| prior.command.get());
        Self {
            id: job.id.clone().into(),
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
            default_http_port: spec.default_http_port.unwrap_or(HTTP_PORT).into(),
            grpc_port: spec.grpc_port.into(),
            unsecure_http: spec.unsecure_http.unwrap_or(false).into(),
            partner_id: spec.partner_id.clone().into(),
            read_user: spec.read_user.clone().into(),
            environment: Environment::read(
                &spec.env_vars,
                declared,
                prior.map(|prior| &prior.environment),
            ),
            labels: labels::read(&spec.labels, prior.map(|prior| &prior.labels)),
            resources: spec.resources.as_ref().map(Resources::read).into(),
            ssh_public_keys: withheld::public_keys(&spec.ssh_public_keys),
            timeout: spec.timeout.unwrap_or(TIMEOUT).into(),
            timeout_auto_restart: spec.timeout_auto_restart.unwrap_or(false).into(),
            volumes: volume::read(&spec.volumes, prior.map(|prior| &prior.volumes)),
            wait_for: stored(prior.map(|prior| &prior.wait_for), || "running".to_owned()),
            on_missing: stored(prior.map(|prior| &prior.on_missing), || "keep".to_owned()),
            timeouts: prior.map_or(Value::Null, |prior| prior.timeouts.clone()),
            url: status.and_then(|status| status.url.clone()).into(),
            grpc_address: status.and_then(|status| status.grpc_address.clone()).into(),
            created_at: job.created_at.clone().into(),
            user: text(job.user.as_ref(), |prior| &prior.user),
        }
    }

    /// Sets what the plan left open from a live job.
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
    pub fn request(&self, config: &Self, counting: Counting, kind: &FlavorType) -> JobSpecInput {
        let resources = self.resources.get();
        JobSpecInput {
            command: self.command.get().cloned().unwrap_or_default(),
            default_http_port: self.default_http_port.known(),
            env_vars: self.environment.all(&config.environment),
            grpc_port: self.grpc_port.known(),
            image: self.image.get().cloned().unwrap_or_default(),
            labels: self.labels.get().cloned().unwrap_or_default(),
            name: self.name.get().cloned(),
            partner_id: self.partner_id.get().cloned(),
            read_user: self.read_user.get().cloned(),
            region: self.region.get().cloned().unwrap_or_default(),
            resources: resources.map(|resources| resources.request(counting, kind)),
            ssh_public_keys: self.ssh_public_keys.get().cloned().unwrap_or_default(),
            timeout: self.timeout.known(),
            timeout_auto_restart: self.timeout_auto_restart.known(),
            unsecure_http: self.unsecure_http.known(),
            // Hidden texts were refused while planning.
            volumes: volume::request(self.volumes.get().map_or(&[], Vec::as_slice), &[])
                .unwrap_or_default(),
            ..JobSpecInput::default()
        }
    }
}
