//! ApplyResourceChange.

use std::sync::Arc;

use super::call::guarded;
use super::identity::{self, Stage};
use super::{ResourceEntry, Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine::{self, rules};
use crate::proto::tfplugin6 as pb;
use crate::unit::{Context, Provider};
use crate::value::Tree;

const RPC: &str = "ApplyResourceChange";

impl<P: Provider> Shared<P> {
    pub(super) async fn apply_resource_change(
        self: Arc<Self>,
        request: pb::apply_resource_change::Request,
    ) -> pb::apply_resource_change::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::apply_resource_change::Response {
            // Until something better is known, the object is what it was.
            new_state: request.prior_state.clone(),
            ..Default::default()
        };
        let ctx = self.context(None, request.planned_private);
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(prior) = convert::read(
                request.prior_state,
                unit.compiled(),
                "prior state",
                &mut diagnostics,
            )
            && let Some(planned) = convert::read(
                request.planned_state,
                unit.compiled(),
                "planned state",
                &mut diagnostics,
            )
            && let Some(config) = convert::read(
                request.config,
                unit.compiled(),
                "configuration",
                &mut diagnostics,
            )
            && let Some(before) = identity::read(unit, request.planned_identity, &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
        {
            let change = Change {
                unit,
                ctx: &ctx,
                data,
                prior,
                planned,
                config,
            };
            let state = if change.planned.is_null() {
                change.delete(&mut diagnostics).await
            } else if change.prior.is_null() {
                change.create(self.options.check, &mut diagnostics).await
            } else {
                change.update(self.options.check, &mut diagnostics).await
            };
            engine::register_secrets(&unit.compiled().block, &state);
            response.new_identity =
                identity::of_state(unit, &state, &before, Stage::Real, &mut diagnostics);
            response.new_state = Some(convert::write(&state, unit.compiled(), &mut diagnostics));
        }
        convert::refuse_deferral(&ctx, RPC, &mut diagnostics);
        response.private = ctx.private().to_bytes();
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}

struct Change<'a, D> {
    unit: &'a ResourceEntry<D>,
    ctx: &'a Context,
    data: Arc<D>,
    prior: Tree,
    planned: Tree,
    config: Tree,
}

impl<D: Send + Sync> Change<'_, D> {
    async fn create(self, check: bool, diagnostics: &mut Diagnostics) -> Tree {
        let handler = &self.unit.handler;
        let call = handler.create(
            self.ctx,
            Arc::clone(&self.data),
            self.planned.clone(),
            self.config.clone(),
            diagnostics,
        );
        match guarded(call).await {
            Ok(Some(state)) => self.finish(state, check, diagnostics),
            Ok(None) => {
                self.demand_error("nothing was created", diagnostics);
                self.ctx
                    .take_saved()
                    .map_or(Tree::Null, |saved| self.finish(saved, false, diagnostics))
            }
            Err(panicked) => {
                panicked.report(handler.type_name(), RPC, diagnostics);
                // Something may exist now. With an error beside it Terraform marks the object as
                // tainted, reads it and replaces it, which is better than losing it.
                let state = self.ctx.take_saved().unwrap_or_else(|| self.echo());
                self.finish(state, false, diagnostics)
            }
        }
    }

    async fn update(self, check: bool, diagnostics: &mut Diagnostics) -> Tree {
        let handler = &self.unit.handler;
        let (prior, planned, config) = (
            self.prior.clone(),
            self.planned.clone(),
            self.config.clone(),
        );
        let call = handler.update(
            self.ctx,
            Arc::clone(&self.data),
            prior,
            planned,
            config,
            diagnostics,
        );
        match guarded(call).await {
            Ok(Some(state)) => return self.finish(state, check, diagnostics),
            Ok(None) => self.demand_error("nothing was updated", diagnostics),
            Err(panicked) => panicked.report(handler.type_name(), RPC, diagnostics),
        }
        match self.ctx.take_saved() {
            Some(saved) => self.finish(saved, false, diagnostics),
            None => self.prior,
        }
    }

    async fn delete(self, diagnostics: &mut Diagnostics) -> Tree {
        let handler = &self.unit.handler;
        let call = handler.delete(
            self.ctx,
            Arc::clone(&self.data),
            self.prior.clone(),
            diagnostics,
        );
        if let Err(panicked) = guarded(call).await {
            panicked.report(handler.type_name(), RPC, diagnostics);
        }
        if !diagnostics.has_error() {
            return Tree::Null;
        }
        match self.ctx.take_saved() {
            Some(saved) => {
                let before = handler.echo(self.prior.clone()).unwrap_or_default();
                let block = &self.unit.compiled().block;
                engine::known_part(engine::complete(
                    block,
                    engine::patch(self.prior, &before, saved),
                ))
            }
            None => self.prior,
        }
    }

    /// What the model makes of the plan.
    fn echo(&self) -> Tree {
        self.unit
            .handler
            .echo(self.planned.clone())
            .unwrap_or_default()
    }

    /// Brings a handler's result into the form Terraform expects.
    fn finish(&self, state: Tree, check: bool, diagnostics: &mut Diagnostics) -> Tree {
        let compiled = self.unit.compiled();
        let block = &compiled.block;
        let mut state = engine::complete(
            block,
            engine::patch(self.planned.clone(), &self.echo(), state),
        );
        engine::strip_write_only(block, &mut state);
        engine::keep_spelling(block, &self.planned, &mut state);
        let state = convert::settle(state, compiled, RPC, diagnostics);
        if check && !diagnostics.has_error() {
            let violations = rules::check_applied(block, &self.planned, &state);
            convert::report(
                violations,
                "Provider produced an inconsistent result",
                diagnostics,
            );
        }
        state
    }

    fn demand_error(&self, what: &str, diagnostics: &mut Diagnostics) {
        if !diagnostics.has_error() {
            let name = self.unit.handler.type_name();
            let detail = format!(
                "{name} gave neither a state nor an error, so {what}. This is a bug in the provider."
            );
            diagnostics.error("Provider returned nothing", detail);
        }
    }
}
