//! Checks of a configuration against its schema.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::log::mask;
use crate::path::{Path, Step};
use crate::schema::{Attribute, Attributes, Block, Kind, Nesting};
use crate::validate::Subject;
use crate::value::{Hooks, Tree};

/// Runs every check of every attribute and block. `write_only_allowed` says whether the calling
/// Terraform knows write-only attributes.
pub(crate) fn validate(
    block: &Block,
    config: &Tree,
    write_only_allowed: bool,
    diagnostics: &mut Diagnostics,
) {
    Validation {
        write_only_allowed,
        diagnostics,
    }
    .block(block, &Path::empty(), config);
}

/// Masks the values of sensitive and write-only attributes in all logs from now on. Done with every value that is read or
/// written, so nothing is copied for it.
pub(crate) fn register_secrets(block: &Block, tree: &Tree) {
    if !tree.is_null() && block.any(&is_secret) {
        secrets_of_block(block, tree);
    }
}

const fn is_secret(attribute: &Attribute) -> bool {
    attribute.sensitive || attribute.write_only
}

fn secrets_of_block(block: &Block, tree: &Tree) {
    secrets_of(&block.attributes, tree);
    for nested in block.blocks.values() {
        let value = tree.get(&nested.name);
        each(nested.nesting.as_nesting(), value, &mut |item| {
            secrets_of_block(&nested.block, item);
        });
    }
}

fn secrets_of(attributes: &Attributes, tree: &Tree) {
    for attribute in attributes {
        let value = tree.get(&attribute.name);
        if is_secret(attribute) {
            mask::register(value);
        } else if let Kind::Nested(nesting, inner) = &attribute.kind {
            each(*nesting, value, &mut |item| secrets_of(inner, item));
        }
    }
}

/// Visits the objects of a nested value.
fn each(nesting: Nesting, value: &Tree, visit: &mut dyn FnMut(&Tree)) {
    match (nesting, value) {
        (Nesting::Single, value) => visit(value),
        (Nesting::List, Tree::List(items)) | (Nesting::Set, Tree::Set(items)) => {
            items.iter().for_each(visit);
        }
        (Nesting::Map, Tree::Map(members)) => members.values().for_each(visit),
        _ => {}
    }
}

struct Validation<'d> {
    write_only_allowed: bool,
    diagnostics: &'d mut Diagnostics,
}

impl Validation<'_> {
    fn block(&mut self, block: &Block, path: &Path, config: &Tree) {
        let Some(members) = config.as_map() else {
            return;
        };
        self.attributes(&block.attributes, path, members);
        for nested in block.blocks.values() {
            let path = path.attribute(&nested.name);
            let value = members.get(&nested.name).unwrap_or(&Tree::Null);
            for validator in &nested.validators {
                validator.check(
                    &Subject {
                        path: &path,
                        value,
                        siblings: members,
                    },
                    self.diagnostics,
                );
            }
            for (path, item) in elements(nested.nesting.as_nesting(), &path, value) {
                self.block(&nested.block, &path, item);
            }
        }
    }

    fn attributes(
        &mut self,
        attributes: &Attributes,
        path: &Path,
        members: &BTreeMap<String, Tree>,
    ) {
        for attribute in attributes {
            let path = path.attribute(&attribute.name);
            let value = members.get(&attribute.name).unwrap_or(&Tree::Null);
            if attribute.write_only && !self.write_only_allowed && !value.is_null() {
                self.diagnostics.error_at(
                    path.clone(),
                    "Write-only attribute needs a newer Terraform",
                    format!("`{path}` is write-only, which Terraform knows since version 1.11. Upgrade Terraform or leave the attribute out."),
                );
            }
            if !attribute.required && !attribute.optional && !value.is_null() {
                // Terraform refuses this at the top by itself, but takes it within nested objects and drops the value.
                self.diagnostics.error_at(
                    path.clone(),
                    "Attribute cannot be set",
                    format!("`{path}` follows from other attributes. Leave it out."),
                );
            }
            for validator in &attribute.validators {
                validator.check(
                    &Subject {
                        path: &path,
                        value,
                        siblings: members,
                    },
                    self.diagnostics,
                );
            }
            match &attribute.kind {
                Kind::Leaf(leaf) => self.hooks(&leaf.hooks, &path, value),
                Kind::Nested(nesting, inner) => {
                    for (path, item) in elements(*nesting, &path, value) {
                        if let Some(members) = item.as_map() {
                            self.attributes(inner, &path, members);
                        }
                    }
                }
            }
        }
    }

    fn hooks(&mut self, hooks: &Hooks, path: &Path, value: &Tree) {
        if value.is_null() || value.is_unknown() {
            return;
        }
        match hooks {
            Hooks::None => {}
            Hooks::Own { check, .. } => {
                if let Err(detail) = check(value) {
                    self.diagnostics
                        .error_at(path.clone(), "Invalid attribute value", detail);
                }
            }
            Hooks::Elements(inner) => {
                let nesting = match value {
                    Tree::List(_) => Nesting::List,
                    Tree::Set(_) => Nesting::Set,
                    _ => Nesting::Map,
                };
                for (path, item) in elements(nesting, path, value) {
                    self.hooks(inner, &path, item);
                }
            }
        }
    }
}

fn elements<'t>(nesting: Nesting, path: &Path, value: &'t Tree) -> Vec<(Path, &'t Tree)> {
    match (nesting, value) {
        (Nesting::Single, value) => vec![(path.clone(), value)],
        (Nesting::List, Tree::List(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (path.index(index), item))
            .collect(),
        (Nesting::Set, Tree::Set(items)) => items
            .iter()
            .map(|item| (path.with(Step::Element), item))
            .collect(),
        (Nesting::Map, Tree::Map(members)) => members
            .iter()
            .map(|(key, item)| (path.key(key), item))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;
    use crate::value::{Secret, Value};

    /// Secrets at every depth.
    #[derive(Debug, crate::Schema)]
    struct Deep {
        /// Plain.
        #[attr(optional)]
        plain: Value<String>,
        /// At the top.
        #[attr(optional, write_only)]
        top: Value<String>,
        /// In a list.
        #[attr(optional)]
        list: Value<Vec<Inner>>,
        /// In an object.
        #[attr(optional)]
        one: Value<Inner>,
    }

    /// A secret below.
    #[derive(Debug, crate::Schema)]
    struct Inner {
        /// It.
        #[attr(optional)]
        secret: Value<Secret>,
    }

    #[test]
    fn secrets_are_masked_at_every_depth() {
        let inner = |text: &str| Tree::map([("secret", text.into())]);
        let tree = Tree::map([
            ("plain", "checks-test-plain".into()),
            ("top", "checks-test-top".into()),
            ("list", Tree::List(vec![inner("checks-test-item")])),
            ("one", inner("checks-test-one")),
        ]);
        register_secrets(&Deep::block(), &tree);
        assert_eq!(
            mask::apply("checks-test-plain checks-test-top checks-test-item checks-test-one"),
            "checks-test-plain *** *** ***"
        );
    }
}
