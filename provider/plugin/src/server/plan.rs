//! ValidateResourceConfig and PlanResourceChange.

use std::sync::Arc;

use super::call::{guarded, guarded_now};
use super::identity::{self, Stage};
use super::{ResourceEntry, Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine::{self, rules};
use crate::path::Path;
use crate::proto::tfplugin6 as pb;
use crate::unit::{Context, PlanTrees, Provider};
use crate::value::Tree;

const RPC: &str = "PlanResourceChange";

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_resource(
        self: Arc<Self>,
        request: pb::validate_resource_config::Request,
    ) -> pb::validate_resource_config::Response {
        let mut diagnostics = Diagnostics::new();
        let allowed = request
            .client_capabilities
            .is_some_and(|client| client.write_only_attributes_allowed);
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(config) = convert::read(
                request.config,
                unit.compiled(),
                "configuration",
                &mut diagnostics,
            )
        {
            engine::validate(&unit.compiled().block, &config, allowed, &mut diagnostics);
            if !diagnostics.has_error()
                && let Err(panicked) =
                    guarded_now(|| unit.handler.validate(config, &mut diagnostics))
            {
                panicked.report(
                    &request.type_name,
                    "ValidateResourceConfig",
                    &mut diagnostics,
                );
            }
        }
        pb::validate_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) async fn plan_resource_change(
        self: Arc<Self>,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::plan_resource_change::Response::default();
        // Terraform 1.16 hands the private data of the first plan to the second.
        let private = if request.planned_private.is_empty() {
            request.prior_private
        } else {
            request.planned_private
        };
        let ctx = self.context(request.client_capabilities, private);
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(prior) = convert::read(
                request.prior_state,
                unit.compiled(),
                "prior state",
                &mut diagnostics,
            )
            && let Some(proposed) = convert::read(
                request.proposed_new_state,
                unit.compiled(),
                "proposed state",
                &mut diagnostics,
            )
            && let Some(config) = convert::read(
                request.config,
                unit.compiled(),
                "configuration",
                &mut diagnostics,
            )
        {
            let before =
                identity::read(unit, request.prior_identity, &mut diagnostics).unwrap_or_default();
            // On create there is no object yet that the identity could be of.
            let is_new = prior.is_null();
            let (planned, replace) = if proposed.is_null() {
                self.plan_destroy(unit, &ctx, prior, &mut diagnostics).await;
                (Tree::Null, Vec::new())
            } else {
                self.plan_change(unit, &ctx, prior, proposed, config, &mut diagnostics)
                    .await
            };
            response.planned_state =
                Some(convert::write(&planned, unit.compiled(), &mut diagnostics));
            let stage = if is_new || !replace.is_empty() {
                Stage::Replaced
            } else {
                Stage::Planned
            };
            response.planned_identity =
                identity::of_state(unit, &planned, &before, stage, &mut diagnostics);
            response.requires_replace = replace.iter().filter_map(convert::path).collect();
        }
        response.deferred = convert::deferred(&ctx, &mut diagnostics);
        response.planned_private = ctx.private().to_bytes();
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }

    async fn plan_destroy(
        &self,
        unit: &ResourceEntry<P::Data>,
        ctx: &Context,
        prior: Tree,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(data) = self.data(ctx, diagnostics) else {
            return;
        };
        if let Err(panicked) =
            guarded(unit.handler.plan_destroy(ctx, data, prior, diagnostics)).await
        {
            panicked.report(unit.handler.type_name(), RPC, diagnostics);
        }
    }

    async fn plan_change(
        &self,
        unit: &ResourceEntry<P::Data>,
        ctx: &Context,
        prior: Tree,
        proposed: Tree,
        config: Tree,
        diagnostics: &mut Diagnostics,
    ) -> (Tree, Vec<Path>) {
        let block = &unit.compiled().block;
        let mut planned = engine::propose(block, &prior, proposed, &config);
        engine::strip_write_only(block, &mut planned);
        engine::keep_planned_spelling(block, &prior, &config, &mut planned);
        if planned != prior {
            engine::mark_computed(block, &config, &mut planned);
        }
        let mut replace = engine::adjust(block, &prior, &config, &mut planned);

        let Some(data) = self.data(ctx, diagnostics) else {
            return (planned, replace);
        };
        let mut trees = PlanTrees {
            prior: Some(prior.clone()).filter(|prior| !prior.is_null()),
            proposed: planned.clone(),
            config: config.clone(),
            replace: Vec::new(),
        };
        let before = unit.handler.echo(planned.clone());
        match guarded(unit.handler.plan(ctx, data, &mut trees, diagnostics)).await {
            Ok(()) => {
                if let Some(before) = before {
                    planned =
                        engine::complete(block, engine::patch(planned, &before, trees.proposed));
                }
            }
            Err(panicked) => panicked.report(unit.handler.type_name(), RPC, diagnostics),
        }
        engine::strip_write_only(block, &mut planned);
        engine::keep_planned_spelling(block, &prior, &config, &mut planned);
        replace.append(&mut trees.replace);
        replace.extend(engine::replacements(block, &prior, &config, &planned));
        replace.sort();
        replace.dedup();

        if self.options.check && !diagnostics.has_error() {
            let violations = rules::check_planned(block, &prior, &config, &planned);
            convert::report(violations, "Provider produced an invalid plan", diagnostics);
        }
        (planned, replace)
    }
}
