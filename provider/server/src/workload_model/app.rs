//! Apps.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::{App, AppSpec, AppStatus};
use terraform_plugin::{
    Schema, Tree, Value,
    value::{DecodeError, Element},
};

use super::{
    activity::StateInfo,
    origin::{self, Origin},
    specification::{
        DeploymentStrategy, EnvironmentVariable, Probe, Resources, ScalingStrategy, Volume,
    },
    spelling,
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
    /// Why it is in its state.
    #[attr(computed)]
    pub info: Value<StateInfo>,
    /// Time of the last state change, RFC 3339.
    #[attr(computed)]
    pub last_transition_date: Value<String>,
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
    /// Address inside the platform's cluster.
    #[attr(computed)]
    pub internal_service_ip: Value<String>,
    /// Replicas ready to serve.
    #[attr(computed)]
    pub available_replicas: Value<i64>,
    #[attr(flatten)]
    pub origin: Origin,
}

impl AppModel {
    /// The Terraform value of `app`, which was read as `workload`.
    ///
    /// # Errors
    /// A member of another type than the API documents; such a document is not decodable in the first place.
    pub fn of(app: &App, workload: &Workload) -> Result<Self, DecodeError> {
        let mut fields = spelling::status(app.status.as_ref(), AppStatus::MEMBERS);
        // Both have volumes; those of the status are identifiers of a run.
        fields.remove("volumes");
        fields.extend(spelling::specification(workload, AppSpec::MEMBERS));
        let App {
            created_at,
            updated_at,
            user,
            ..
        } = app;
        origin::put(
            &mut fields,
            workload,
            [created_at.as_ref(), updated_at.as_ref(), user.as_ref()],
        );
        Self::decode(Tree::Map(fields))
    }
}
