//! Identities beside states, and UpgradeResourceIdentity.

use std::sync::Arc;

use super::call::guarded_now;
use super::{Compiled, ResourceEntry, Shared, convert, upgrade};
use crate::diagnostics::Diagnostics;
use crate::engine::{self, rules};
use crate::proto::tfplugin6 as pb;
use crate::unit::{Provider, RawState};
use crate::value::{Tree, json};

const RPC: &str = "UpgradeResourceIdentity";

/// How far along an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A plan that keeps the object: what is not known is as before.
    Planned,
    /// A plan that makes a new object: another identity is fine, and it may not be known yet.
    Replaced,
    /// Enough for a read, which follows.
    Imported,
    /// Complete.
    Real,
}

/// Reads an identity from a request; null without one.
pub(super) fn read<D>(
    unit: &ResourceEntry<D>,
    data: Option<pb::ResourceIdentityData>,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    match (unit.identity(), data) {
        (Some(compiled), Some(data)) => {
            convert::read(data.identity_data, compiled, "identity", diagnostics)
        }
        _ => Some(Tree::Null),
    }
}

/// The identity that goes with `state`, checked against the `prior` one of the same object.
///
/// None without a state, without an identity schema, or as long as it is not known.
pub(super) fn of_state<D>(
    unit: &ResourceEntry<D>,
    state: &Tree,
    prior: &Tree,
    stage: Stage,
    diagnostics: &mut Diagnostics,
) -> Option<pb::ResourceIdentityData> {
    let compiled = unit.identity()?;
    // Terraform hands over the identity of the object that is to be replaced.
    let prior = if stage == Stage::Replaced {
        &Tree::Null
    } else {
        prior
    };
    let prior_message = |diagnostics: &mut Diagnostics| {
        (!prior.is_null()).then(|| convert::identity(prior, compiled, diagnostics))
    };
    if state.is_null() {
        return None;
    }
    let name = unit.handler.type_name();
    let identity = match guarded_now(|| unit.handler.identity(state.clone())) {
        Ok(Some(identity)) => engine::complete(&compiled.block, identity),
        Ok(None) if stage == Stage::Real && !diagnostics.has_error() => {
            let detail =
                format!("{name} gave no identity for its state. This is a bug in the provider.");
            diagnostics.error("Missing identity", detail);
            return prior_message(diagnostics);
        }
        Ok(None) => return prior_message(diagnostics),
        Err(panicked) => {
            panicked.report(name, "identity", diagnostics);
            return prior_message(diagnostics);
        }
    };
    let identity = match stage {
        Stage::Imported | Stage::Planned => rules::filled_identity(prior, identity),
        Stage::Replaced | Stage::Real => identity,
    };
    let problems = rules::check_identity(&compiled.block, &identity);
    if !problems.is_empty() {
        // A plan or a failed call may leave things open; one that says it worked may not.
        if stage == Stage::Real && !diagnostics.has_error() {
            convert::report(problems, "Incomplete identity", diagnostics);
        }
        return prior_message(diagnostics);
    }
    if !unit.handler.identity_may_change() && !diagnostics.has_error() {
        let changes = rules::check_same_identity(prior, &identity);
        convert::report(changes, "Unexpected change of identity", diagnostics);
    }
    Some(convert::identity(&identity, compiled, diagnostics))
}

/// The identity of a found object, which must be complete and fit the state beside it.
pub(super) fn of_found<D>(
    unit: &ResourceEntry<D>,
    found: Tree,
    state: Option<&Tree>,
    diagnostics: &mut Diagnostics,
) -> Option<pb::ResourceIdentityData> {
    let compiled = unit.identity()?;
    let identity = engine::complete(&compiled.block, found);
    let problems = rules::check_identity(&compiled.block, &identity);
    if !problems.is_empty() {
        convert::report(problems, "Incomplete identity", diagnostics);
        return None;
    }
    if let Some(state) = state
        && let Ok(Some(own)) = guarded_now(|| unit.handler.identity(state.clone()))
    {
        let own = engine::complete(&compiled.block, own);
        let differences = rules::check_same_identity(&own, &identity);
        convert::report(
            differences,
            "Identity does not fit the found object",
            diagnostics,
        );
    }
    Some(convert::identity(&identity, compiled, diagnostics))
}

impl<P: Provider> Shared<P> {
    pub(super) async fn upgrade_resource_identity(
        self: Arc<Self>,
        request: pb::upgrade_resource_identity::Request,
    ) -> pb::upgrade_resource_identity::Response {
        let mut diagnostics = Diagnostics::new();
        let mut response = pb::upgrade_resource_identity::Response::default();
        if let Some(unit) = self.units.resource(&request.type_name, &mut diagnostics)
            && let Some(compiled) = known_identity(unit, &mut diagnostics)
            // Terraform 1.15 asks for objects without an identity too; a read gives them one.
            && let Some(raw) = request.raw_identity.filter(|raw| !raw.json.is_empty())
            && let Some(raw) = upgrade::raw(Some(raw), "identity", &mut diagnostics)
            && let Some(identity) = upgraded(unit, compiled, request.version, raw, &mut diagnostics)
        {
            response.upgraded_identity =
                Some(convert::identity(&identity, compiled, &mut diagnostics));
        }
        response.diagnostics = convert::diagnostics(diagnostics);
        response
    }
}

fn known_identity<'u, D>(
    unit: &'u ResourceEntry<D>,
    diagnostics: &mut Diagnostics,
) -> Option<&'u Compiled> {
    let compiled = unit.identity();
    if compiled.is_none() {
        diagnostics.error(
            "Resource without identity",
            format!("{} has no identity.", unit.handler.type_name()),
        );
    }
    compiled
}

fn upgraded<D>(
    unit: &ResourceEntry<D>,
    compiled: &Compiled,
    version: i64,
    raw: Tree,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let handler = &unit.handler;
    let (name, present) = (handler.type_name(), handler.identity_version());
    if version > present {
        diagnostics.error(
            "Identity is from a newer provider",
            format!(
                "The identity of this {name} has version {version}, and this provider knows versions up to {present}. \
                 Use the provider version that wrote it, or a newer one."
            ),
        );
        return None;
    }
    if version == present {
        return match json::conform(raw, &compiled.ty) {
            Ok(tree) => Some(engine::complete(&compiled.block, tree)),
            Err(error) => {
                let detail = format!("The identity does not fit the schema: {}.", error.reason);
                diagnostics.error_at(error.path, "Identity cannot be read", detail);
                None
            }
        };
    }
    match guarded_now(|| handler.upgrade_identity(version, RawState(raw), diagnostics)) {
        Ok(Some(identity)) => {
            let identity = engine::complete(&compiled.block, identity);
            let problems = rules::check_identity(&compiled.block, &identity);
            convert::report(problems, "Incomplete identity", diagnostics);
            (!diagnostics.has_error()).then_some(identity)
        }
        Ok(None) => {
            if !diagnostics.has_error() {
                let detail = format!(
                    "{name} gave neither an identity nor an error. This is a bug in the provider."
                );
                diagnostics.error("Identity cannot be upgraded", detail);
            }
            None
        }
        Err(panicked) => {
            panicked.report(name, RPC, diagnostics);
            None
        }
    }
}
