//! Apps as Terraform values. Attribute names are the API's member names in snake case, so that one conversion serves all.

mod specification;

use std::collections::BTreeMap;

use ovhai_model::Workload;
use ovhai_platform::documents::App;
use terraform_plugin::{
    Schema, Tree, Value,
    value::{DecodeError, Element, json},
};

use specification::{
    DeploymentStrategy, EnvironmentVariable, Probe, Resources, ScalingStrategy, Volume,
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
