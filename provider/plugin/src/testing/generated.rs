//! Configuration that Terraform writes down for objects that have none.

use super::client::{Client, answer};
use super::outcome::{Object, Outcome, to_json};
use super::wire;
use crate::proto::tfplugin6 as pb;
use crate::schema::{Attributes, Block, Kind, Nesting};
use crate::value::Tree;

impl Client {
    /// The configuration that Terraform 1.14 and later write down for an object: what the provider
    /// makes of its state. Give it to [`Client::plan`] as it is.
    pub async fn generated_config(&self, object: &Object) -> Outcome<serde_json::Value> {
        let known = self.resource(&object.type_name);
        let request = pb::generate_resource_config::Request {
            type_name: object.type_name.clone(),
            state: wire::dynamic(&object.value, &known.ty),
        };
        let response = answer(self.grpc.clone().generate_resource_config(request).await);
        let mut config = wire::tree(response.config, &known.ty);
        hide(&known.block, &mut config);
        Outcome {
            value: to_json(&written(config)),
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    /// The configuration that Terraform before 1.14 writes down: by its own rules, without asking
    /// the provider.
    #[must_use]
    pub fn legacy_config(&self, object: &Object) -> serde_json::Value {
        let known = self.resource(&object.type_name);
        let mut config = legacy(&known.block, &object.value, true);
        hide(&known.block, &mut config);
        to_json(&written(config))
    }
}

/// Terraform never writes a sensitive value into a file.
fn hide(block: &Block, config: &mut Tree) {
    crate::engine::strip_sensitive(block, config);
}

/// What stands in the file: nulls in place of attributes are not told apart from absent ones.
fn written(tree: Tree) -> Tree {
    match tree {
        Tree::Map(members) => Tree::Map(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, written(value)))
                .collect(),
        ),
        Tree::List(items) => Tree::List(items.into_iter().map(written).collect()),
        Tree::Set(items) => Tree::Set(items.into_iter().map(written).collect()),
        Tree::Dynamic(typed) => typed.1,
        other => other,
    }
}

fn legacy(block: &Block, state: &Tree, top: bool) -> Tree {
    let Tree::Map(members) = legacy_attributes(&block.attributes, state, top) else {
        return state.clone();
    };
    let mut members = members;
    for nested in block.blocks.values() {
        let value = state.get(&nested.name);
        let value = if nested.deprecated.is_some() {
            Tree::Null
        } else {
            each(nested.nesting.as_nesting(), value, &|item| {
                legacy(&nested.block, item, false)
            })
        };
        members.insert(nested.name.clone(), value);
    }
    Tree::Map(members)
}

fn legacy_attributes(attributes: &Attributes, state: &Tree, top: bool) -> Tree {
    if state.as_map().is_none() {
        return state.clone();
    }
    let one = |attribute: &crate::schema::Attribute| {
        let value = state.get(&attribute.name);
        let own_id = top && attribute.name == "id" && attribute.computed;
        let empty = attribute.optional && value.as_str() == Some("");
        let read_only = attribute.computed && !attribute.optional;
        let value = if attribute.deprecated.is_some() || read_only || own_id || empty {
            Tree::Null
        } else {
            match &attribute.kind {
                Kind::Leaf(_) => value.clone(),
                Kind::Nested(nesting, inner) => each(*nesting, value, &|item| {
                    legacy_attributes(inner, item, false)
                }),
            }
        };
        (attribute.name.clone(), value)
    };
    Tree::Map(attributes.iter().map(one).collect())
}

fn each(nesting: Nesting, value: &Tree, change: &dyn Fn(&Tree) -> Tree) -> Tree {
    match (nesting, value) {
        (Nesting::Single, value) => change(value),
        (_, Tree::List(items)) => Tree::List(items.iter().map(change).collect()),
        (_, Tree::Set(items)) => Tree::set(items.iter().map(change).collect()),
        (_, Tree::Map(members)) => Tree::Map(
            members
                .iter()
                .map(|(key, value)| (key.clone(), change(value)))
                .collect(),
        ),
        (_, other) => other.clone(),
    }
}
