//! Mistakes in a schema that the type system cannot see.

use super::{Attribute, Attributes, Block, BlockNesting, Kind, Nesting};
use crate::value::{Tree, Type};

/// Names that Terraform uses itself in resource blocks.
const RESERVED: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// Everything Terraform would refuse in this schema, one sentence each. Empty for a sound schema.
///
/// The server reports these with the schema, and the test client refuses to start.
#[must_use]
pub fn problems(block: &Block) -> Vec<String> {
    let mut found = Vec::new();
    block_problems(block, "", true, &mut found);
    found
}

/// The same for what is never planned or applied: provider configurations and data sources.
pub(crate) fn problems_without_plan(block: &Block) -> Vec<String> {
    let mut found = problems(block);
    if block.any(&|attribute| attribute.write_only) {
        found.push("Only managed resources can have write-only attributes.".to_owned());
    }
    found
}

fn block_problems(block: &Block, at: &str, top: bool, found: &mut Vec<String>) {
    for name in &block.duplicates {
        found.push(format!("{at}{name} is declared twice."));
    }
    let names = block.attributes.0.keys().chain(block.blocks.keys());
    for name in names {
        name_problems(name, at, found);
        if top && RESERVED.contains(&name.as_str()) {
            found.push(format!("{at}{name} is a name that Terraform uses itself."));
        }
    }
    attributes_problems(&block.attributes, at, false, found);
    for nested in block.blocks.values() {
        let inner = format!("{at}{}.", nested.name);
        let collected = !matches!(nested.nesting, BlockNesting::Single | BlockNesting::Group);
        if collected && nested.block.ty().has_dynamic() {
            found.push(format!(
                "{at}{} collects blocks, which must not contain a dynamic attribute.",
                nested.name
            ));
        }
        if nested.max_items != 0 && nested.min_items > nested.max_items {
            found.push(format!(
                "{at}{} asks for more blocks than it allows.",
                nested.name
            ));
        }
        if !collected && nested.max_items > 1 {
            found.push(format!("{at}{} allows one block at most.", nested.name));
        }
        block_problems(&nested.block, &inner, false, found);
    }
}

fn name_problems(name: &str, at: &str, found: &mut Vec<String>) {
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let goes_on = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !starts || !goes_on {
        found.push(format!(
            "{at}{name} is not a name: use lower-case letters, digits and underscores."
        ));
    }
}

fn attributes_problems(attributes: &Attributes, at: &str, in_set: bool, found: &mut Vec<String>) {
    for attribute in attributes {
        attribute_problems(attribute, at, in_set, found);
    }
}

fn attribute_problems(attribute: &Attribute, at: &str, in_set: bool, found: &mut Vec<String>) {
    let Attribute {
        name,
        required,
        optional,
        computed,
        write_only,
        ..
    } = attribute;
    if !required && !optional && !computed {
        found.push(format!(
            "{at}{name} must be required, optional or computed."
        ));
    }
    if *required && (*optional || *computed) {
        found.push(format!(
            "{at}{name} is required, so it cannot be optional or computed."
        ));
    }
    if *write_only && *computed {
        found.push(format!(
            "{at}{name} is write-only, so it cannot be computed or have a default."
        ));
    }
    if *write_only && in_set {
        found.push(format!(
            "{at}{name} is inside a set, so it cannot be write-only."
        ));
    }
    if attribute.description.trim().is_empty() {
        found.push(format!("{at}{name} has no description."));
    }
    if attribute.default == Some(Tree::Unknown) {
        found.push(format!(
            "{at}{name} has a default that does not fit its type."
        ));
    }
    match &attribute.kind {
        Kind::Leaf(leaf) => {
            if leaf.ty != Type::Dynamic && leaf.ty.has_dynamic() {
                found.push(format!(
                    "{at}{name} is a collection, which must not contain dynamic values."
                ));
            }
        }
        Kind::Nested(nesting, members) => {
            if *nesting != Nesting::Single && members.ty().has_dynamic() {
                found.push(format!(
                    "{at}{name} is a collection, which must not contain dynamic values."
                ));
            }
            if *optional && *computed && attribute.default.is_none() {
                configured_only(members, &format!("{at}{name}."), found);
            }
            let in_set = in_set || *nesting == Nesting::Set;
            let inner = format!("{at}{name}.");
            for member in members {
                name_problems(&member.name, &inner, found);
            }
            attributes_problems(members, &inner, in_set, found);
        }
    }
}

/// Terraform takes a value that only a configuration can have set for a sign that the whole attribute
/// was configured before and was now removed, and would plan that removal again and again.
fn configured_only(members: &Attributes, at: &str, found: &mut Vec<String>) {
    for member in members {
        if !member.computed {
            found.push(format!("{at}{} must be computed too, because the attribute around it is optional and computed.", member.name));
        }
        if let Kind::Nested(_, inner) = &member.kind {
            configured_only(inner, &format!("{at}{}.", member.name), found);
        }
    }
}
