//! From the state of an object to a configuration that describes it.

use crate::schema::{Attribute, Attributes, Block, BlockNesting, Kind, NestedBlock, Nesting};
use crate::value::Tree;

/// What of a state a person would write down: nothing that cannot be configured, is deprecated, is
/// never stored, or is the default anyway.
pub(crate) fn configuration(block: &Block, state: Tree) -> Tree {
    let Tree::Map(mut members) = state else {
        return state;
    };
    for attribute in &block.attributes {
        reduce(attribute, &mut members);
    }
    for nested in block.blocks.values() {
        if let Some(value) = members.get_mut(&nested.name) {
            *value = blocks(nested, std::mem::take(value));
        }
    }
    Tree::Map(members)
}

type Members = std::collections::BTreeMap<String, Tree>;

fn reduce(attribute: &Attribute, members: &mut Members) {
    let Some(value) = members.get_mut(&attribute.name) else {
        return;
    };
    let configurable = (attribute.required || attribute.optional) && !attribute.write_only;
    let is_default = attribute.default.as_ref() == Some(value);
    let deprecated = attribute.deprecated.is_some() && !attribute.required;
    if !configurable || is_default || deprecated {
        *value = Tree::Null;
        return;
    }
    if let Kind::Nested(nesting, inner) = &attribute.kind {
        let reduced = each(*nesting, std::mem::take(value), &|item| object(inner, item));
        // Nothing but the provider's own values was in it.
        let empty = *nesting == Nesting::Single
            && attribute.computed
            && reduced
                .as_map()
                .is_some_and(|members| members.values().all(Tree::is_null));
        *value = if empty { Tree::Null } else { reduced };
    }
}

fn object(inner: &Attributes, item: Tree) -> Tree {
    match item {
        Tree::Map(mut members) => {
            for attribute in inner {
                reduce(attribute, &mut members);
            }
            Tree::Map(members)
        }
        other => other,
    }
}

fn blocks(nested: &NestedBlock, value: Tree) -> Tree {
    if nested.deprecated.is_some() && nested.min_items == 0 {
        return match nested.nesting {
            BlockNesting::Single => Tree::Null,
            BlockNesting::Group => super::empty(&nested.block),
            BlockNesting::List => Tree::List(Vec::new()),
            BlockNesting::Set => Tree::Set(Vec::new()),
            BlockNesting::Map => Tree::Map(Members::new()),
        };
    }
    each(nested.nesting.as_nesting(), value, &|item| {
        configuration(&nested.block, item)
    })
}

fn each(nesting: Nesting, value: Tree, change: &dyn Fn(Tree) -> Tree) -> Tree {
    match (nesting, value) {
        (Nesting::Single, value) => change(value),
        (Nesting::List, Tree::List(items)) => Tree::List(items.into_iter().map(change).collect()),
        (Nesting::Set, Tree::Set(items)) => Tree::set(items.into_iter().map(change).collect()),
        (Nesting::Map, Tree::Map(members)) => Tree::Map(
            members
                .into_iter()
                .map(|(key, value)| (key, change(value)))
                .collect(),
        ),
        (_, other) => other,
    }
}
