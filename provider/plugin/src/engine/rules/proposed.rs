//! What Terraform proposes as the new state: the configuration, with the values of the prior state
//! where the provider decides.

use std::collections::BTreeMap;

use crate::engine::matching::{Inner, filled_from};
use crate::schema::{Attribute, Attributes, Block, BlockNesting, Kind, NestedBlock, Nesting};
use crate::value::Tree;

/// The proposed new state of a change; `prior` and `config` are complete objects or null.
pub(crate) fn proposed_new(block: &Block, prior: &Tree, config: &Tree) -> Tree {
    if config.is_null() || config.is_unknown() {
        return if config.is_null() && !prior.is_null() {
            prior.clone()
        } else {
            config.clone()
        };
    }
    let empty = crate::engine::empty(block);
    let prior = if prior.is_null() { &empty } else { prior };
    let mut members = attributes(&block.attributes, prior, config);
    for nested in block.blocks.values() {
        members.insert(
            nested.name.clone(),
            blocks(nested, prior.get(&nested.name), config.get(&nested.name)),
        );
    }
    Tree::Map(members)
}

fn blocks(nested: &NestedBlock, prior: &Tree, config: &Tree) -> Tree {
    let inner = &nested.block;
    match (nested.nesting, config) {
        (_, Tree::Unknown) | (BlockNesting::Single, Tree::Null) => config.clone(),
        (BlockNesting::Single | BlockNesting::Group, config) => proposed_new(inner, prior, config),
        (nesting, config) => collection(
            nesting.as_nesting(),
            prior,
            config,
            &|prior, config| proposed_new(inner, prior, config),
            &|prior, config| filled_from(Inner::Block(inner), config, prior),
        ),
    }
}

fn attributes(all: &Attributes, prior: &Tree, config: &Tree) -> BTreeMap<String, Tree> {
    let one = |attribute: &Attribute| {
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        let value = match &attribute.kind {
            _ if attribute.computed && config.is_null() && !was_configured(attribute, prior) => {
                prior.clone()
            }
            Kind::Nested(nesting, inner) => nested(*nesting, inner, prior, config),
            Kind::Leaf(_) => config.clone(),
        };
        (attribute.name.clone(), value)
    };
    all.iter().map(one).collect()
}

fn nested(nesting: Nesting, inner: &Attributes, prior: &Tree, config: &Tree) -> Tree {
    let object = |prior: &Tree, config: &Tree| match config {
        Tree::Map(_) => Tree::Map(attributes(inner, prior, config)),
        other => other.clone(),
    };
    match (nesting, config) {
        (_, Tree::Null | Tree::Unknown) => config.clone(),
        (Nesting::Single, config) => object(prior, config),
        (nesting, config) => collection(nesting, prior, config, &object, &|prior, config| {
            filled_from(Inner::Attributes(inner), config, prior)
        }),
    }
}

type Merge<'f> = dyn Fn(&Tree, &Tree) -> Tree + 'f;
type Origin<'f> = dyn Fn(&Tree, &Tree) -> bool + 'f;

/// Elements are matched by index or key; those of a set by whether the prior one can have come from
/// the configured one.
fn collection(
    nesting: Nesting,
    prior: &Tree,
    config: &Tree,
    merge: &Merge<'_>,
    origin: &Origin<'_>,
) -> Tree {
    match (nesting, config) {
        (Nesting::List, Tree::List(items)) => {
            let one = |(index, config): (usize, &Tree)| match prior.at(index) {
                Tree::Null => config.clone(),
                prior => merge(prior, config),
            };
            Tree::List(items.iter().enumerate().map(one).collect())
        }
        (Nesting::Map, Tree::Map(members)) => {
            let one = |(key, config): (&String, &Tree)| match prior.get(key) {
                Tree::Null => (key.clone(), config.clone()),
                prior => (key.clone(), merge(prior, config)),
            };
            Tree::Map(members.iter().map(one).collect())
        }
        (Nesting::Set, Tree::Set(items)) => {
            let mut left: Vec<&Tree> = prior.as_items().unwrap_or_default().iter().collect();
            let one = |config: &Tree| {
                let found = left.iter().position(|prior| origin(prior, config));
                merge(
                    found.map_or(&Tree::Null, |index| left.remove(index)),
                    config,
                )
            };
            Tree::set(items.iter().map(one).collect())
        }
        (_, other) => other.clone(),
    }
}

/// An optional nested attribute whose prior value has something only a configuration can have put
/// there was removed from the configuration, so it does not stay.
fn was_configured(attribute: &Attribute, prior: &Tree) -> bool {
    match &attribute.kind {
        Kind::Nested(nesting, inner) if attribute.optional => elements(*nesting, prior)
            .into_iter()
            .any(|element| has_configured(inner, element)),
        _ => false,
    }
}

fn has_configured(attributes: &Attributes, object: &Tree) -> bool {
    !object.is_null()
        && attributes.iter().any(|attribute| {
            let value = object.get(&attribute.name);
            let inside = match &attribute.kind {
                Kind::Nested(nesting, inner) => elements(*nesting, value)
                    .into_iter()
                    .any(|element| has_configured(inner, element)),
                Kind::Leaf(_) => false,
            };
            (!value.is_null() && !attribute.computed) || inside
        })
}

fn elements(nesting: Nesting, value: &Tree) -> Vec<&Tree> {
    match (nesting, value) {
        (Nesting::Single, value) => vec![value],
        (_, Tree::List(items) | Tree::Set(items)) => items.iter().collect(),
        (_, Tree::Map(members)) => members.values().collect(),
        _ => Vec::new(),
    }
}
