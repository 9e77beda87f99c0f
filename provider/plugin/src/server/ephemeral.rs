//! ValidateEphemeralResourceConfig, OpenEphemeralResource, RenewEphemeralResource and
//! CloseEphemeralResource.

use std::sync::Arc;

use super::call::{guarded, guarded_now};
use super::units::find;
use super::{Compiled, Shared, Unit, convert};
use crate::diagnostics::Diagnostics;
use crate::engine::{self, rules};
use crate::proto::tfplugin6 as pb;
use crate::unit::{Context, ErasedEphemeral, Opened, Provider};
use crate::value::Tree;

const WHAT: &str = "ephemeral resource type";

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_ephemeral_resource(
        self: Arc<Self>,
        request: pb::validate_ephemeral_resource_config::Request,
    ) -> pb::validate_ephemeral_resource_config::Response {
        let mut diagnostics = Diagnostics::new();
        let (name, table) = (&request.type_name, &self.units.ephemeral_resources);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(config) = convert::read(
                request.config,
                unit.compiled(),
                "configuration",
                &mut diagnostics,
            )
        {
            engine::validate(&unit.compiled().block, &config, true, &mut diagnostics);
            if !diagnostics.has_error()
                && let Err(panicked) =
                    guarded_now(|| unit.handler.validate(config, &mut diagnostics))
            {
                panicked.report(name, "ValidateEphemeralResourceConfig", &mut diagnostics);
            }
        }
        pb::validate_ephemeral_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) async fn open_ephemeral_resource(
        self: Arc<Self>,
        request: pb::open_ephemeral_resource::Request,
    ) -> pb::open_ephemeral_resource::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::open_ephemeral_resource::Response::default();
        let ctx = self.context(request.client_capabilities, Vec::new());
        let (name, table) = (&request.type_name, &self.units.ephemeral_resources);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(config) = convert::read(
                request.config,
                unit.compiled(),
                "configuration",
                &mut diagnostics,
            )
        {
            let compiled = unit.compiled();
            let mut filled = config.clone();
            engine::fill_defaults(&compiled.block, &config, &mut filled);
            let data = self.data(&ctx, &mut diagnostics);
            let opened = match data.clone() {
                Some(data) => {
                    let call = unit
                        .handler
                        .open(&ctx, data, filled.clone(), &mut diagnostics);
                    guarded(call).await
                }
                None => Ok(None),
            };
            let opened = match opened {
                Ok(opened) => opened,
                Err(panicked) => {
                    panicked.report(name, "OpenEphemeralResource", &mut diagnostics);
                    None
                }
            };
            response.deferred = convert::deferred(&ctx, &mut diagnostics);
            let is_open = opened.is_some();
            let result = match opened {
                Some(opened) => {
                    response.renew_at = opened.renew_at.map(Into::into);
                    let check = self.options.check;
                    Some(opened_result(
                        unit,
                        &ctx,
                        &config,
                        filled,
                        opened,
                        check,
                        &mut diagnostics,
                    ))
                }
                // Terraform takes what is not there yet for unknown.
                None if response.deferred.is_some() => {
                    engine::mark_computed(&compiled.block, &config, &mut filled);
                    Some(filled)
                }
                None => {
                    demand_error(name, &mut diagnostics);
                    None
                }
            };
            let result = result.unwrap_or_default();
            engine::register_secrets(&compiled.block, &result);
            response.result = Some(convert::write(&result, compiled, &mut diagnostics));
            // Terraform closes only what it takes for open.
            let is_open = is_open || !ctx.private().to_bytes().is_empty();
            let is_lost = diagnostics.has_error() || response.deferred.is_some();
            if !is_lost {
                self.open.add(name, &ctx.private().to_bytes());
            }
            if let Some(data) = data.filter(|_| is_open && is_lost) {
                let ctx = self.uninterrupted(ctx.private().to_bytes());
                if let Err(panicked) =
                    guarded(unit.handler.close(&ctx, data, &mut diagnostics)).await
                {
                    panicked.report(name, "CloseEphemeralResource", &mut diagnostics);
                }
            }
        }
        response.private = Some(ctx.private().to_bytes()).filter(|private| !private.is_empty());
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }

    pub(super) async fn renew_ephemeral_resource(
        self: Arc<Self>,
        request: pb::renew_ephemeral_resource::Request,
    ) -> pb::renew_ephemeral_resource::Response {
        const RPC: &str = "RenewEphemeralResource";
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::renew_ephemeral_resource::Response::default();
        let ctx = self.context(None, request.private.unwrap_or_default());
        let (name, table) = (&request.type_name, &self.units.ephemeral_resources);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
        {
            match guarded(unit.handler.renew(&ctx, data, &mut diagnostics)).await {
                Ok(renew_at) => response.renew_at = renew_at.map(Into::into),
                Err(panicked) => panicked.report(name, RPC, &mut diagnostics),
            }
        }
        convert::refuse_deferral(&ctx, RPC, &mut diagnostics);
        response.private = Some(ctx.private().to_bytes()).filter(|private| !private.is_empty());
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }

    pub(super) async fn close_ephemeral_resource(
        self: Arc<Self>,
        request: pb::close_ephemeral_resource::Request,
    ) -> pb::close_ephemeral_resource::Response {
        const RPC: &str = "CloseEphemeralResource";
        let mut diagnostics = Diagnostics::new();
        // What is open must be closed, above all when the person interrupts Terraform.
        let private = request.private.unwrap_or_default();
        self.open.remove(&request.type_name, &private);
        let ctx = self.uninterrupted(private);
        let (name, table) = (&request.type_name, &self.units.ephemeral_resources);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
            && let Err(panicked) = guarded(unit.handler.close(&ctx, data, &mut diagnostics)).await
        {
            panicked.report(name, RPC, &mut diagnostics);
        }
        convert::refuse_deferral(&ctx, RPC, &mut diagnostics);
        pb::close_ephemeral_resource::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }
}

/// Brings what a handler opened into the form Terraform expects.
fn opened_result<D>(
    unit: &Unit<dyn ErasedEphemeral<D>>,
    ctx: &Context,
    config: &Tree,
    filled: Tree,
    opened: Opened<Tree>,
    check: bool,
    diagnostics: &mut Diagnostics,
) -> Tree {
    let compiled: &Compiled = unit.compiled();
    let block = &compiled.block;
    let before = unit.handler.echo(filled.clone()).unwrap_or_default();
    let mut result = engine::complete(block, engine::patch(filled, &before, opened.result));
    engine::keep_spelling(block, config, &mut result);
    if ctx.deferral().is_none() {
        result = convert::settle(result, compiled, "OpenEphemeralResource", diagnostics);
    }
    if check && !diagnostics.has_error() {
        let violations = rules::check_planned(block, &Tree::Null, config, &result);
        convert::report(
            violations,
            "Provider produced an invalid result",
            diagnostics,
        );
    }
    result
}

fn demand_error(name: &str, diagnostics: &mut Diagnostics) {
    if !diagnostics.has_error() {
        let detail =
            format!("{name} gave neither a result nor an error. This is a bug in the provider.");
        diagnostics.error("Ephemeral resource returned nothing", detail);
    }
}
