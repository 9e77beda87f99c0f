//! Walking prior state, configuration and plan side by side, led by the schema.

use super::matching::{Inner, counterpart, describes, filled_from, follows};
use crate::path::Path;
use crate::schema::{Attribute, Attributes, Block, Kind, Nesting};
use crate::value::Tree;

/// The way to a value. Made on the stack on the way down: most visits never ask for the path.
#[derive(Clone, Copy)]
pub(crate) enum Trail<'a> {
    Top,
    Attribute(&'a Trail<'a>, &'a str),
    Key(&'a Trail<'a>, &'a str),
    Index(&'a Trail<'a>, usize),
    Element(&'a Trail<'a>),
}

impl Trail<'_> {
    /// True inside an element of a set.
    pub(crate) fn in_set(&self) -> bool {
        match self {
            Self::Top => false,
            Self::Element(_) => true,
            Self::Attribute(before, _) | Self::Key(before, _) | Self::Index(before, _) => {
                before.in_set()
            }
        }
    }

    pub(crate) fn path(&self) -> Path {
        match self {
            Self::Top => Path::empty(),
            Self::Attribute(before, name) => before.path().attribute(*name),
            Self::Key(before, key) => before.path().key(*key),
            Self::Index(before, index) => before.path().index(*index),
            Self::Element(before) => before.path().element(),
        }
    }
}

/// One attribute in the three values. Where a value has nothing at this place it is null.
pub(crate) struct Place<'a> {
    pub(crate) attribute: &'a Attribute,
    pub(crate) trail: Trail<'a>,
    pub(crate) prior: &'a Tree,
    pub(crate) config: &'a Tree,
}

/// Called for every attribute with its planned value; `false` stays out of nested objects.
pub(crate) type Visit<'v> = dyn FnMut(&Place<'_>, &mut Tree) -> bool + 'v;

/// Visits all attributes of a block, those of nested blocks and nested attributes included.
pub(crate) fn block(
    block: &Block,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    visit: &mut Visit<'_>,
) {
    block_at(block, &Trail::Top, prior, config, planned, visit);
}

fn block_at(
    block: &Block,
    trail: &Trail<'_>,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    visit: &mut Visit<'_>,
) {
    attributes(&block.attributes, trail, prior, config, planned, visit);
    let Tree::Map(members) = planned else { return };
    for nested in block.blocks.values() {
        let name = &nested.name;
        let Some(planned) = members.get_mut(name) else {
            continue;
        };
        let mut each = |trail: &Trail<'_>, prior: &Tree, config: &Tree, planned: &mut Tree| {
            block_at(&nested.block, trail, prior, config, planned, visit);
        };
        elements(
            nested.nesting.as_nesting(),
            Inner::Block(&nested.block),
            &Trail::Attribute(trail, name),
            prior.get(name),
            config.get(name),
            planned,
            &mut each,
        );
    }
}

fn attributes(
    attributes: &Attributes,
    trail: &Trail<'_>,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    visit: &mut Visit<'_>,
) {
    let Tree::Map(members) = planned else { return };
    for attribute in attributes {
        let Some(planned) = members.get_mut(&attribute.name) else {
            continue;
        };
        let place = Place {
            attribute,
            trail: Trail::Attribute(trail, &attribute.name),
            prior: prior.get(&attribute.name),
            config: config.get(&attribute.name),
        };
        if !visit(&place, planned) {
            continue;
        }
        if let Kind::Nested(nesting, inner) = &attribute.kind {
            let mut each = |trail: &Trail<'_>, prior: &Tree, config: &Tree, planned: &mut Tree| {
                self::attributes(inner, trail, prior, config, planned, visit);
            };
            let Place {
                trail,
                prior,
                config,
                ..
            } = place;
            elements(
                *nesting,
                Inner::Attributes(inner),
                &trail,
                prior,
                config,
                planned,
                &mut each,
            );
        }
    }
}

type Each<'e> = dyn FnMut(&Trail<'_>, &Tree, &Tree, &mut Tree) + 'e;

fn elements(
    nesting: Nesting,
    inner: Inner<'_>,
    trail: &Trail<'_>,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    each: &mut Each<'_>,
) {
    match (nesting, planned) {
        (Nesting::Single, planned @ Tree::Map(_)) => each(trail, prior, config, planned),
        (Nesting::List, Tree::List(items)) => {
            for (index, planned) in items.iter_mut().enumerate() {
                let trail = Trail::Index(trail, index);
                each(&trail, prior.at(index), config.at(index), planned);
            }
        }
        (Nesting::Map, Tree::Map(members)) => {
            for (key, planned) in members {
                each(
                    &Trail::Key(trail, key),
                    prior.get(key),
                    config.get(key),
                    planned,
                );
            }
        }
        (Nesting::Set, planned @ Tree::Set(_)) => {
            let Tree::Set(mut items) = std::mem::take(planned) else {
                return;
            };
            for planned in &mut items {
                let config = counterpart(config, planned, |config| {
                    filled_from(inner, config, planned)
                });
                let prior = counterpart(prior, planned, |prior| match config {
                    Tree::Null => follows(inner, prior, planned),
                    config => describes(inner, config, prior),
                });
                each(&Trail::Element(trail), prior, config, planned);
            }
            // Changed elements may have moved or become equal.
            *planned = Tree::set(items);
        }
        _ => {}
    }
}
