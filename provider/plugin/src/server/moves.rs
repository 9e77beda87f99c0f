//! MoveResourceState.

use std::sync::Arc;

use super::call::guarded_now;
use super::identity::{self, Stage};
use super::{ResourceEntry, Shared, convert, upgrade};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::{MoveRequest, Private, Provider, RawState};
use crate::value::Tree;

const RPC: &str = "MoveResourceState";

impl<P: Provider> Shared<P> {
    /// Called for a `moved` block from another type or provider, without the provider's
    /// configuration.
    pub(super) async fn move_resource_state(
        self: Arc<Self>,
        request: pb::move_resource_state::Request,
    ) -> pb::move_resource_state::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::move_resource_state::Response::default();
        let identity = request
            .source_identity
            .filter(|raw| !raw.json.is_empty())
            .and_then(|raw| upgrade::raw(Some(raw), "identity", &mut diagnostics))
            .map(|raw| (request.source_identity_schema_version, RawState(raw)));
        if let Some(unit) = self
            .units
            .resource(&request.target_type_name, &mut diagnostics)
            && let Some(state) = upgrade::raw(request.source_state, "state", &mut diagnostics)
        {
            let request = MoveRequest {
                provider_address: request.source_provider_address,
                type_name: request.source_type_name,
                schema_version: request.source_schema_version,
                state: RawState(state),
                source_private: Private::from_bytes(request.source_private),
                identity,
                private: Private::default(),
            };
            if let Some(state) = moved(unit, &request, &mut diagnostics) {
                engine::register_secrets(&unit.compiled().block, &state);
                response.target_identity = identity::of_state(
                    unit,
                    &state,
                    &Tree::Null,
                    Stage::Imported,
                    &mut diagnostics,
                );
                response.target_state =
                    Some(convert::write(&state, unit.compiled(), &mut diagnostics));
                response.target_private = request.private.to_bytes();
            }
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}

fn moved<D>(
    unit: &ResourceEntry<D>,
    request: &MoveRequest,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let (compiled, handler) = (unit.compiled(), &unit.handler);
    match guarded_now(|| handler.move_state(request, diagnostics)) {
        Ok(Some(state)) => {
            let mut state = engine::complete(&compiled.block, state);
            engine::strip_write_only(&compiled.block, &mut state);
            Some(convert::settle(state, compiled, RPC, diagnostics))
        }
        Ok(None) => {
            if !diagnostics.has_error() {
                let detail = format!(
                    "{} gave neither a state nor an error. This is a bug in the provider.",
                    handler.type_name()
                );
                diagnostics.error("State cannot be moved", detail);
            }
            None
        }
        Err(panicked) => {
            panicked.report(handler.type_name(), RPC, diagnostics);
            None
        }
    }
}
