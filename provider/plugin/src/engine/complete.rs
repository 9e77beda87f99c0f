//! Bringing values into the exact form Terraform expects.

use crate::path::Path;
use crate::schema::{Attributes, Block, BlockNesting, Kind, Nesting};
use crate::value::{Tree, Type};

/// The object of a block without any settings.
pub(crate) fn empty(block: &Block) -> Tree {
    complete(block, Tree::Map(std::collections::BTreeMap::new()))
}

/// Every attribute present, absent blocks as empty collections, sets in order.
pub(crate) fn complete(block: &Block, tree: Tree) -> Tree {
    let Tree::Map(mut members) = tree else {
        return tree;
    };
    let mut out = complete_attributes(&block.attributes, &mut members);
    for nested in block.blocks.values() {
        let value = members.remove(&nested.name).unwrap_or_default();
        let value = match (nested.nesting, value) {
            (BlockNesting::Group, Tree::Null) => empty(&nested.block),
            (BlockNesting::List, Tree::Null) => Tree::List(Vec::new()),
            (BlockNesting::Set, Tree::Null) => Tree::Set(Vec::new()),
            (BlockNesting::Map, Tree::Null) => Tree::Map(std::collections::BTreeMap::new()),
            (nesting, value) => each(nesting.as_nesting(), value, &|item| {
                complete(&nested.block, item)
            }),
        };
        out.insert(nested.name.clone(), value);
    }
    Tree::Map(out)
}

type Members = std::collections::BTreeMap<String, Tree>;

fn complete_attributes(attributes: &Attributes, members: &mut Members) -> Members {
    let complete_one = |attribute: &crate::schema::Attribute| {
        let value = members.remove(&attribute.name).unwrap_or_default();
        let value = match &attribute.kind {
            Kind::Leaf(_) => value,
            Kind::Nested(nesting, inner) => each(*nesting, value, &|item| match item {
                Tree::Map(mut members) => Tree::Map(complete_attributes(inner, &mut members)),
                other => other,
            }),
        };
        (attribute.name.clone(), value)
    };
    attributes.iter().map(complete_one).collect()
}

fn each(nesting: Nesting, value: Tree, change: &dyn Fn(Tree) -> Tree) -> Tree {
    match (nesting, value) {
        (Nesting::Single, value) => change(value),
        (Nesting::List, Tree::List(items)) => Tree::List(items.into_iter().map(change).collect()),
        (Nesting::Set, Tree::Set(items) | Tree::List(items)) => {
            Tree::set(items.into_iter().map(change).collect())
        }
        (Nesting::Map, Tree::Map(members)) => Tree::Map(
            members
                .into_iter()
                .map(|(key, value)| (key, change(value)))
                .collect(),
        ),
        (_, other) => other,
    }
}

/// The paths of all unknown values in a value of type `ty`.
pub(crate) fn unknown_paths(tree: &Tree, ty: &Type) -> Vec<Path> {
    let mut found = Vec::new();
    find_unknown(tree, ty, &Path::empty(), &mut found);
    found
}

fn find_unknown(tree: &Tree, ty: &Type, path: &Path, found: &mut Vec<Path>) {
    if tree.is_known() {
        return;
    }
    match (tree, ty) {
        (Tree::List(items), Type::List(inner)) => {
            for (index, item) in items.iter().enumerate() {
                find_unknown(item, inner, &path.index(index), found);
            }
        }
        (Tree::List(items), Type::Tuple(types)) => {
            for (index, (item, inner)) in items.iter().zip(types).enumerate() {
                find_unknown(item, inner, &path.index(index), found);
            }
        }
        (Tree::Set(items), Type::Set(inner)) => {
            for item in items {
                find_unknown(item, inner, &path.element(), found);
            }
        }
        (Tree::Map(members), Type::Map(inner)) => {
            for (key, value) in members {
                find_unknown(value, inner, &path.key(key), found);
            }
        }
        (Tree::Map(members), Type::Object(types)) => {
            for (name, value) in members {
                let inner = types.get(name).unwrap_or(&Type::Dynamic);
                find_unknown(value, inner, &path.attribute(name), found);
            }
        }
        (Tree::Dynamic(typed), _) => find_unknown(&typed.1, &typed.0, path, found),
        _ => found.push(path.clone()),
    }
}

/// What is known of a value: unknown parts become null, unknown elements are left out.
pub(crate) fn known_part(tree: Tree) -> Tree {
    match tree {
        Tree::Unknown => Tree::Null,
        Tree::List(items) => Tree::List(known_items(items)),
        Tree::Set(items) => Tree::set(known_items(items)),
        Tree::Map(members) => Tree::Map(
            members
                .into_iter()
                .map(|(name, value)| (name, known_part(value)))
                .collect(),
        ),
        Tree::Dynamic(typed) if !typed.1.is_known() => Tree::Null,
        other => other,
    }
}

fn known_items(items: Vec<Tree>) -> Vec<Tree> {
    items
        .into_iter()
        .filter(|item| !item.is_unknown())
        .map(known_part)
        .collect()
}
