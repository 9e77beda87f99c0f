//! Mistakes in a schema that the type system cannot see.

use std::collections::BTreeSet;

use super::{Attribute, Attributes, Block, BlockNesting, Kind, Nesting};
use crate::function::Signature;
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

/// The same for an identity: values that Terraform compares and a person types.
pub(crate) fn identity_problems(block: &Block) -> Vec<String> {
    let mut found = Vec::new();
    block_problems(block, "", false, &mut found);
    if !block.blocks.is_empty() {
        found.push("An identity has no blocks.".to_owned());
    }
    if !block.attributes.iter().any(|attribute| attribute.required) {
        found.push("An identity needs a required attribute.".to_owned());
    }
    for attribute in &block.attributes {
        let name = &attribute.name;
        let element = match attribute.ty() {
            Type::List(inner) => *inner,
            other => other,
        };
        if !matches!(element, Type::Bool | Type::Number | Type::String) {
            found.push(format!(
                "{name} must be a text, a number, a boolean or a list of them, because it is part of an identity."
            ));
        }
        if attribute.computed || attribute.write_only || attribute.sensitive {
            found.push(format!(
                "{name} must be required or optional and nothing else, because it is part of an identity."
            ));
        }
        if !attribute.validators.is_empty() || !attribute.modifiers.is_empty() {
            found.push(format!(
                "{name} cannot have checks or plan modifiers, because it is part of an identity."
            ));
        }
    }
    found
}

/// The same for what stands in the `config` block of a list resource.
pub(crate) fn list_problems(block: &Block) -> Vec<String> {
    let mut found = action_problems(block);
    if block.any(&|attribute| attribute.write_only) {
        found.push("A list resource cannot have write-only attributes.".to_owned());
    }
    found
}

/// The same for what stands in the `config` block of an action, which has no results.
pub(crate) fn action_problems(block: &Block) -> Vec<String> {
    let mut found = Vec::new();
    block_problems(block, "", false, &mut found);
    if block.any(&|attribute| attribute.computed && attribute.default.is_none()) {
        found.push("Nothing can be computed here: there is no result to put it in.".to_owned());
    }
    found
}

/// The same for a function.
pub(crate) fn function_problems(function: &str, signature: &Signature) -> Vec<String> {
    let mut found = Vec::new();
    name_problems(function, "", &mut found);
    let mut names = BTreeSet::new();
    for parameter in signature.parameters.iter().chain(&signature.variadic) {
        let name = &parameter.name;
        name_problems(name, "", &mut found);
        if !names.insert(name) {
            found.push(format!("{name} is declared twice."));
        }
        if parameter.description.trim().is_empty() {
            found.push(format!("{name} has no description."));
        }
        if parameter.ty != Type::Dynamic && parameter.ty.has_dynamic() {
            found.push(format!(
                "{name} is a collection, which must not contain dynamic values."
            ));
        }
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
