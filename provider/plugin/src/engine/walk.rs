//! Walking prior state, configuration and plan side by side, led by the schema.

use std::collections::BTreeMap;

use crate::path::Path;
use crate::schema::{Attribute, Attributes, Block, Kind, Nesting};
use crate::value::Tree;

/// One attribute in the three values. Where a value has nothing at this place it is null.
pub(crate) struct Place<'a> {
    pub(crate) attribute: &'a Attribute,
    pub(crate) path: &'a Path,
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
    block_at(block, &Path::empty(), prior, config, planned, visit);
}

fn block_at(
    block: &Block,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    visit: &mut Visit<'_>,
) {
    attributes(&block.attributes, path, prior, config, planned, visit);
    let Tree::Map(members) = planned else { return };
    for nested in block.blocks.values() {
        let Some(planned) = members.get_mut(&nested.name) else {
            continue;
        };
        let path = path.attribute(&nested.name);
        let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
        let mut each = |path: &Path, prior: &Tree, config: &Tree, planned: &mut Tree| {
            block_at(&nested.block, path, prior, config, planned, visit);
        };
        elements(
            nested.nesting.as_nesting(),
            &path,
            prior,
            config,
            planned,
            &mut each,
        );
    }
}

fn attributes(
    attributes: &Attributes,
    path: &Path,
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
        let path = path.attribute(&attribute.name);
        let (prior, config) = (prior.get(&attribute.name), config.get(&attribute.name));
        if !visit(
            &Place {
                attribute,
                path: &path,
                prior,
                config,
            },
            planned,
        ) {
            continue;
        }
        if let Kind::Nested(nesting, inner) = &attribute.kind {
            let mut each = |path: &Path, prior: &Tree, config: &Tree, planned: &mut Tree| {
                self::attributes(inner, path, prior, config, planned, visit);
            };
            elements(*nesting, &path, prior, config, planned, &mut each);
        }
    }
}

type Each<'e> = dyn FnMut(&Path, &Tree, &Tree, &mut Tree) + 'e;

fn elements(
    nesting: Nesting,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    each: &mut Each<'_>,
) {
    match (nesting, planned) {
        (Nesting::Single, planned @ Tree::Map(_)) => each(path, prior, config, planned),
        (Nesting::List, Tree::List(items)) => {
            for (index, planned) in items.iter_mut().enumerate() {
                each(
                    &path.index(index),
                    prior.at(index),
                    config.at(index),
                    planned,
                );
            }
        }
        (Nesting::Map, Tree::Map(members)) => {
            for (key, planned) in members {
                each(&path.key(key), prior.get(key), config.get(key), planned);
            }
        }
        (Nesting::Set, planned @ Tree::Set(_)) => {
            let Tree::Set(mut items) = std::mem::take(planned) else {
                return;
            };
            for planned in &mut items {
                let config = counterpart(config, planned, origin);
                let prior = counterpart(prior, planned, |prior, planned| {
                    origin(planned, prior) || origin(prior, planned)
                });
                each(&path.element(), prior, config, planned);
            }
            // Changed elements may have moved or become equal.
            *planned = Tree::set(items);
        }
        _ => {}
    }
}

/// The element of a set that belongs to `planned`: the same one, else the first that `fits`.
fn counterpart<'a>(set: &'a Tree, planned: &Tree, fits: impl Fn(&Tree, &Tree) -> bool) -> &'a Tree {
    let items = set.as_items().unwrap_or_default();
    // Sets are sorted.
    let same = items.binary_search(planned).ok().map(|index| &items[index]);
    same.or_else(|| items.iter().find(|item| fits(item, planned)))
        .unwrap_or(&Tree::Null)
}

/// True when `planned` can have come from `config` by filling in what is null or unknown there.
pub(crate) fn origin(config: &Tree, planned: &Tree) -> bool {
    match (config, planned) {
        (Tree::Null | Tree::Unknown, _) => true,
        (Tree::Map(config), Tree::Map(planned)) => members_match(config, planned),
        (Tree::List(config), Tree::List(planned)) | (Tree::Set(config), Tree::Set(planned)) => {
            config.len() == planned.len()
                && config
                    .iter()
                    .zip(planned)
                    .all(|(config, planned)| origin(config, planned))
        }
        (config, planned) => config == planned,
    }
}

fn members_match(config: &BTreeMap<String, Tree>, planned: &BTreeMap<String, Tree>) -> bool {
    config
        .iter()
        .all(|(name, value)| origin(value, planned.get(name).unwrap_or(&Tree::Null)))
}
