//! Between test values and protobuf messages.

use crate::diagnostics::{Diagnostic, Severity};
use crate::path::{Path, Step};
use crate::proto::tfplugin6 as pb;
use crate::value::{Tree, Type, msgpack};

pub(super) fn dynamic(tree: &Tree, ty: &Type) -> Option<pb::DynamicValue> {
    let msgpack = msgpack::encode(tree, ty).expect("values were fitted to the schema before");
    Some(pb::DynamicValue {
        msgpack,
        json: Vec::new(),
    })
}

/// Reads an answer; providers must answer in MessagePack.
pub(super) fn tree(value: Option<pb::DynamicValue>, ty: &Type) -> Tree {
    let value = value.unwrap_or_default();
    assert!(
        value.json.is_empty(),
        "the provider answered in JSON, which Terraform does not take everywhere"
    );
    if value.msgpack.is_empty() {
        return Tree::Null;
    }
    msgpack::decode(&value.msgpack, ty)
        .expect("the provider answered a value that does not fit its schema")
}

pub(super) fn diagnostics(messages: Vec<pb::Diagnostic>) -> Vec<Diagnostic> {
    let one = |message: pb::Diagnostic| Diagnostic {
        severity: match message.severity() {
            pb::diagnostic::Severity::Warning => Severity::Warning,
            pb::diagnostic::Severity::Error | pb::diagnostic::Severity::Invalid => Severity::Error,
        },
        summary: message.summary,
        detail: message.detail,
        path: message.attribute.map(path).unwrap_or_default(),
    };
    messages.into_iter().map(one).collect()
}

pub(super) fn path(message: pb::AttributePath) -> Path {
    use pb::attribute_path::step::Selector;
    message
        .steps
        .into_iter()
        .filter_map(|step| step.selector)
        .fold(Path::empty(), |path, selector| {
            path.with(match selector {
                Selector::AttributeName(name) => Step::Attribute(name),
                Selector::ElementKeyString(key) => Step::Key(key),
                Selector::ElementKeyInt(index) => {
                    Step::Index(usize::try_from(index).unwrap_or_default())
                }
            })
        })
}

/// The value at `path`; null where there is none.
pub(super) fn lookup<'t>(tree: &'t Tree, path: &Path) -> &'t Tree {
    path.steps().iter().fold(tree, |tree, step| match step {
        Step::Attribute(name) | Step::Key(name) => tree.get(name),
        Step::Index(index) => tree.at(*index),
        Step::Element => &Tree::Null,
    })
}

/// The text of a value in a state file.
pub(super) fn state_json(tree: &Tree) -> Vec<u8> {
    fn wrapped(tree: &Tree) -> Tree {
        match tree {
            Tree::Dynamic(typed) => {
                let ty: serde_json::Value =
                    serde_json::from_str(&typed.0.to_json()).unwrap_or_default();
                Tree::map([("type", Tree::from(ty)), ("value", wrapped(&typed.1))])
            }
            Tree::List(items) => Tree::List(items.iter().map(wrapped).collect()),
            Tree::Set(items) => Tree::Set(items.iter().map(wrapped).collect()),
            Tree::Map(members) => Tree::Map(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), wrapped(value)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }
    crate::value::json::to_text(&wrapped(tree)).into_bytes()
}
