//! Apps as Terraform values. Attribute names are the API's member names in snake case, so that one conversion serves all.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::App;
use terraform_plugin::{
    Number, Schema, Tree, Value,
    value::{DecodeError, Element, json},
};

/// One app.
#[derive(Clone, Debug, Schema)]
pub struct AppModel {
    /// Identifier, a UUID.
    #[attr(computed)]
    pub id: Value<String>,
    #[attr(flatten)]
    pub details: AppDetails,
}

/// What is known of an app beside its id. Secret values are never told: they read `(secret)`.
#[derive(Clone, Debug, Schema)]
pub struct AppDetails {
    /// Display name; not unique.
    #[attr(computed)]
    pub name: Value<String>,
    /// Region code.
    #[attr(computed)]
    pub region: Value<String>,
    /// State as the platform reports it, such as `RUNNING`.
    #[attr(computed)]
    pub state: Value<String>,
    /// Whether it should run: `running`, `stopped` or `failed`. Transitional states count as running.
    #[attr(computed)]
    pub wanted_state: Value<String>,
    /// Container image.
    #[attr(computed)]
    pub image: Value<String>,
    /// Command that replaces the image's default.
    #[attr(computed)]
    pub command: Value<Vec<String>>,
    /// Environment variables in the platform's order.
    #[attr(computed)]
    pub env_vars: Value<Vec<EnvironmentVariable>>,
    /// Labels, without the platform's own.
    #[attr(computed)]
    pub labels: Value<BTreeMap<String, String>>,
    /// Container port behind the URL; the platform's default is 8080.
    #[attr(computed)]
    pub default_http_port: Value<i64>,
    /// Container port behind the gRPC address.
    #[attr(computed)]
    pub grpc_port: Value<i64>,
    /// Whether anyone may call the URL.
    #[attr(computed)]
    pub unsecure_http: Value<bool>,
    /// Partner whose licensed image is used.
    #[attr(computed)]
    pub partner_id: Value<String>,
    /// Resources of one replica.
    #[attr(computed)]
    pub resources: Value<Resources>,
    /// Replica strategy.
    #[attr(computed)]
    pub scaling_strategy: Value<ScalingStrategy>,
    /// Readiness check.
    #[attr(computed)]
    pub probe: Value<Probe>,
    /// Liveness check.
    #[attr(computed)]
    pub liveness_probe: Value<Probe>,
    /// Rolling update settings.
    #[attr(computed)]
    pub deployment_strategy: Value<DeploymentStrategy>,
    /// Volumes, in whichever of the API's three spellings the app has.
    #[attr(computed)]
    pub volumes: Value<Vec<Volume>>,
    /// Public URL.
    #[attr(computed)]
    pub url: Value<String>,
    /// `host:port` for gRPC clients.
    #[attr(computed)]
    pub grpc_address: Value<String>,
    /// Web page about the app.
    #[attr(computed)]
    pub info_url: Value<String>,
    /// Dashboard.
    #[attr(computed)]
    pub monitoring_url: Value<String>,
    /// Replicas ready to serve.
    #[attr(computed)]
    pub available_replicas: Value<i64>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    pub updated_at: Value<String>,
    /// Name of the user that created it.
    #[attr(computed)]
    pub user: Value<String>,
    /// Digest of specification and wanted state; the same as long as an exit would be the same.
    #[attr(computed)]
    pub digest: Value<String>,
    /// The stable part of the API's document as JSON, with members this provider does not know and without secret values.
    #[attr(computed)]
    pub document: Value<String>,
}

/// An environment variable.
#[derive(Clone, Debug, Schema)]
pub struct EnvironmentVariable {
    /// Name.
    #[attr(computed)]
    pub name: Value<String>,
    /// Value; `(secret)`, or its keyed fingerprint if the provider has a `fingerprint_key`, unless name and value pass as plain.
    #[attr(computed)]
    pub value: Value<String>,
}

/// Resources of one replica.
#[derive(Clone, Debug, Schema)]
pub struct Resources {
    /// Flavor, such as `ai1-1-cpu`.
    #[attr(computed)]
    pub flavor: Value<String>,
    /// Flavor units.
    #[attr(computed)]
    pub flavor_count: Value<i64>,
    /// Virtual CPUs.
    #[attr(computed)]
    pub cpu: Value<i64>,
    /// GPU cards.
    #[attr(computed)]
    pub gpu: Value<i64>,
    /// GPU vendor.
    #[attr(computed)]
    pub gpu_brand: Value<String>,
    /// GPU model.
    #[attr(computed)]
    pub gpu_model: Value<String>,
    /// Memory of one GPU in bytes (observed unit).
    #[attr(computed)]
    pub gpu_memory: Value<i64>,
    /// RAM in bytes.
    #[attr(computed)]
    pub memory: Value<i64>,
    /// Local scratch disk in bytes.
    #[attr(computed)]
    pub ephemeral_storage: Value<i64>,
    /// Public bandwidth in bits per second (observed unit).
    #[attr(computed)]
    pub public_network: Value<i64>,
    /// Private bandwidth, same unit.
    #[attr(computed)]
    pub private_network: Value<i64>,
}

