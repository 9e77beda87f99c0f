//! The framework's own steps of a plan: defaults, unknown values, write-only values.

use super::rules::proposed_new;
use super::walk;
use crate::schema::{Block, Kind};
use crate::value::Tree;

/// Sets write-only attributes to null: their values live in the configuration only.
pub(crate) fn strip_write_only(block: &Block, tree: &mut Tree) {
    if !block.any(&|attribute| attribute.write_only) {
        return;
    }
    walk::block(
        block,
        &Tree::Null,
        &Tree::Null,
        tree,
        &mut |place, value| {
            if place.attribute.write_only {
                *value = Tree::Null;
            }
            true
        },
    );
}

/// Sets sensitive attributes to null, as Terraform does in configuration that it writes.
#[cfg(feature = "testing")]
pub(crate) fn strip_sensitive(block: &Block, tree: &mut Tree) {
    let nothing = &Tree::Null;
    walk::block(block, nothing, nothing, tree, &mut |place, value| {
        if place.attribute.sensitive {
            *value = Tree::Null;
        }
        true
    });
}

/// Fills in the defaults of attributes that are not configured.
pub(crate) fn fill_defaults(block: &Block, config: &Tree, planned: &mut Tree) {
    if !block.any(&|attribute| attribute.default.is_some()) {
        return;
    }
    walk::block(block, &Tree::Null, config, planned, &mut |place, value| {
        if let Some(default) = &place.attribute.default
            && place.config.is_null()
        {
            *value = default.clone();
        }
        // The members of an object that is not configured are the provider's to choose.
        !place.config.is_null()
    });
}

/// Terraform's proposal, with defaults.
///
/// Elements of sets have no names, so Terraform matches each configured one with the first prior one
/// that it can have become. With defaults inside, several can be, and the wrong one is a difference
/// in every plan; and two elements may be one once the defaults are there. Filling the defaults
/// into the configuration first leaves neither open.
pub(crate) fn propose(block: &Block, prior: &Tree, proposed: Tree, config: &Tree) -> Tree {
    let mut planned = if block.any_in_sets(&|attribute| attribute.default.is_some()) {
        let mut filled = config.clone();
        fill_defaults(block, config, &mut filled);
        proposed_new(block, prior, &filled)
    } else {
        proposed
    };
    fill_defaults(block, config, &mut planned);
    planned
}

/// Makes computed attributes unknown that are neither configured nor have a default: the change
/// may give them another value.
pub(crate) fn mark_computed(block: &Block, config: &Tree, planned: &mut Tree) {
    walk::block(block, &Tree::Null, config, planned, &mut |place, value| {
        let attribute = place.attribute;
        if attribute.computed && place.config.is_null() {
            if attribute.default.is_none() {
                *value = Tree::Unknown;
            }
            return false;
        }
        matches!(attribute.kind, Kind::Nested(..))
    });
}
