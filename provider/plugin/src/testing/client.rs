//! The in-process client.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;

use super::connection::connect;
use super::outcome::{Object, Outcome};
use super::{config, wire};
use crate::proto::plugin::grpc_controller_client::GrpcControllerClient;
use crate::proto::tfplugin6 as pb;
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::schema::Block;
use crate::server::{Compiled, Options, Server, Unit};
use crate::unit::{Capabilities, Provider};
use crate::value::Tree;

/// A schema as the client knows it.
pub(super) struct Known {
    pub(super) block: Block,
    pub(super) ty: crate::value::Type,
    pub(super) version: i64,
    /// The identity's schema and version.
    pub(super) identity: Option<Box<Known>>,
}

impl Known {
    fn new(compiled: &Compiled, version: i64) -> Self {
        Self {
            block: compiled.block.clone(),
            ty: compiled.ty.clone(),
            version,
            identity: None,
        }
    }

    /// An identity for a request; none without one.
    pub(super) fn identity_data(&self, identity: &Tree) -> Option<pb::ResourceIdentityData> {
        let schema = self.identity.as_ref()?;
        (!identity.is_null()).then(|| pb::ResourceIdentityData {
            identity_data: wire::dynamic(identity, &schema.ty),
        })
    }

    /// The identity of an answer.
    pub(super) fn identity(&self, data: Option<pb::ResourceIdentityData>) -> Tree {
        match (&self.identity, data.and_then(|data| data.identity_data)) {
            (Some(schema), data) => wire::tree(data, &schema.ty),
            (None, None) => Tree::Null,
            (None, Some(_)) => panic!("the provider gave an identity for a resource without one"),
        }
    }
}

/// The signature of a function as the client knows it.
pub(super) struct KnownFunction {
    pub(super) signature: crate::function::Signature,
    pub(super) output: crate::value::Type,
}

/// A Terraform in miniature, connected to one instance of a provider.
///
/// Every method panics, and so fails the test, when the provider breaks the protocol; what a person
/// would see as errors and warnings comes back in the [`Outcome`].
pub struct Client {
    pub(super) grpc: ProviderClient<Channel>,
    channel: Channel,
    provider: Known,
    resources: BTreeMap<String, Known>,
    data_sources: BTreeMap<String, Known>,
    ephemeral_resources: BTreeMap<String, Known>,
    list_resources: BTreeMap<String, Known>,
    actions: BTreeMap<String, Known>,
    functions: BTreeMap<String, KnownFunction>,
    capabilities: Capabilities,
    terraform_version: String,
    shutdown: CancellationToken,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

impl Client {
    /// Starts an instance of the provider; Terraform's rules are checked on every answer.
    ///
    /// # Panics
    /// When a schema is unsound.
    pub async fn new<P: Provider>(provider: P) -> Self {
        let shutdown = CancellationToken::new();
        let server = Server::new(
            provider,
            Options {
                check: true,
                shutdown: shutdown.clone(),
            },
        );
        let shared = std::sync::Arc::clone(&server.0);
        let problems = shared.problems();
        assert!(problems.is_empty(), "unsound schemas: {problems:#?}");
        let units = &shared.units;
        let resources = units.resources.iter().map(|(name, unit)| {
            let mut known = Known::new(unit.compiled(), unit.handler.version());
            known.identity = unit
                .identity()
                .map(|compiled| Box::new(Known::new(compiled, unit.handler.identity_version())));
            ((*name).to_owned(), known)
        });
        let functions = units.functions.iter().map(|(name, unit)| {
            let known = KnownFunction {
                signature: unit.signature().clone(),
                output: unit.output().clone(),
            };
            ((*name).to_owned(), known)
        });
        let (resources, functions) = (resources.collect(), functions.collect());
        let data_sources = all_known(&units.data_sources, Unit::compiled);
        let ephemeral_resources = all_known(&units.ephemeral_resources, Unit::compiled);
        let list_resources = all_known(&units.list_resources, Unit::compiled);
        let actions = all_known(&units.actions, Unit::compiled);
        let config = Known::new(shared.config(), 0);

        let channel = connect(crate::serve::host_routes(server, &shutdown), &shutdown).await;
        let grpc = ProviderClient::new(channel.clone())
            .max_decoding_message_size(256 << 20)
            .max_encoding_message_size(256 << 20);
        Self {
            grpc,
            channel,
            provider: config,
            resources,
            data_sources,
            ephemeral_resources,
            list_resources,
            actions,
            functions,
            capabilities: Capabilities {
                write_only_attributes_allowed: true,
                ..Capabilities::default()
            },
            terraform_version: "1.11.4".to_owned(),
            shutdown,
        }
    }

