//! The provider: its configuration, and the units it offers.

use std::{collections::BTreeMap, num::NonZeroU32};

use ovh_api::{Arguments, Client, ClientOptions, Settings, Sources};
use ovhai_platform::{FingerprintKey, observe::ObserveOptions};
use terraform_plugin::{
    ActionUnit, Context, DataSourceUnit, Diagnostics, EphemeralResourceUnit, FunctionUnit,
    ListResourceUnit, Path, Provider, ResourceUnit, Schema, Secret, Set, Value, value::Element,
};

use crate::{
    actions,
    configured::{
        ClusterModel, Clusters, Configured, ObjectStoreModel, ObjectStores, ReceiverModel,
        Receivers, Registries, RegistryModel,
    },
    data_sources, ephemeral, functions, lists,
    platform::Platform,
    resources,
};

/// Leave OVHcloud's AI products on your own terms: read what runs there, see in `terraform plan` what an exit would
/// produce and what would not survive, and hold manifests that a Kubernetes cluster accepts.
///
/// Credentials are those of the official OVH provider: arguments, then `OVH_*` environment variables, then `ovh.conf` in the
/// working directory, the home directory or `/etc`. One of three ways must be complete: `application_key`,
/// `application_secret` and `consumer_key`; `client_id` and `client_secret`; or `access_token`.
#[derive(Debug, Schema)]
pub struct Configuration {
    /// `ovh-eu`, `ovh-ca`, `ovh-us`, or a URL. A file named `ovh.conf` can only name one of the vendor's endpoints, so that a
    /// repository cannot redirect your credentials. Environment: `OVH_ENDPOINT`. Default `ovh-eu`.
    #[attr(optional)]
    endpoint: Value<String>,
    /// Application key of signed requests. Environment: `OVH_APPLICATION_KEY`.
    #[attr(optional)]
    application_key: Value<String>,
    /// Application secret of signed requests. Environment: `OVH_APPLICATION_SECRET`.
    #[attr(optional)]
    application_secret: Value<Secret>,
    /// Consumer key of signed requests. Environment: `OVH_CONSUMER_KEY`.
    #[attr(optional)]
    consumer_key: Value<Secret>,
    /// Service account id. Environment: `OVH_CLIENT_ID`.
    #[attr(optional)]
    client_id: Value<String>,
    /// Service account secret. Environment: `OVH_CLIENT_SECRET`.
    #[attr(optional)]
    client_secret: Value<Secret>,
    /// Short-lived access token. Environment: `OVH_ACCESS_TOKEN`.
    #[attr(optional)]
    access_token: Value<Secret>,
    /// Where service accounts get their tokens, for endpoints other than the vendor's; https, or http on this machine.
    /// Environment: `OVH_TOKEN_URL`.
    #[attr(optional)]
    token_url: Value<String>,
    /// Public Cloud project that resources and data sources use unless they name one. Environment:
    /// `OVH_CLOUD_PROJECT_SERVICE`.
    #[attr(optional)]
    service_name: Value<String>,
    /// Calls per second at most; unlimited by default.
    #[attr(optional, validate(between(1..=10_000)))]
    api_rate_limit: Value<i64>,
    /// Calls at the same time at most. Default 8.
    #[attr(optional, validate(between(1..=64)))]
    api_concurrency: Value<i64>,
    /// Text to add to the user agent.
    #[attr(optional)]
    user_agent_extra: Value<String>,
    /// Key for fingerprints of secret values, so that a changed secret shows as a difference. Without it only names of secrets
    /// are compared: a fingerprint without key could be guessed by whoever reads the state.
    #[attr(optional, validate(length(16..=1024)))]
    fingerprint_key: Value<Secret>,
    /// Names of environment variables that are secret although neither name nor value shows it.
    #[attr(optional)]
    secret_names: Value<Set<String>>,
    /// Kubernetes clusters by name, for exports that let one prove their objects. Everything asked of them is a dry run. A cluster
    /// that only apply will make is fine: until then nothing is asked of it.
    #[attr(optional)]
    clusters: Value<BTreeMap<String, ClusterModel>>,
    /// Object storage for exports of data, by a name of your choice. One that is called like a data store, `REGION/ALIAS`, says how to
    /// reach that one, in the place of the credentials the platform has for it.
    #[attr(optional)]
    object_stores: Value<BTreeMap<String, ObjectStoreModel>>,
    /// Container registries by `HOST` or `HOST:PORT`, for exports of images. What is not here is taken from where `docker login`
    /// leaves it, credential helpers included.
    #[attr(optional)]
    registries: Value<BTreeMap<String, RegistryModel>>,
    /// AI token that apps are called with when an export reads what they expose. Environment: `OVHAI_WORKLOAD_TOKEN`.
    #[attr(optional)]
    workload_token: Value<Secret>,
    /// Servers by name that exports push to: a Loki for log lines, a Prometheus or one that speaks its remote write for samples.
    #[attr(optional)]
    receivers: Value<BTreeMap<String, ReceiverModel>>,
}

/// The provider.
pub struct Ovhai;

impl Provider for Ovhai {
    type Config = Configuration;
    type Data = Platform;
    const NAME: &'static str = "ovhai";
    const ADDRESS: &'static str = "registry.terraform.io/ovh-reversibility/ovhai";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    async fn configure(
        &self,
        ctx: &Context,
        config: Configuration,
        diagnostics: &mut Diagnostics,
    ) -> Option<Platform> {
        platform(ctx, config, |options| options, diagnostics)
    }

    fn data_sources(&self) -> Vec<DataSourceUnit<Platform>> {
        data_sources::all()
    }

    fn resources(&self) -> Vec<ResourceUnit<Platform>> {
        resources::all()
    }

    fn functions(&self) -> Vec<FunctionUnit> {
        functions::all()
    }

    fn ephemeral_resources(&self) -> Vec<EphemeralResourceUnit<Platform>> {
        ephemeral::all()
    }

    fn list_resources(&self) -> Vec<ListResourceUnit<Platform>> {
        lists::all()
    }

    fn actions(&self) -> Vec<ActionUnit<Platform>> {
        actions::all()
    }
}

