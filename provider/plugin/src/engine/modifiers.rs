//! Running plan modifiers.

use super::walk;
use crate::modifier::{Change, Modifier};
use crate::path::Path;
use crate::schema::Block;
use crate::value::Tree;

/// Runs the modifiers that set planned values; gives the paths that ask for a replacement.
pub(crate) fn adjust(block: &Block, prior: &Tree, config: &Tree, planned: &mut Tree) -> Vec<Path> {
    run(block, prior, config, planned, |modifier| {
        !modifier.replaces()
    })
}

/// Runs the modifiers that decide about replacing, on the final plan.
pub(crate) fn replacements(
    block: &Block,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
) -> Vec<Path> {
    run(
        block,
        prior,
        config,
        &mut planned.clone(),
        Modifier::replaces,
    )
}

fn run(
    block: &Block,
    prior: &Tree,
    config: &Tree,
    planned: &mut Tree,
    wanted: impl Fn(&Modifier) -> bool,
) -> Vec<Path> {
    if !block.any(&|attribute| attribute.modifiers.iter().any(&wanted)) {
        return Vec::new();
    }
    let creating = prior.is_null();
    let mut replace = Vec::new();
    walk::block(block, prior, config, planned, &mut |place, planned| {
        for modifier in place
            .attribute
            .modifiers
            .iter()
            .filter(|modifier| wanted(modifier))
        {
            let path = place.trail.path();
            let mut change = Change {
                path: &path,
                prior: place.prior,
                config: place.config,
                planned: &mut *planned,
                creating,
            };
            if modifier.apply(&mut change) {
                replace.push(path);
            }
        }
        true
    });
    replace
}