    /// Starts an instance and configures it.
    ///
    /// # Panics
    /// When a schema is unsound or the configuration is refused.
    pub async fn configured<P: Provider>(provider: P, config: impl Into<Tree>) -> Self {
        let client = Self::new(provider).await;
        client.configure(config).await.ok();
        client
    }

    /// Calls as another Terraform.
    #[must_use]
    pub fn with_terraform(mut self, version: &str, capabilities: Capabilities) -> Self {
        version.clone_into(&mut self.terraform_version);
        self.capabilities = capabilities;
        self
    }

    pub(super) fn capabilities(&self) -> Option<pb::ClientCapabilities> {
        Some(pb::ClientCapabilities {
            deferral_allowed: self.capabilities.deferral_allowed,
            write_only_attributes_allowed: self.capabilities.write_only_attributes_allowed,
            store_planned_private: self.capabilities.store_planned_private,
            computed_blocks_allowed: self.capabilities.computed_blocks_allowed,
        })
    }

    pub(super) fn resource(&self, type_name: &str) -> &Known {
        known(&self.resources, "resource", type_name)
    }

    fn source(&self, type_name: &str) -> &Known {
        known(&self.data_sources, "data source", type_name)
    }

    pub(super) fn ephemeral_resource(&self, type_name: &str) -> &Known {
        known(&self.ephemeral_resources, "ephemeral resource", type_name)
    }

    pub(super) fn list_resource(&self, type_name: &str) -> &Known {
        known(&self.list_resources, "list resource", type_name)
    }

    pub(super) fn action(&self, type_name: &str) -> &Known {
        known(&self.actions, "action", type_name)
    }

    pub(super) fn function(&self, name: &str) -> &KnownFunction {
        known(&self.functions, "function", name)
    }

    /// The schema of a resource.
    ///
    /// # Panics
    /// When there is no such resource.
    #[must_use]
    pub fn resource_schema(&self, type_name: &str) -> &Block {
        &self.resource(type_name).block
    }

    /// Every resource with the versions of its schema and, if it has one, of its identity's.
    #[must_use]
    pub fn resource_versions(&self) -> BTreeMap<&str, (i64, Option<i64>)> {
        let resources = self.resources.iter();
        resources
            .map(|(name, known)| {
                let identity = known.identity.as_ref().map(|identity| identity.version);
                (name.as_str(), (known.version, identity))
            })
            .collect()
    }

    /// Validates and configures the provider.
    pub async fn configure(&self, given: impl Into<Tree>) -> Outcome<()> {
        let config = fitted(&self.provider, given);
        let value = wire::dynamic(&config, &self.provider.ty);
        let request = pb::validate_provider_config::Request {
            config: value.clone(),
        };
        let response = answer(self.grpc.clone().validate_provider_config(request).await);
        let mut diagnostics = wire::diagnostics(response.diagnostics);
        if !diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == crate::Severity::Error)
        {
            let request = pb::configure_provider::Request {
                terraform_version: self.terraform_version.clone(),
                config: value,
                client_capabilities: self.capabilities(),
            };
            let response = answer(self.grpc.clone().configure_provider(request).await);
            diagnostics.extend(wire::diagnostics(response.diagnostics));
        }
        Outcome {
            value: (),
            diagnostics,
        }
    }

