//! The in-process client.

use std::collections::BTreeMap;
use std::sync::Mutex;

use hyper_util::rt::TokioIo;
use tokio_stream::StreamExt;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use super::outcome::{Action, Object, Outcome, Plan};
use super::{config, wire};
use crate::engine::rules;
use crate::proto::tfplugin6 as pb;
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::schema::{Block, problems};
use crate::server::{Compiled, Options, Server};
use crate::unit::{Capabilities, Provider};
use crate::value::Tree;

/// A schema as the client knows it.
struct Known {
    block: Block,
    ty: crate::value::Type,
    version: i64,
}

impl Known {
    fn new(compiled: &Compiled, version: i64) -> Self {
        Self { block: compiled.block.clone(), ty: compiled.ty.clone(), version }
    }
}

/// A Terraform in miniature, connected to one instance of a provider.
///
/// Every method panics, and so fails the test, when the provider breaks the protocol; what a person
/// would see as errors and warnings comes back in the [`Outcome`].
pub struct Client {
    grpc: ProviderClient<Channel>,
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
        let server = Server::new(provider, Options { check: true, shutdown: shutdown.clone() });
        let shared = std::sync::Arc::clone(&server.0);
        assert!(shared.duplicates.is_empty(), "offered twice: {:?}", shared.duplicates);
        let known = |name: &str, compiled: &Compiled, version| {
            let problems = problems(&compiled.block);
            assert!(problems.is_empty(), "the schema of {name} is unsound: {problems:#?}");
            (name.to_owned(), Known::new(compiled, version))
        };
        let resources = shared.resources.iter();
        let resources = resources.map(|(name, unit)| known(name, unit.compiled(), unit.handler.version())).collect();
        let data_sources = shared.data_sources.iter();
        let data_sources = data_sources.map(|(name, unit)| known(name, unit.compiled(), 0)).collect();
        let (_, config) = known(P::NAME, shared.config(), 0);