/// Replica strategy: fixed or automatic.
#[derive(Clone, Debug, Schema)]
pub struct ScalingStrategy {
    /// Always the same number.
    #[attr(computed)]
    pub fixed: Value<FixedScaling>,
    /// Between two bounds.
    #[attr(computed)]
    pub automatic: Value<AutomaticScaling>,
}

/// Always the same number of replicas.
#[derive(Clone, Debug, Schema)]
pub struct FixedScaling {
    /// How many.
    #[attr(computed)]
    pub replicas: Value<i64>,
}

/// Between two bounds.
#[derive(Clone, Debug, Schema)]
pub struct AutomaticScaling {
    /// Lower bound; 0 scales to zero.
    #[attr(computed)]
    pub replicas_min: Value<i64>,
    /// Upper bound.
    #[attr(computed)]
    pub replicas_max: Value<i64>,
    /// Watched resource, `CPU` or `RAM`.
    #[attr(computed)]
    pub resource_type: Value<String>,
    /// Wanted average use in percent.
    #[attr(computed)]
    pub average_usage_target: Value<i64>,
    /// A number fetched over HTTP, instead of use.
    #[attr(computed)]
    pub custom_metrics: Value<CustomMetrics>,
    /// Look-back before adding replicas, seconds.
    #[attr(computed)]
    pub scale_up_stabilization_window_seconds: Value<i64>,
    /// Look-back before removing replicas, seconds.
    #[attr(computed)]
    pub scale_down_stabilization_window_seconds: Value<i64>,
    /// Wait before going to zero, seconds.
    #[attr(computed)]
    pub cooldown_period_seconds: Value<i64>,
}

/// A number fetched over HTTP.
#[derive(Clone, Debug, Schema)]
pub struct CustomMetrics {
    /// URL; `<SELF>` as host means the app's own replicas.
    #[attr(computed)]
    pub api_url: Value<String>,
    /// Body format: `JSON`, `YAML`, `XML` or `PROMETHEUS`.
    #[attr(computed)]
    pub format: Value<String>,
    /// Where in the body the number is.
    #[attr(computed)]
    pub value_location: Value<String>,
    /// Wanted value.
    #[attr(computed)]
    pub target_value: Value<Number>,
    /// How values of several replicas become one: `AVERAGE`, `MIN`, `MAX` or `SUM`.
    #[attr(computed)]
    pub aggregation_type: Value<String>,
}

/// An HTTP GET health check.
#[derive(Clone, Debug, Schema)]
pub struct Probe {
    /// Path.
    #[attr(computed)]
    pub path: Value<String>,
    /// Port.
    #[attr(computed)]
    pub port: Value<i64>,
    /// Seconds before the first check.
    #[attr(computed)]
    pub initial_delay_seconds: Value<i64>,
    /// Seconds between checks.
    #[attr(computed)]
    pub period_seconds: Value<i64>,
    /// Seconds until a check counts as failed.
    #[attr(computed)]
    pub timeout_seconds: Value<i64>,
    /// Failures in a row that count.
    #[attr(computed)]
    pub failure_threshold: Value<i64>,
    /// Successes in a row that count.
    #[attr(computed)]
    pub success_threshold: Value<i64>,
}

/// Rolling update settings.
#[derive(Clone, Debug, Schema)]
pub struct DeploymentStrategy {
    /// Replicas above the wanted number: a number or percentage.
    #[attr(computed)]
    pub max_surge: Value<String>,
    /// Replicas that may be missing: a number or percentage.
    #[attr(computed)]
    pub max_unavailable: Value<String>,
    /// Seconds until a stuck rollout counts as failed.
    #[attr(computed)]
    pub progress_deadline_seconds: Value<i64>,
    /// Seconds between stop signal and kill.
    #[attr(computed)]
    pub termination_grace_period_seconds: Value<i64>,
}

/// A mounted volume.
#[derive(Clone, Debug, Schema)]
pub struct Volume {
    /// Absolute path in the container.
    #[attr(computed)]
    pub mount_path: Value<String>,
    /// `RO`, `RW` or `RWD`.
    #[attr(computed)]
    pub permission: Value<String>,
    /// Kept in a project-wide cache.
    #[attr(computed)]
    pub cache: Value<bool>,
    /// Where data comes from.
    #[attr(computed)]
    pub volume_source: Value<VolumeSource>,
    /// Where data is pushed if not to the source.
    #[attr(computed)]
    pub volume_target: Value<VolumeTarget>,
    #[attr(flatten)]
    pub older: VolumeSource,
    /// Older spelling of `volume_target.target_data_store`.
    #[attr(computed)]
    pub target_data_store: Value<DataStore>,
    /// Oldest spelling: region of a built-in container.
    #[attr(computed)]
    pub region: Value<String>,
    /// Oldest spelling: built-in container.
    #[attr(computed)]
    pub container: Value<String>,
    /// Oldest spelling: only this path is copied.
    #[attr(computed)]
    pub prefix: Value<String>,
}

