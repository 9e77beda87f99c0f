//! Between protobuf messages and our types.

use super::Compiled;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::engine::{self, rules::Violation};
use crate::log::mask;
use crate::path::{Path, Step};
use crate::proto::tfplugin6 as pb;
use crate::unit::{Context, Deferral};
use crate::value::{Tree, Type, json, msgpack};

/// Reads a value of the schema; secrets in it are masked from now on.
pub(super) fn read(
    value: Option<pb::DynamicValue>,
    compiled: &Compiled,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let tree = read_type(value, &compiled.ty, what, diagnostics)?;
    engine::register_secrets(&compiled.block, &tree);
    Some(tree)
}

/// Reads a value of a type.
pub(super) fn read_type(
    value: Option<pb::DynamicValue>,
    ty: &Type,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let value = value.unwrap_or_default();
    let result = if !value.msgpack.is_empty() {
        msgpack::decode(&value.msgpack, ty)
    } else if !value.json.is_empty() {
        json::decode(&value.json, ty)
    } else {
        Ok(Tree::Null)
    };
    match result {
        Ok(tree) => Some(tree),
        Err(error) => {
            let detail = format!(
                "The {what} that Terraform sent does not fit the schema: {}.",
                error.reason
            );
            diagnostics.error_at(error.path, "Unreadable value from Terraform", detail);
            None
        }
    }
}

/// Writes a value of the schema.
pub(super) fn write(
    tree: &Tree,
    compiled: &Compiled,
    diagnostics: &mut Diagnostics,
) -> pb::DynamicValue {
    write_type(tree, &compiled.ty, diagnostics)
}

/// Writes a value of a type.
pub(super) fn write_type(
    tree: &Tree,
    ty: &Type,
    diagnostics: &mut Diagnostics,
) -> pb::DynamicValue {
    match msgpack::encode(tree, ty) {
        Ok(msgpack) => pb::DynamicValue {
            msgpack,
            json: Vec::new(),
        },
        Err(error) => {
            let detail = format!(
                "The provider produced a value that does not fit its schema: {}. This is a bug in the provider.",
                error.reason
            );
            diagnostics.error_at(error.path, "Invalid value from the provider", detail);
            pb::DynamicValue {
                msgpack: vec![0xc0],
                json: Vec::new(),
            }
        }
    }
}

/// Writes an identity.
pub(super) fn identity(
    tree: &Tree,
    compiled: &Compiled,
    diagnostics: &mut Diagnostics,
) -> pb::ResourceIdentityData {
    pb::ResourceIdentityData {
        identity_data: Some(write(tree, compiled, diagnostics)),
    }
}

pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<pb::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

fn diagnostic(diagnostic: Diagnostic) -> pb::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => pb::diagnostic::Severity::Error,
        Severity::Warning => pb::diagnostic::Severity::Warning,
    };
    pb::Diagnostic {
        severity: severity.into(),
        summary: mask::apply(&diagnostic.summary),
        detail: mask::apply(&diagnostic.detail),
        attribute: path(&diagnostic.path),
    }
}

/// The protocol cannot name an element of a set, so the path ends before it.
pub(super) fn path(path: &Path) -> Option<pb::AttributePath> {
    use pb::attribute_path::{Step as Message, step::Selector};
    let selectors = path.steps().iter().map_while(|step| match step {
        Step::Attribute(name) => Some(Selector::AttributeName(name.clone())),
        Step::Key(key) => Some(Selector::ElementKeyString(key.clone())),
        Step::Index(index) => i64::try_from(*index).ok().map(Selector::ElementKeyInt),
        Step::Element => None,
    });
    let steps: Vec<_> = selectors
        .map(|selector| Message {
            selector: Some(selector),
        })
        .collect();
    (!steps.is_empty()).then_some(pb::AttributePath { steps })
}

/// What a handler deferred, when the calling Terraform takes that for an answer; an error otherwise.
pub(super) fn deferred(ctx: &Context, diagnostics: &mut Diagnostics) -> Option<pb::Deferred> {
    use pb::deferred::Reason;
    let deferral = ctx.deferral()?;
    let (reason, because) = match deferral {
        Deferral::ConfigUnknown => (
            Reason::ResourceConfigUnknown,
            "its configuration has values that are not known yet",
        ),
        Deferral::ProviderConfigUnknown => (
            Reason::ProviderConfigUnknown,
            "the provider's configuration has values that are not known yet",
        ),
        Deferral::AbsentPrerequisite => (
            Reason::AbsentPrereq,
            "something that it needs does not exist yet",
        ),
    };
    if ctx.capabilities().deferral_allowed {
        return Some(pb::Deferred {
            reason: reason.into(),
        });
    }
    if !diagnostics.has_error() {
        diagnostics.error(
            "It is too early for this",
            format!("This cannot be done yet, because {because}. Apply that first, for instance with -target, and then plan again."),
        );
    }
    None
}

/// Reports a deferral where the protocol has no room for one.
pub(super) fn refuse_deferral(ctx: &Context, rpc: &str, diagnostics: &mut Diagnostics) {
    if ctx.deferral().is_some() && !diagnostics.has_error() {
        let detail = format!("{rpc} cannot be deferred. This is a bug in the provider.");
        diagnostics.error("It is too late to defer this", detail);
    }
}

/// Reports violated rules of Terraform.
pub(super) fn report(violations: Vec<Violation>, summary: &str, diagnostics: &mut Diagnostics) {
    for Violation { path, message } in violations {
        let detail = format!("`{path}` {message}. This is a bug in the provider.");
        diagnostics.error_at(path, summary, detail);
    }
}

/// Reports values that are still unknown where there must be none, and leaves only what is known.
pub(super) fn settle(
    tree: Tree,
    compiled: &Compiled,
    rpc: &str,
    diagnostics: &mut Diagnostics,
) -> Tree {
    if tree.is_known() {
        return tree;
    }
    // A call that failed half way may well have left things open; one that says it worked may not.
    if !diagnostics.has_error() {
        for path in engine::unknown_paths(&tree, &compiled.ty) {
            let detail =
                format!("`{path}` is still unknown after {rpc}. This is a bug in the provider.");
            diagnostics.error_at(path, "Provider returned an unknown value", detail);
        }
    }
    engine::known_part(tree)
}
