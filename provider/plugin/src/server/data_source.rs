//! ValidateDataResourceConfig and ReadDataSource.

use std::sync::Arc;

use super::call::{guarded, guarded_now};
use super::units::find;
use super::{Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::Provider;
use crate::value::Tree;

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_data_source(
        self: Arc<Self>,
        request: pb::validate_data_resource_config::Request,
    ) -> pb::validate_data_resource_config::Response {
        let mut diagnostics = Diagnostics::new();
        if let Some(unit) = find(
            &self.units.data_sources,
            "data source",
            &request.type_name,
            &mut diagnostics,
        ) && let Some(config) = convert::read(
            request.config,
            unit.compiled(),
            "configuration",
            &mut diagnostics,
        ) {
            engine::validate(&unit.compiled().block, &config, true, &mut diagnostics);
            if !diagnostics.has_error()
                && let Err(panicked) =
                    guarded_now(|| unit.handler.validate(config, &mut diagnostics))
            {
                panicked.report(
                    &request.type_name,
                    "ValidateDataResourceConfig",
                    &mut diagnostics,
                );
            }
        }
        pb::validate_data_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) async fn read_data_source(
        self: Arc<Self>,
        request: pb::read_data_source::Request,
    ) -> pb::read_data_source::Response {
        const RPC: &str = "ReadDataSource";
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::read_data_source::Response::default();
        let ctx = self.context(request.client_capabilities, Vec::new());
        if let Some(unit) = find(
            &self.units.data_sources,
            "data source",
            &request.type_name,
            &mut diagnostics,
        ) && let Some(config) = convert::read(
            request.config,
            unit.compiled(),
            "configuration",
            &mut diagnostics,
        ) {
            let compiled = unit.compiled();
            // What is not configured shows its default from here on.
            let mut filled = config.clone();
            engine::fill_defaults(&compiled.block, &config, &mut filled);
            let read = match self.data(&ctx, &mut diagnostics) {
                Some(data) => {
                    let handler = unit
                        .handler
                        .read(&ctx, data, filled.clone(), &mut diagnostics);
                    guarded(handler).await
                }
                None => Ok(None),
            };
            response.deferred = convert::deferred(&ctx, &mut diagnostics);
            let deferred = response.deferred.is_some();
            let state = match read {
                Ok(Some(state)) => {
                    let before = unit.handler.echo(filled.clone()).unwrap_or_default();
                    let mut state =
                        engine::complete(&compiled.block, engine::patch(filled, &before, state));
                    engine::keep_spelling(&compiled.block, &config, &mut state);
                    engine::strip_write_only(&compiled.block, &mut state);
                    if deferred {
                        state
                    } else {
                        convert::settle(state, compiled, RPC, &mut diagnostics)
                    }
                }
                // Terraform takes what is not there yet for unknown.
                Ok(None) if deferred => {
                    engine::mark_computed(&compiled.block, &config, &mut filled);
                    filled
                }
                Ok(None) => {
                    if !diagnostics.has_error() {
                        let detail = format!(
                            "{} gave neither a result nor an error. This is a bug in the provider.",
                            request.type_name
                        );
                        diagnostics.error("Data source returned nothing", detail);
                    }
                    Tree::Null
                }
                Err(panicked) => {
                    panicked.report(&request.type_name, RPC, &mut diagnostics);
                    Tree::Null
                }
            };
            engine::register_secrets(&compiled.block, &state);
            response.state = Some(convert::write(&state, compiled, &mut diagnostics));
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}
