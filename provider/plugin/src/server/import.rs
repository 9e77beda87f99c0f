//! ImportResourceState.

use std::sync::Arc;

use super::call::guarded;
use super::identity::{self, Stage};
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::Provider;

const RPC: &str = "ImportResourceState";

impl<P: Provider> Shared<P> {
    pub(super) async fn import_resource_state(
        self: Arc<Self>,
        request: pb::import_resource_state::Request,
    ) -> pb::import_resource_state::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::import_resource_state::Response::default();
        let ctx = self.context(request.client_capabilities, Vec::new());
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
        {
            let compiled = unit.compiled();
            let by_identity = request.identity.is_some() && request.id.is_empty();
            let identity =
                identity::read(unit, request.identity, &mut diagnostics).unwrap_or_default();
            let call = if diagnostics.has_error() {
                Box::pin(async { None })
            } else if by_identity {
                let identity = identity.clone();
                unit.handler
                    .import_by_identity(&ctx, data, identity, &mut diagnostics)
            } else {
                unit.handler
                    .import(&ctx, data, &request.id, &mut diagnostics)
            };
            match guarded(call).await {
                Ok(Some(state)) => {
                    let mut state = engine::complete(&compiled.block, state);
                    engine::strip_write_only(&compiled.block, &mut state);
                    let state = convert::settle(state, compiled, RPC, &mut diagnostics);
                    engine::register_secrets(&compiled.block, &state);
                    let imported = pb::import_resource_state::ImportedResource {
                        type_name: request.type_name,
                        state: Some(convert::write(&state, compiled, &mut diagnostics)),
                        private: ctx.private().to_bytes(),
                        identity: identity::of_state(
                            unit,
                            &state,
                            &identity,
                            Stage::Imported,
                            &mut diagnostics,
                        ),
                    };
                    response.imported_resources.push(imported);
                }
                Ok(None) if !diagnostics.has_error() && ctx.deferral().is_none() => {
                    let name = &request.type_name;
                    let detail = if by_identity {
                        format!("There is no {name} with this identity.")
                    } else {
                        format!("There is no {name} with the id {:?}.", request.id)
                    };
                    diagnostics.error("Nothing to import", detail);
                }
                Ok(None) => {}
                Err(panicked) => panicked.report(&request.type_name, RPC, &mut diagnostics),
            }
        }
        response.deferred = convert::deferred(&ctx, &mut diagnostics);
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}