    /// Validates the configuration of a resource.
    pub async fn validate(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<()> {
        let known = self.resource(type_name);
        let request = pb::validate_resource_config::Request {
            type_name: type_name.to_owned(),
            config: wire::dynamic(&fitted(known, given), &known.ty),
            client_capabilities: self.capabilities(),
        };
        let response = answer(self.grpc.clone().validate_resource_config(request).await);
        Outcome {
            value: (),
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    /// Validates the configuration of a data source and, without errors, reads it.
    pub async fn data_source(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<Object> {
        let known = self.source(type_name);
        let config = wire::dynamic(&fitted(known, given), &known.ty);
        let request = pb::validate_data_resource_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
        };
        let response = answer(
            self.grpc
                .clone()
                .validate_data_resource_config(request)
                .await,
        );
        let mut diagnostics = wire::diagnostics(response.diagnostics);
        let mut value = Tree::Null;
        if !diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == crate::Severity::Error)
        {
            let request = pb::read_data_source::Request {
                type_name: type_name.to_owned(),
                config,
                client_capabilities: self.capabilities(),
                ..Default::default()
            };
            let response = answer(self.grpc.clone().read_data_source(request).await);
            value = wire::tree(response.state, &known.ty);
            diagnostics.extend(wire::diagnostics(response.diagnostics));
        }
        Outcome {
            value: object(type_name, value, Vec::new()),
            diagnostics,
        }
    }

    /// An object as if it were in the state, from the attributes that matter.
    ///
    /// # Panics
    /// When the values do not fit the schema.
    #[must_use]
    pub fn state(&self, type_name: &str, given: impl Into<Tree>) -> Object {
        let value = config::state(&self.resource(type_name).block, given.into());
        object(
            type_name,
            value.unwrap_or_else(|error| panic!("not a state of {type_name}: {error}")),
            Vec::new(),
        )
    }

    /// Tells all running calls to stop, as Terraform does on Ctrl-C.
    pub async fn stop(&self) {
        answer(
            self.grpc
                .clone()
                .stop_provider(pb::stop_provider::Request {})
                .await,
        );
    }

    /// Ends the instance as Terraform does: ephemeral resources that were left open are closed.
    pub async fn shut_down(self) {
        let mut controller = GrpcControllerClient::new(self.channel.clone());
        answer(controller.shutdown(crate::proto::plugin::Empty {}).await);
    }

    /// The raw gRPC client, for what the methods here do not cover.
    #[must_use]
    pub fn grpc(&self) -> ProviderClient<Channel> {
        self.grpc.clone()
    }
}

pub(super) fn object(type_name: &str, value: Tree, private: Vec<u8>) -> Object {
    Object {
        type_name: type_name.to_owned(),
        value,
        private,
        identity: Tree::Null,
    }
}

fn all_known<U>(
    table: &BTreeMap<&'static str, U>,
    compiled: impl Fn(&U) -> &Compiled,
) -> BTreeMap<String, Known> {
    let known = |(name, unit): (&&str, &U)| ((*name).to_owned(), Known::new(compiled(unit), 0));
    table.iter().map(known).collect()
}

#[track_caller]
fn known<'t, T>(table: &'t BTreeMap<String, T>, what: &str, name: &str) -> &'t T {
    table
        .get(name)
        .unwrap_or_else(|| panic!("the provider has no {what} {name}"))
}

#[track_caller]
pub(super) fn fitted(known: &Known, given: impl Into<Tree>) -> Tree {
    config::config(&known.block, given.into())
        .unwrap_or_else(|error| panic!("Terraform refuses this configuration: {error}"))
}

#[track_caller]
pub(super) fn answer<T>(response: Result<tonic::Response<T>, tonic::Status>) -> T {
    response
        .unwrap_or_else(|status| panic!("the provider broke the call off: {status}"))
        .into_inner()
}
