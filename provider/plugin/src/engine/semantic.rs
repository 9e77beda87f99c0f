//! Semantic equality: values that mean the same keep the spelling Terraform already has.

use super::walk;
use crate::schema::{Attribute, Block, Kind};
use crate::value::{Hooks, Tree};

/// Gives attributes of `new` the spelling of `old` where both mean the same.
pub(crate) fn keep_spelling(block: &Block, old: &Tree, new: &mut Tree) {
    if old.is_null() || !block.any(&is_spelled) {
        return;
    }
    walk::block(block, old, &Tree::Null, new, &mut |place, value| {
        if let Kind::Leaf(leaf) = &place.attribute.kind {
            keep(&leaf.hooks, place.prior, value);
        }
        true
    });
}

/// The same for a plan, where Terraform is stricter: a planned attribute must be as configured or as
/// it was, nothing between, and a known value must not change in the final plan when more is known.
///
/// So elements of collections and everything inside sets stay as configured: which prior element
/// they belong to may depend on values that are not known yet.
pub(crate) fn keep_planned_spelling(
    block: &Block,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
) {
    if prior.is_null() || !block.any(&is_spelled) {
        return;
    }
    walk::block(block, prior, config, planned, &mut |place, value| {
        if let Kind::Leaf(leaf) = &place.attribute.kind
            && matches!(leaf.hooks, Hooks::Own { .. })
            && !place.trail.in_set()
        {
            keep(&leaf.hooks, place.prior, value);
        }
        true
    });
}

fn is_spelled(attribute: &Attribute) -> bool {
    matches!(&attribute.kind, Kind::Leaf(leaf) if has_same(&leaf.hooks))
}

fn has_same(hooks: &Hooks) -> bool {
    match hooks {
        Hooks::None => false,
        Hooks::Own { same, .. } => same.is_some(),
        Hooks::Elements(inner) => has_same(inner),
    }
}

fn keep(hooks: &Hooks, old: &Tree, new: &mut Tree) {
    if *old == *new || old.is_null() || old.is_unknown() || new.is_null() || new.is_unknown() {
        return;
    }
    match hooks {
        Hooks::None | Hooks::Own { same: None, .. } => {}
        Hooks::Own {
            same: Some(same), ..
        } => {
            if same(old, new) {
                *new = old.clone();
            }
        }
        Hooks::Elements(inner) => match (old, new) {
            (Tree::List(old), Tree::List(new)) => old
                .iter()
                .zip(new)
                .for_each(|(old, new)| keep(inner, old, new)),
            (Tree::Map(old), Tree::Map(new)) => {
                for (key, new) in new {
                    keep(inner, old.get(key).unwrap_or(&Tree::Null), new);
                }
            }
            (Tree::Set(old), new @ Tree::Set(_)) => {
                let Tree::Set(mut items) = std::mem::take(new) else {
                    return;
                };
                for item in items.iter_mut().filter(|item| !old.contains(item)) {
                    for old in old {
                        keep(inner, old, item);
                    }
                }
                *new = Tree::set(items);
            }
            _ => {}
        },
    }
}
