//! ValidateListResourceConfig and ListResource.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::sync::mpsc;

use super::call::{Events, guarded, guarded_now};
use super::units::find;
use super::{Compiled, ResourceEntry, Shared, convert, identity};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::{ListTrees, ListedTree, Provider, TreeSink};
use crate::value::Tree;

const RPC: &str = "ListResource";
const WHAT: &str = "list resource type";

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_list_resource(
        self: Arc<Self>,
        request: pb::validate_list_resource_config::Request,
    ) -> pb::validate_list_resource_config::Response {
        let mut diagnostics = Diagnostics::new();
        let (name, table) = (&request.type_name, &self.units.list_resources);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(config) = read(request.config, unit.compiled(), &mut diagnostics)
        {
            engine::validate(&unit.compiled().block, &config, false, &mut diagnostics);
            if !diagnostics.has_error()
                && let Err(panicked) =
                    guarded_now(|| unit.handler.validate(config, &mut diagnostics))
            {
                panicked.report(name, "ValidateListResourceConfig", &mut diagnostics);
            }
        }
        pb::validate_list_resource_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    /// Sends each object as it is found. What went wrong comes last: after an error Terraform
    /// discards everything.
    pub(super) async fn list_resource(
        self: Arc<Self>,
        request: pb::list_resource::Request,
        events: Events<pb::list_resource::Event>,
    ) {
        let mut diagnostics = Diagnostics::new();
        self.search(request, &events, &mut diagnostics).await;
        if !diagnostics.is_empty() {
            let event = pb::list_resource::Event {
                diagnostic: convert::diagnostics(diagnostics),
                ..Default::default()
            };
            // Terraform has heard enough when it no longer listens.
            let _ = events.send(Ok(event)).await;
        }
    }

    async fn search(
        &self,
        request: pb::list_resource::Request,
        events: &Events<pb::list_resource::Event>,
        diagnostics: &mut Diagnostics,
    ) {
        let name = &request.type_name;
        let ctx = self.context(None, Vec::new());
        let Some(unit) = find(&self.units.list_resources, WHAT, name, diagnostics) else {
            return;
        };
        let Some(resource) = self.units.resource(name, diagnostics) else {
            return;
        };
        let Some(config) = read(request.config, unit.compiled(), diagnostics) else {
            return;
        };
        let Some(data) = self.data(&ctx, diagnostics) else {
            return;
        };
        let mut filled = config.clone();
        engine::fill_defaults(&unit.compiled().block, &config, &mut filled);
        let limit = u64::try_from(request.limit).ok().filter(|limit| *limit > 0);
        let trees = ListTrees {
            config: filled,
            limit,
            include_resource: request.include_resource_object,
        };
        // One object waits at most, so that a search goes no further than Terraform wants it to.
        let (found, mut items) = mpsc::channel(1);
        let sink = TreeSink {
            found,
            left: Arc::new(AtomicU64::new(limit.unwrap_or(u64::MAX))),
            cancelled: ctx.cancellation().clone(),
        };
        let mut reported = Diagnostics::new();
        let handler = guarded(unit.handler.list(&ctx, data, trees, sink, &mut reported));
        let include = request.include_resource_object;
        let deliver = async {
            while let Some(item) = items.recv().await {
                let event = event(resource, item, include, diagnostics);
                if diagnostics.has_error() || events.send(Ok(event)).await.is_err() {
                    items.close();
                }
            }
        };
        let (result, ()) = tokio::join!(handler, deliver);
        if let Err(panicked) = result {
            panicked.report(name, RPC, &mut reported);
        }
        diagnostics.extend(reported);
        // A search that was broken off must not pass for a complete one.
        if ctx.is_cancelled() && !diagnostics.has_error() {
            diagnostics.error("Interrupted", format!("The search for {name} was stopped."));
        }
        convert::refuse_deferral(&ctx, RPC, diagnostics);
    }
}

/// Reads the `config` block, which may be left out.
fn read(
    config: Option<pb::DynamicValue>,
    compiled: &Compiled,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let config = convert::read(config, compiled, "configuration", diagnostics)?;
    Some(if config.is_null() {
        engine::empty(&compiled.block)
    } else {
        config
    })
}

fn event<D>(
    unit: &ResourceEntry<D>,
    item: ListedTree,
    include: bool,
    diagnostics: &mut Diagnostics,
) -> pb::list_resource::Event {
    let compiled = unit.compiled();
    let name = unit.handler.type_name();
    let state = item.resource.filter(|_| include).map(|state| {
        let mut state = engine::complete(&compiled.block, state);
        engine::strip_write_only(&compiled.block, &mut state);
        engine::register_secrets(&compiled.block, &state);
        convert::settle(state, compiled, RPC, diagnostics)
    });
    if include && state.is_none() {
        let detail = format!(
            "The search for {name} gave no state for {:?}, which was asked for. This is a bug in the provider.",
            item.display_name
        );
        diagnostics.error("Found object without state", detail);
    }
    pb::list_resource::Event {
        identity: identity::of_found(unit, item.identity, state.as_ref(), diagnostics),
        display_name: item.display_name,
        resource_object: state.map(|state| convert::write(&state, compiled, diagnostics)),
        diagnostic: Vec::new(),
    }
}
