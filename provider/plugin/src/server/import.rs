//! ImportResourceState.

use std::sync::Arc;

use super::call::guarded;
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
        if let Some(unit) = self.resource(&request.type_name, &mut diagnostics)
            && let Some(data) = self.data(&mut diagnostics)
        {
            let compiled = unit.compiled();
            match guarded(
                unit.handler
                    .import(&ctx, data, &request.id, &mut diagnostics),
            )
            .await
            {
                Ok(Some(state)) => {
                    let mut state = engine::complete(&compiled.block, state);
                    engine::strip_write_only(&compiled.block, &mut state);
                    let state = convert::settle(state, compiled, RPC, &mut diagnostics);
                    engine::register_secrets(&compiled.block, &state);
                    response
                        .imported_resources
                        .push(pb::import_resource_state::ImportedResource {
                            type_name: request.type_name,
                            state: Some(convert::write(&state, compiled, &mut diagnostics)),
                            private: ctx.private().to_bytes(),
                            identity: None,
                        });
                }
                Ok(None) if !diagnostics.has_error() => {
                    let detail = format!(
                        "There is no {} with the id {:?}.",
                        request.type_name, request.id
                    );
                    diagnostics.error("Nothing to import", detail);
                }
                Ok(None) => {}
                Err(panicked) => panicked.report(&request.type_name, RPC, &mut diagnostics),
            }
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}
