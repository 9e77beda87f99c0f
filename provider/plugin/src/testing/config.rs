//! Values given in tests, brought into the form Terraform's core would send.

use crate::engine;
use crate::schema::{Attributes, Block, Kind, Nesting};
use crate::value::{Tree, json};

/// The only member of an object that stands for an unknown value.
pub(super) const UNKNOWN: &str = "$unknown";

/// A complete configuration, or what Terraform would refuse in it.
pub(super) fn config(block: &Block, given: Tree) -> Result<Tree, String> {
    let given = with_unknowns(given);
    let mut problems = Vec::new();
    check_block(block, &given, "", &mut problems);
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let tree = json::conform(given, &block.ty()).map_err(|error| error.to_string())?;
    Ok(engine::complete(block, tree))
}

/// A complete state: like a configuration, but computed attributes may be there.
pub(super) fn state(block: &Block, given: Tree) -> Result<Tree, String> {
    let tree =
        json::conform(with_unknowns(given), &block.ty()).map_err(|error| error.to_string())?;
    Ok(engine::complete(block, tree))
}

pub(super) fn with_unknowns(tree: Tree) -> Tree {
    match tree {
        Tree::Map(members) if members.len() == 1 && members.contains_key(UNKNOWN) => Tree::Unknown,
        Tree::Map(members) => Tree::Map(
            members
                .into_iter()
                .map(|(key, value)| (key, with_unknowns(value)))
                .collect(),
        ),
        Tree::List(items) => Tree::List(items.into_iter().map(with_unknowns).collect()),
        Tree::Set(items) => Tree::Set(items.into_iter().map(with_unknowns).collect()),
        other => other,
    }
}

fn check_block(block: &Block, given: &Tree, at: &str, problems: &mut Vec<String>) {
    let Tree::Map(members) = given else { return };
    for name in members.keys() {
        if !block.attributes.0.contains_key(name) && !block.blocks.contains_key(name) {
            problems.push(format!("{at}{name}: no such attribute or block"));
        }
    }
    for attribute in &block.attributes {
        let name = &attribute.name;
        // Within nested attributes Terraform leaves this to the provider.
        if !attribute.required && !attribute.optional && !given.get(name).is_null() {
            problems.push(format!("{at}{name}: set, but only the provider may set it"));
        }
    }
    check_attributes(&block.attributes, given, at, problems);
    for nested in block.blocks.values() {
        let value = given.get(&nested.name);
        let found = elements(nested.nesting.as_nesting(), value);
        let count = u32::try_from(found.iter().filter(|element| !element.is_null()).count())
            .unwrap_or(u32::MAX);
        let too_many = nested.max_items != 0 && count > nested.max_items;
        if !value.is_unknown() && (count < nested.min_items || too_many) {
            problems.push(format!(
                "{at}{}: wrong number of blocks ({count})",
                nested.name
            ));
        }
        for element in found {
            check_block(
                &nested.block,
                element,
                &format!("{at}{}.", nested.name),
                problems,
            );
        }
    }
}

fn check_attributes(attributes: &Attributes, given: &Tree, at: &str, problems: &mut Vec<String>) {
    for attribute in attributes {
        let (name, value) = (&attribute.name, given.get(&attribute.name));
        if attribute.required && value.is_null() {
            problems.push(format!("{at}{name}: required, but not set"));
        }
        if let Kind::Nested(nesting, inner) = &attribute.kind {
            let at = format!("{at}{name}.");
            for element in elements(*nesting, value) {
                if let Tree::Map(members) = element {
                    for name in members.keys().filter(|name| !inner.0.contains_key(*name)) {
                        problems.push(format!("{at}{name}: no such attribute"));
                    }
                    check_attributes(inner, element, &at, problems);
                }
            }
        }
    }
}

fn elements(nesting: Nesting, value: &Tree) -> Vec<&Tree> {
    match (nesting, value) {
        (Nesting::Single, value) => vec![value],
        (Nesting::List | Nesting::Set, Tree::List(items) | Tree::Set(items)) => {
            items.iter().collect()
        }
        (Nesting::Map, Tree::Map(members)) => members.values().collect(),
        _ => Vec::new(),
    }
}