        let channel = connect(crate::serve::host_routes(server, &shutdown), &shutdown).await;
        let grpc = ProviderClient::new(channel).max_decoding_message_size(256 << 20).max_encoding_message_size(256 << 20);
        Self {
            grpc,
            provider: config,
            resources,
            data_sources,
            capabilities: Capabilities { write_only_attributes_allowed: true, ..Capabilities::default() },
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

    fn capabilities(&self) -> Option<pb::ClientCapabilities> {
        Some(pb::ClientCapabilities {
            deferral_allowed: self.capabilities.deferral_allowed,
            write_only_attributes_allowed: self.capabilities.write_only_attributes_allowed,
            store_planned_private: self.capabilities.store_planned_private,
            computed_blocks_allowed: self.capabilities.computed_blocks_allowed,
        })
    }

    fn resource(&self, type_name: &str) -> &Known {
        self.resources.get(type_name).unwrap_or_else(|| panic!("the provider has no resource {type_name}"))
    }

    fn source(&self, type_name: &str) -> &Known {
        self.data_sources.get(type_name).unwrap_or_else(|| panic!("the provider has no data source {type_name}"))
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
        let request = pb::validate_provider_config::Request { config: value.clone() };
        let response = answer(self.grpc.clone().validate_provider_config(request).await);
        let mut diagnostics = wire::diagnostics(response.diagnostics);
        if !diagnostics.iter().any(|diagnostic| diagnostic.severity == crate::Severity::Error) {
            let request = pb::configure_provider::Request {
                terraform_version: self.terraform_version.clone(),
                config: value,
                client_capabilities: self.capabilities(),
            };
            let response = answer(self.grpc.clone().configure_provider(request).await);
            diagnostics.extend(wire::diagnostics(response.diagnostics));
        }
        Outcome { value: (), diagnostics }
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
        Outcome { value: (), diagnostics: wire::diagnostics(response.diagnostics) }
    }

    /// Validates the configuration of a data source and, without errors, reads it.
    pub async fn data_source(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<Object> {
        let known = self.source(type_name);
        let config = wire::dynamic(&fitted(known, given), &known.ty);
        let request =
            pb::validate_data_resource_config::Request { type_name: type_name.to_owned(), config: config.clone() };
        let response = answer(self.grpc.clone().validate_data_resource_config(request).await);
        let mut diagnostics = wire::diagnostics(response.diagnostics);
        let mut value = Tree::Null;
        if !diagnostics.iter().any(|diagnostic| diagnostic.severity == crate::Severity::Error) {
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
        Outcome { value: object(type_name, value, Vec::new()), diagnostics }
    }

    /// An object as if it were in the state, from the attributes that matter.
    ///
    /// # Panics
    /// When the values do not fit the schema.
    #[must_use]
    pub fn state(&self, type_name: &str, given: impl Into<Tree>) -> Object {
        let value = config::state(&self.resource(type_name).block, given.into());
        object(type_name, value.unwrap_or_else(|error| panic!("not a state of {type_name}: {error}")), Vec::new())
    }

    /// Plans a change from `prior` to a configuration. Does not validate it first.
    pub async fn plan(&self, type_name: &str, prior: Option<&Object>, given: impl Into<Tree>) -> Outcome<Plan> {
        let known = self.resource(type_name);
        let config = fitted(known, given);
        let first = self.plan_once(known, type_name, prior, &config).await;
        let replaces = prior.is_some_and(|prior| {
            let changed = |path| *wire::lookup(&prior.value, path) != *wire::lookup(&first.value.planned, path);
            first.value.requires_replace.iter().any(changed)
        });
        if !replaces || !first.errors().is_empty() {
            return first;
        }
        // Terraform plans the new object as if there were no old one.
        let mut second = self.plan_once(known, type_name, None, &config).await;
        second.value.action = Action::Replace;
        second.value.prior = prior.cloned();
        second.value.requires_replace.clone_from(&first.value.requires_replace);
        let mut diagnostics = first.diagnostics;
        diagnostics.extend(second.diagnostics.into_iter().filter(|new| !diagnostics.contains(new)).collect::<Vec<_>>());
        Outcome { value: second.value, diagnostics }
    }

    async fn plan_once(&self, known: &Known, type_name: &str, prior: Option<&Object>, config: &Tree) -> Outcome<Plan> {
        let before = prior.map_or(&Tree::Null, |prior| &prior.value);
        let mut proposed = rules::proposed_new(&known.block, before, config);
        crate::engine::strip_write_only(&known.block, &mut proposed);
        let private = prior.map(|prior| prior.private.clone()).unwrap_or_default();
        let response = self.plan_call(known, type_name, before, &proposed, config, private).await;
        let planned = wire::tree(response.planned_state, &known.ty);
        let action = match (before.is_null(), planned == *before) {
            (true, _) => Action::Create,
            (false, true) => Action::NoOp,
            (false, false) => Action::Update,
        };
        let plan = Plan {
            type_name: type_name.to_owned(),
            action,
            prior: prior.cloned(),
            config: config.clone(),
            planned,
            requires_replace: response.requires_replace.into_iter().map(wire::path).collect(),
            private: response.planned_private,
        };
        Outcome { value: plan, diagnostics: wire::diagnostics(response.diagnostics) }
    }

    /// Plans to destroy an object.
    pub async fn plan_destroy(&self, prior: &Object) -> Outcome<Plan> {
        let (type_name, known) = (&prior.type_name, self.resource(&prior.type_name));
        let nothing = Tree::Null;
        let response =
            self.plan_call(known, type_name, &prior.value, &nothing, &nothing, prior.private.clone()).await;
        let plan = Plan {
            type_name: type_name.clone(),
            action: Action::Delete,
            prior: Some(prior.clone()),
            config: Tree::Null,
            planned: wire::tree(response.planned_state, &known.ty),
            requires_replace: Vec::new(),
            private: response.planned_private,
        };
        Outcome { value: plan, diagnostics: wire::diagnostics(response.diagnostics) }
    }

    async fn plan_call(
        &self,
        known: &Known,
        type_name: &str,
        prior: &Tree,
        proposed: &Tree,
        config: &Tree,
        prior_private: Vec<u8>,
    ) -> pb::plan_resource_change::Response {
        let request = pb::plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: wire::dynamic(prior, &known.ty),
            proposed_new_state: wire::dynamic(proposed, &known.ty),
            config: wire::dynamic(config, &known.ty),
            prior_private,
            client_capabilities: self.capabilities(),
            ..Default::default()
        };
        answer(self.grpc.clone().plan_resource_change(request).await)
    }

    /// Applies a plan; a replacement destroys first, as Terraform does by default.
    pub async fn apply(&self, plan: &Plan) -> Outcome<Object> {
        if plan.action == Action::NoOp {
            let unchanged = plan.prior.clone().unwrap_or_else(|| object(&plan.type_name, Tree::Null, Vec::new()));
            return Outcome { value: unchanged, diagnostics: Vec::new() };
        }
        let mut diagnostics = Vec::new();
        let mut prior = plan.prior.clone();
        if plan.action == Action::Replace {
            if let Some(old) = &prior {
                let destroy = self.plan_destroy(old).await.ok();
                let gone = self.apply_once(&destroy, Some(old)).await;
                if !gone.errors().is_empty() {
                    return gone;
                }
                diagnostics = gone.diagnostics;
            }
            prior = None;
        }
        let mut outcome = self.apply_once(plan, prior.as_ref()).await;
        diagnostics.append(&mut outcome.diagnostics);
        Outcome { value: outcome.value, diagnostics }
    }

    async fn apply_once(&self, plan: &Plan, prior: Option<&Object>) -> Outcome<Object> {
        let known = self.resource(&plan.type_name);
        let request = pb::apply_resource_change::Request {
            type_name: plan.type_name.clone(),
            prior_state: wire::dynamic(prior.map_or(&Tree::Null, |prior| &prior.value), &known.ty),
            planned_state: wire::dynamic(&plan.planned, &known.ty),
            config: wire::dynamic(&plan.config, &known.ty),
            planned_private: plan.private.clone(),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().apply_resource_change(request).await);
        let value = wire::tree(response.new_state, &known.ty);
        assert!(value.is_known(), "the state of {} has unknown values after apply: {value:?}", plan.type_name);
        let diagnostics = wire::diagnostics(response.diagnostics);
        Outcome { value: object(&plan.type_name, value, response.private), diagnostics }
    }

    /// Reads an object again; an absent one is gone.
    pub async fn read(&self, current: &Object) -> Outcome<Object> {
        let known = self.resource(&current.type_name);
        let request = pb::read_resource::Request {
            type_name: current.type_name.clone(),
            current_state: wire::dynamic(&current.value, &known.ty),
            private: current.private.clone(),
            client_capabilities: self.capabilities(),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().read_resource(request).await);
        let value = wire::tree(response.new_state, &known.ty);
        assert!(value.is_known(), "the state of {} has unknown values after read: {value:?}", current.type_name);
        let diagnostics = wire::diagnostics(response.diagnostics);
        Outcome { value: object(&current.type_name, value, response.private), diagnostics }
    }

    /// Imports an object by id and, without errors, reads it, as Terraform does. Absent when the
    /// import failed or the object does not exist.
    pub async fn import(&self, type_name: &str, id: &str) -> Outcome<Object> {
        let known = self.resource(type_name);
        let request = pb::import_resource_state::Request {
            type_name: type_name.to_owned(),
            id: id.to_owned(),
            client_capabilities: self.capabilities(),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().import_resource_state(request).await);
        let diagnostics = wire::diagnostics(response.diagnostics);
        let Some(imported) = response.imported_resources.into_iter().next() else {
            return Outcome { value: object(type_name, Tree::Null, Vec::new()), diagnostics };
        };
        let stub = object(type_name, wire::tree(imported.state, &known.ty), imported.private);
        let mut read = self.read(&stub).await;
        read.diagnostics.splice(0..0, diagnostics);
        read
    }

    /// Upgrades a state that schema version `version` wrote as JSON.
    pub async fn upgrade(&self, type_name: &str, version: i64, state: impl Into<Vec<u8>>) -> Outcome<Object> {
        let known = self.resource(type_name);
        let request = pb::upgrade_resource_state::Request {
            type_name: type_name.to_owned(),
            version,
            raw_state: Some(pb::RawState { json: state.into(), flatmap: BTreeMap::new() }),
        };
        let response = answer(self.grpc.clone().upgrade_resource_state(request).await);
        let value = wire::tree(response.upgraded_state, &known.ty);
        let diagnostics = wire::diagnostics(response.diagnostics);
        Outcome { value: object(type_name, value, Vec::new()), diagnostics }
    }

    /// What becomes of an object in the state file and back: written as JSON, read by this instance.
    pub async fn stored(&self, current: &Object) -> Outcome<Object> {
        let version = self.resource(&current.type_name).version;
        let mut outcome = self.upgrade(&current.type_name, version, wire::state_json(&current.value)).await;
        outcome.value.private.clone_from(&current.private);
        outcome
    }

    /// Tells all running calls to stop, as Terraform does on Ctrl-C.
    pub async fn stop(&self) {
        answer(self.grpc.clone().stop_provider(pb::stop_provider::Request {}).await);
    }

    /// The raw gRPC client, for what the methods here do not cover.
    #[must_use]
    pub fn grpc(&self) -> ProviderClient<Channel> {
        self.grpc.clone()
    }
}

fn object(type_name: &str, value: Tree, private: Vec<u8>) -> Object {
    Object { type_name: type_name.to_owned(), value, private }
}

#[track_caller]
fn fitted(known: &Known, given: impl Into<Tree>) -> Tree {
    config::config(&known.block, given.into()).unwrap_or_else(|error| panic!("Terraform refuses this configuration: {error}"))
}

#[track_caller]
fn answer<T>(response: Result<tonic::Response<T>, tonic::Status>) -> T {
    response.unwrap_or_else(|status| panic!("the provider broke the call off: {status}")).into_inner()
}

async fn connect(routes: tonic::service::Routes, shutdown: &CancellationToken) -> Channel {
    let (near, far) = tokio::io::duplex(1 << 20);
    let end = shutdown.clone().cancelled_owned();
    // The stream must not end: the server would take that for the end of its work.
    let incoming = tokio_stream::once(Ok::<_, std::io::Error>(far)).chain(tokio_stream::pending());
    tokio::spawn(async move {
        tonic::transport::Server::builder().add_routes(routes).serve_with_incoming_shutdown(incoming, end).await
    });
    // There is one connection, and it is never made again.
    let near = Mutex::new(Some(near));
    let connector = tower::service_fn(move |_: http::Uri| {
        let stream = near.lock().ok().and_then(|mut near| near.take());
        async move { stream.map(TokioIo::new).ok_or_else(|| std::io::Error::other("the connection is gone")) }
    });
    let endpoint = Endpoint::from_static("http://provider");
    endpoint.connect_with_connector(connector).await.expect("an in-memory connection cannot be refused")
}