/// Where a volume's data comes from: one of these.
#[derive(Clone, Debug, Schema)]
pub struct VolumeSource {
    /// A container of a registered data store.
    #[attr(computed)]
    pub data_store: Value<DataStore>,
    /// A public Git repository.
    #[attr(computed)]
    pub public_git: Value<PublicUrl>,
    /// A public Swift container.
    #[attr(computed)]
    pub public_swift: Value<PublicUrl>,
    /// Empty space.
    #[attr(computed)]
    pub standalone: Value<Standalone>,
}

/// Where a volume's data is pushed.
#[derive(Clone, Debug, Schema)]
pub struct VolumeTarget {
    /// A container of a registered data store.
    #[attr(computed)]
    pub target_data_store: Value<DataStore>,
}

/// A place in a registered data store.
#[derive(Clone, Debug, Schema)]
pub struct DataStore {
    /// Alias.
    #[attr(computed)]
    pub alias: Value<String>,
    /// Container or bucket; the branch of a Git store.
    #[attr(computed)]
    pub container: Value<String>,
    /// Only this path is copied.
    #[attr(computed)]
    pub prefix: Value<String>,
    /// Tar archive data is saved into.
    #[attr(computed)]
    pub archive: Value<String>,
    /// On the platform's own storage.
    #[attr(computed)]
    pub internal: Value<bool>,
}

/// Something public.
#[derive(Clone, Debug, Schema)]
pub struct PublicUrl {
    /// Its URL.
    #[attr(computed)]
    pub url: Value<String>,
}

/// Empty space.
#[derive(Clone, Debug, Schema)]
pub struct Standalone {
    /// Display name.
    #[attr(computed)]
    pub name: Value<String>,
}

impl AppModel {
    /// The Terraform value of `app`, which was read as `workload`.
    ///
    /// # Errors
    /// A member of another type than the API documents; such a document is not decodable in the first place.
    pub fn of(app: &App, workload: &Workload) -> Result<Self, DecodeError> {
        let source = json::parse(workload.source.as_bytes()).unwrap_or_default();
        let mut fields = match snake_case(source.get("spec").clone()) {
            Tree::Map(fields) => fields,
            _ => BTreeMap::new(),
        };
        let mut put = |name: &str, value: Option<&str>| {
            fields.insert(
                name.to_owned(),
                value.map_or(Tree::Null, |text| Tree::String(text.to_owned())),
            );
        };
        let status = app.status.as_ref();
        put("id", Some(&app.id));
        put(
            "state",
            status
                .and_then(|status| status.state.as_ref())
                .map(|state| state.as_str()),
        );
        put("wanted_state", Some(workload.run.as_str()));
        put("url", workload.url.as_deref());
        put("grpc_address", workload.grpc_address.as_deref());
        put(
            "info_url",
            status.and_then(|status| status.info_url.as_deref()),
        );
        put(
            "monitoring_url",
            status.and_then(|status| status.monitoring_url.as_deref()),
        );
        put("created_at", app.created_at.as_deref());
        put("updated_at", app.updated_at.as_deref());
        put("user", app.user.as_deref());
        put("digest", Some(workload.digest.as_str()));
        put("document", Some(&workload.source));
        let mut model = Self::decode(Tree::Map(fields))?;
        model.details.available_replicas =
            status.and_then(|status| status.available_replicas).into();
        Ok(model)
    }
}

/// Members in Terraform's spelling, secrets as words. Labels have free keys, which stay as they are.
fn snake_case(tree: Tree) -> Tree {
    match tree {
        Tree::Map(members) => match members.get("secret") {
            Some(secret) if members.len() == 1 => Tree::String(shown(secret)),
            _ => Tree::Map(
                members
                    .into_iter()
                    .map(|(name, value)| member(&name, value))
                    .collect(),
            ),
        },
        Tree::List(items) => Tree::List(items.into_iter().map(snake_case).collect()),
        other => other,
    }
}

fn member(name: &str, value: Tree) -> (String, Tree) {
    let value = match value {
        Tree::Map(labels) if name == "labels" => Tree::Map(
            labels
                .into_iter()
                .map(|(key, label)| (key, snake_case(label)))
                .collect(),
        ),
        other => snake_case(other),
    };
    (snake(name), value)
}

/// A word for a secret, with its fingerprint where there is one.
fn shown(secret: &Tree) -> String {
    secret.as_str().map_or_else(
        || "(secret)".to_owned(),
        |print| format!("(secret {print})"),
    )
}

fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}
