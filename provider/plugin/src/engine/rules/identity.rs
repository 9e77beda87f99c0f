//! Terraform's rules for identities.

use super::Violation;
use crate::path::Path;
use crate::schema::Block;
use crate::value::Tree;

/// What an identity lacks: an unknown value, or a required one.
pub(crate) fn check_identity(block: &Block, identity: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for attribute in &block.attributes {
        let value = identity.get(&attribute.name);
        let message = if !value.is_known() {
            "is not known, and an identity must be"
        } else if attribute.required && value.is_null() {
            "is null, and an import needs it"
        } else {
            continue;
        };
        found.push(Violation {
            path: Path::root(&attribute.name),
            message: message.to_owned(),
        });
    }
    found
}

/// What changed between two identities of one object. What was null before may be filled in.
pub(crate) fn check_same_identity(prior: &Tree, identity: &Tree) -> Vec<Violation> {
    let members = prior.as_map().into_iter().flatten();
    let changed = members.filter(|(name, before)| {
        !before.is_null() && before.is_known() && identity.get(name) != *before
    });
    changed
        .map(|(name, before)| Violation {
            path: Path::root(name),
            message: format!(
                "was {} in the identity and is now {}",
                super::show(before, false),
                super::show(identity.get(name), false)
            ),
        })
        .collect()
}

/// An identity with the values of the prior one where it has none yet.
pub(crate) fn filled_identity(prior: &Tree, identity: Tree) -> Tree {
    let Tree::Map(members) = identity else {
        return identity;
    };
    let fill = |(name, value): (String, Tree)| {
        let before = prior.get(&name);
        let open = value.is_null() || !value.is_known();
        let value = if open && !before.is_null() {
            before.clone()
        } else {
            value
        };
        (name, value)
    };
    Tree::Map(members.into_iter().map(fill).collect())
}
