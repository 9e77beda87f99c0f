//! ReadResource.

use std::sync::Arc;

use super::call::guarded;
use super::identity::{self, Stage};
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::Provider;
use crate::value::Tree;

const RPC: &str = "ReadResource";

impl<P: Provider> Shared<P> {
    pub(super) async fn read_resource(
        self: Arc<Self>,
        request: pb::read_resource::Request,
    ) -> pb::read_resource::Response {
        let mut diagnostics = Diagnostics::new();
        // With an error beside it, Terraform keeps the state it has.
        let mut response = pb::read_resource::Response {
            new_state: request.current_state.clone(),
            ..Default::default()
        };
        let ctx = self.context(request.client_capabilities, request.private);
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(prior) = convert::read(
                request.current_state,
                unit.compiled(),
                "state",
                &mut diagnostics,
            )
            && !prior.is_null()
            && let Some(before) = identity::read(unit, request.current_identity, &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
        {
            let compiled = unit.compiled();
            let state =
                match guarded(
                    unit.handler
                        .read(&ctx, data, prior.clone(), &mut diagnostics),
                )
                .await
                {
                    Ok(Some(state)) => {
                        let echo = unit.handler.echo(prior.clone()).unwrap_or_default();
                        let mut state = engine::complete(
                            &compiled.block,
                            engine::patch(prior.clone(), &echo, state),
                        );
                        engine::strip_write_only(&compiled.block, &mut state);
                        engine::keep_spelling(&compiled.block, &prior, &mut state);
                        convert::settle(state, compiled, RPC, &mut diagnostics)
                    }
                    Ok(None) if diagnostics.has_error() || ctx.deferral().is_some() => prior,
                    Ok(None) => Tree::Null,
                    Err(panicked) => {
                        panicked.report(&request.type_name, RPC, &mut diagnostics);
                        prior
                    }
                };
            engine::register_secrets(&compiled.block, &state);
            response.new_identity =
                identity::of_state(unit, &state, &before, Stage::Real, &mut diagnostics);
            response.new_state = Some(convert::write(&state, compiled, &mut diagnostics));
        }
        response.deferred = convert::deferred(&ctx, &mut diagnostics);
        response.private = ctx.private().to_bytes();
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}
