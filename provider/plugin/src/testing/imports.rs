//! How objects come from elsewhere: import, move, old states.

use std::collections::BTreeMap;

use super::client::{Client, answer, object};
use super::outcome::{Object, Outcome};
use super::{config, wire};
use crate::proto::tfplugin6 as pb;
use crate::value::Tree;

fn raw(json: impl Into<Vec<u8>>) -> pb::RawState {
    pb::RawState {
        json: json.into(),
        flatmap: BTreeMap::new(),
    }
}

impl Client {
    /// Imports an object by id and, without errors, reads it, as Terraform does. Absent when the
    /// import failed or the object does not exist.
    pub async fn import(&self, type_name: &str, id: &str) -> Outcome<Object> {
        self.import_call(type_name, id, None).await
    }

    /// The same by identity; what is left out is null.
    ///
    /// # Panics
    /// When Terraform would refuse the identity: the test fails with the reason.
    pub async fn import_by_identity(
        &self,
        type_name: &str,
        identity: impl Into<Tree>,
    ) -> Outcome<Object> {
        let identity = self.identity(type_name, identity);
        let data = self.resource(type_name).identity_data(&identity);
        self.import_call(type_name, "", data).await
    }

    /// A complete identity.
    #[track_caller]
    fn identity(&self, type_name: &str, given: impl Into<Tree>) -> Tree {
        let known = self.resource(type_name).identity.as_ref();
        let known = known.unwrap_or_else(|| panic!("{type_name} has no identity"));
        config::config(&known.block, given.into())
            .unwrap_or_else(|error| panic!("Terraform refuses this identity: {error}"))
    }

    async fn import_call(
        &self,
        type_name: &str,
        id: &str,
        identity: Option<pb::ResourceIdentityData>,
    ) -> Outcome<Object> {
        let known = self.resource(type_name);
        let by_identity = identity.is_some();
        let request = pb::import_resource_state::Request {
            type_name: type_name.to_owned(),
            id: id.to_owned(),
            client_capabilities: self.capabilities(),
            identity,
        };
        let response = answer(self.grpc.clone().import_resource_state(request).await);
        let diagnostics = wire::diagnostics(response.diagnostics);
        let Some(imported) = response.imported_resources.into_iter().next() else {
            return Outcome {
                value: object(type_name, Tree::Null, Vec::new()),
                diagnostics,
            };
        };
        let mut stub = object(
            type_name,
            wire::tree(imported.state, &known.ty),
            imported.private,
        );
        stub.identity = known.identity(imported.identity);
        assert!(
            !by_identity || !stub.identity.is_null(),
            "{type_name} was imported by identity and gave none back"
        );
        let mut read = self.read(&stub).await;
        read.diagnostics.splice(0..0, diagnostics);
        read
    }

    /// Upgrades a state that schema version `version` wrote as JSON.
    pub async fn upgrade(
        &self,
        type_name: &str,
        version: i64,
        state: impl Into<Vec<u8>>,
    ) -> Outcome<Object> {
        let known = self.resource(type_name);
        let request = pb::upgrade_resource_state::Request {
            type_name: type_name.to_owned(),
            version,
            raw_state: Some(raw(state)),
        };
        let response = answer(self.grpc.clone().upgrade_resource_state(request).await);
        let value = wire::tree(response.upgraded_state, &known.ty);
        let diagnostics = wire::diagnostics(response.diagnostics);
        Outcome {
            value: object(type_name, value, Vec::new()),
            diagnostics,
        }
    }

    /// Upgrades an identity that version `version` of its schema wrote as JSON; null after errors.
    pub async fn upgrade_identity(
        &self,
        type_name: &str,
        version: i64,
        identity: impl Into<Vec<u8>>,
    ) -> Outcome<Tree> {
        let request = pb::upgrade_resource_identity::Request {
            type_name: type_name.to_owned(),
            version,
            raw_identity: Some(raw(identity)),
        };
        let response = answer(self.grpc.clone().upgrade_resource_identity(request).await);
        Outcome {
            value: self
                .resource(type_name)
                .identity(response.upgraded_identity),
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    /// What becomes of an object in the state file and back: written as JSON, read by this instance.
    pub async fn stored(&self, current: &Object) -> Outcome<Object> {
        let known = self.resource(&current.type_name);
        let state = wire::state_json(&current.value);
        let mut outcome = self.upgrade(&current.type_name, known.version, state).await;
        outcome.value.private.clone_from(&current.private);
        if let Some(identity) = &known.identity
            && !current.identity.is_null()
        {
            let json = wire::state_json(&current.identity);
            let mut upgraded = self
                .upgrade_identity(&current.type_name, identity.version, json)
                .await;
            outcome.diagnostics.append(&mut upgraded.diagnostics);
            outcome.value.identity = upgraded.value;
        }
        outcome
    }

    /// Moves the state of an object of another type or provider here, as a `moved` block does, and
    /// reads the result. Absent after errors.
    ///
    /// `source` is the address of the other provider, its type and the schema version that wrote the
    /// state.
    pub async fn move_state(
        &self,
        source: (&str, &str, i64),
        state: impl Into<Vec<u8>>,
        type_name: &str,
    ) -> Outcome<Object> {
        let known = self.resource(type_name);
        let (provider, source_type, version) = source;
        let request = pb::move_resource_state::Request {
            source_provider_address: provider.to_owned(),
            source_type_name: source_type.to_owned(),
            source_schema_version: version,
            source_state: Some(raw(state)),
            target_type_name: type_name.to_owned(),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().move_resource_state(request).await);
        let diagnostics = wire::diagnostics(response.diagnostics);
        let mut moved = object(
            type_name,
            wire::tree(response.target_state, &known.ty),
            response.target_private,
        );
        moved.identity = known.identity(response.target_identity);
        if moved.is_absent() {
            return Outcome {
                value: moved,
                diagnostics,
            };
        }
        let mut read = self.read(&moved).await;
        read.diagnostics.splice(0..0, diagnostics);
        read
    }
}
