//! The in-process client.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;

use super::connection::connect;
use super::outcome::{Object, Outcome};
use super::{config, wire};
use crate::proto::tfplugin6 as pb;
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::schema::Block;
use crate::server::{Compiled, Options, Server};
use crate::unit::{Capabilities, Provider};
use crate::value::Tree;

/// A schema as the client knows it.
pub(super) struct Known {
    pub(super) block: Block,
    pub(super) ty: crate::value::Type,
    pub(super) version: i64,
}

impl Known {
    fn new(compiled: &Compiled, version: i64) -> Self {
        Self {
            block: compiled.block.clone(),
            ty: compiled.ty.clone(),
            version,
        }
    }
}

/// A Terraform in miniature, connected to one instance of a provider.
///
/// Every method panics, and so fails the test, when the provider breaks the protocol; what a person
/// would see as errors and warnings comes back in the [`Outcome`].
pub struct Client {
    pub(super) grpc: ProviderClient<Channel>,
    provider: Known,
    resources: BTreeMap<String, Known>,
    data_sources: BTreeMap<String, Known>,
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
        let known = |name: &str, compiled: &Compiled, version| {
            (name.to_owned(), Known::new(compiled, version))
        };
        let resources = shared.resources.iter();
        let resources = resources
            .map(|(name, unit)| known(name, unit.compiled(), unit.handler.version()))
            .collect();
        let data_sources = shared.data_sources.iter();
        let data_sources = data_sources
            .map(|(name, unit)| known(name, unit.compiled(), 0))
            .collect();
        let (_, config) = known(P::NAME, shared.config(), 0);

        let channel = connect(crate::serve::host_routes(server, &shutdown), &shutdown).await;
        let grpc = ProviderClient::new(channel)
            .max_decoding_message_size(256 << 20)
            .max_encoding_message_size(256 << 20);
        Self {
            grpc,
            provider: config,
            resources,
            data_sources,
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
        self.resources
            .get(type_name)
            .unwrap_or_else(|| panic!("the provider has no resource {type_name}"))
    }

    fn source(&self, type_name: &str) -> &Known {
        self.data_sources
            .get(type_name)
            .unwrap_or_else(|| panic!("the provider has no data source {type_name}"))
    }

    /// The schema of a resource.
    ///
    /// # Panics
    /// When there is no such resource.
    #[must_use]
    pub fn resource_schema(&self, type_name: &str) -> &Block {
        &self.resource(type_name).block
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
    }
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