/// The same provider over a client with other manners, for tests: what a patient client waits is what makes a test of faults
/// slow.
pub struct OvhaiWith(pub fn(ClientOptions) -> ClientOptions);

impl Provider for OvhaiWith {
    type Config = Configuration;
    type Data = Platform;
    const NAME: &'static str = Ovhai::NAME;
    const ADDRESS: &'static str = Ovhai::ADDRESS;
    const VERSION: &'static str = Ovhai::VERSION;

    async fn configure(
        &self,
        ctx: &Context,
        config: Configuration,
        diagnostics: &mut Diagnostics,
    ) -> Option<Platform> {
        platform(ctx, config, self.0, diagnostics)
    }

    fn data_sources(&self) -> Vec<DataSourceUnit<Platform>> {
        data_sources::all()
    }

    fn resources(&self) -> Vec<ResourceUnit<Platform>> {
        resources::all()
    }

    fn functions(&self) -> Vec<FunctionUnit> {
        functions::all()
    }

    fn ephemeral_resources(&self) -> Vec<EphemeralResourceUnit<Platform>> {
        ephemeral::all()
    }

    fn list_resources(&self) -> Vec<ListResourceUnit<Platform>> {
        lists::all()
    }

    fn actions(&self) -> Vec<ActionUnit<Platform>> {
        actions::all()
    }
}

fn platform(
    ctx: &Context,
    config: Configuration,
    adjusted: impl FnOnce(ClientOptions) -> ClientOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Platform> {
    if let Some(name) = unknown_argument(&config) {
        diagnostics.error_at(
                Path::root(&*name),
                "The provider configuration is not known yet",
                format!(
                    "`{name}` depends on something that only apply will tell, but the estate is read while planning. Give it \
                     as a literal, a variable or an environment variable, or apply what it depends on first with -target."
                ),
            );
        return None;
    }
    let clusters = Clusters::new(config.clusters);
    let object_stores = ObjectStores::new(config.object_stores);
    let registries = Registries::new(config.registries);
    let receivers = Receivers::new(config.receivers);
    let workload_token = config
        .workload_token
        .known()
        .map(|token| token.expose().clone())
        .or_else(|| std::env::var("OVHAI_WORKLOAD_TOKEN").ok())
        .filter(|token| !token.is_empty())
        .map(ovhai_telemetry::Secret::from);
    let secret = |value: Value<Secret>| {
        value
            .known()
            .map(|secret| ovh_api::Secret::new(secret.expose().clone()))
    };
    let arguments = Arguments {
        endpoint: config.endpoint.known(),
        application_key: config.application_key.known(),
        application_secret: secret(config.application_secret),
        consumer_key: secret(config.consumer_key),
        client_id: config.client_id.known(),
        client_secret: secret(config.client_secret),
        access_token: secret(config.access_token),
        token_url: config.token_url.known(),
        service_name: config.service_name.known(),
    };
    let options = ClientOptions {
        user_agent: user_agent(ctx, config.user_agent_extra.get()),
        rate_limit: config
            .api_rate_limit
            .known()
            .and_then(|rate| u32::try_from(rate).ok())
            .and_then(NonZeroU32::new),
        concurrency: config
            .api_concurrency
            .known()
            .and_then(|calls| usize::try_from(calls).ok())
            .unwrap_or(8),
        ..ClientOptions::default()
    };
    let settings = Sources::of_process().and_then(|sources| Settings::resolve(arguments, &sources));
    let settings = diagnostics.ok("The credentials cannot be used", settings)?;
    let service_name = settings.service_name.clone();
    let client = diagnostics.ok(
        "The API client cannot be made",
        Client::new(settings, adjusted(options)),
    )?;
    let options = ObserveOptions {
        fingerprint_key: config
            .fingerprint_key
            .known()
            .map(|key| FingerprintKey::new(key.expose().as_bytes())),
        secret_names: config.secret_names.known().into_iter().flatten().collect(),
        ..ObserveOptions::default()
    };
    let configured = Configured {
        clusters,
        object_stores,
        registries,
        receivers,
        workload_token,
    };
    Some(Platform::new(client, service_name, options, configured))
}

/// Arguments that may be unknown while planning.
const APART: [&str; 5] = [
    "clusters",
    "object_stores",
    "receivers",
    "registries",
    "workload_token",
];

fn unknown_argument(config: &Configuration) -> Option<String> {
    let tree = config.encode();
    tree.as_map()?
        .iter()
        // The estate is not read from them: only what needs one waits for what apply will make.
        .find(|(name, value)| !value.is_known() && !APART.contains(&name.as_str()))
        .map(|(name, _)| name.clone())
}

fn user_agent(ctx: &Context, extra: Option<&String>) -> String {
    let mut text = format!(
        "HashiCorp Terraform/{} (+https://www.terraform.io) terraform-provider-ovhai/{}",
        ctx.terraform_version().unwrap_or("unknown"),
        env!("CARGO_PKG_VERSION")
    );
    for part in std::env::var("TF_APPEND_USER_AGENT")
        .ok()
        .iter()
        .chain(extra)
    {
        text.push(' ');
        text.push_str(part.trim());
    }
    // A header has no control characters.
    text.retain(|character| !character.is_control());
    text
}
