//! UpgradeResourceState.

use std::sync::Arc;

use super::call::guarded_now;
use super::{ResourceEntry, Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::proto::tfplugin6 as pb;
use crate::unit::{Provider, RawState};
use crate::value::{Tree, json};

const RPC: &str = "UpgradeResourceState";

impl<P: Provider> Shared<P> {
    /// Called for every object of every state, even one of the present version.
    pub(super) async fn upgrade_resource_state(
        self: Arc<Self>,
        request: pb::upgrade_resource_state::Request,
    ) -> pb::upgrade_resource_state::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::upgrade_resource_state::Response::default();
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(raw) = raw(request.raw_state, "state", &mut diagnostics)
            && let Some(state) = upgraded(unit, request.version, raw, &mut diagnostics)
        {
            engine::register_secrets(&unit.compiled().block, &state);
            response.upgraded_state =
                Some(convert::write(&state, unit.compiled(), &mut diagnostics));
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}

/// Reads a stored state or identity of any schema version.
pub(super) fn raw(
    raw: Option<pb::RawState>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let raw = raw.unwrap_or_default();
    if raw.json.is_empty() {
        diagnostics.error(
            format!("The {what} cannot be read"),
            format!(
                "The {what} has a format from before Terraform 0.12, which this provider never wrote."
            ),
        );
        return None;
    }
    match json::parse(&raw.json) {
        Ok(tree) => Some(tree),
        Err(error) => {
            diagnostics.error(
                format!("The {what} cannot be read"),
                format!("The {what} is broken: {}.", error.reason),
            );
            None
        }
    }
}

fn upgraded<D>(
    unit: &ResourceEntry<D>,
    version: i64,
    raw: Tree,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let (compiled, handler) = (unit.compiled(), &unit.handler);
    if raw.is_null() {
        return Some(Tree::Null);
    }
    if version > handler.version() {
        diagnostics.error(
            "State is from a newer provider",
            format!(
                "The state of this {} has schema version {version}, and this provider knows versions up to {}. Use \
                 the provider version that wrote it, or a newer one.",
                handler.type_name(),
                handler.version()
            ),
        );
        return None;
    }
    if version == handler.version() {
        return match json::conform(raw, &compiled.ty) {
            Ok(tree) => Some(engine::complete(&compiled.block, tree)),
            Err(error) => {
                let detail = format!("The state does not fit the schema: {}.", error.reason);
                diagnostics.error_at(error.path, "State cannot be read", detail);
                None
            }
        };
    }
    match guarded_now(|| handler.upgrade(version, RawState(raw), diagnostics)) {
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
                diagnostics.error("State cannot be upgraded", detail);
            }
            None
        }
        Err(panicked) => {
            panicked.report(handler.type_name(), RPC, diagnostics);
            None
        }
    }
}
