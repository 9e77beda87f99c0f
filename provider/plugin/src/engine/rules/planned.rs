//! What a plan may say, given configuration and prior state.

use super::{Violation, sets_match, show};
use crate::path::Path;
use crate::schema::{Attribute, Attributes, Block, BlockNesting, Kind, NestedBlock, Nesting};
use crate::value::Tree;

/// Everything a plan says that it must not.
///
/// A configured value must be planned as it is, or as it was in the prior state if the provider
/// takes both for equal; only computed attributes that are not configured are free.
pub(crate) fn check_planned(
    block: &Block,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
) -> Vec<Violation> {
    let mut found = Vec::new();
    self::block(block, &Path::empty(), prior, config, planned, &mut found);
    found
}

type Found = Vec<Violation>;

fn violation(path: &Path, message: impl Into<String>, found: &mut Found) {
    found.push(Violation {
        path: path.clone(),
        message: message.into(),
    });
}

/// False when the object is absent on one side or both, so that there is nothing to look into.
fn both_present(path: &Path, config: &Tree, planned: &Tree, found: &mut Found) -> bool {
    match (config.is_null(), planned.is_null()) {
        (false, true) => violation(path, "planned to be absent, but configured", found),
        (true, false) => violation(path, "planned to exist, but not configured", found),
        (same, _) => return !same,
    }
    false
}

fn block(
    block: &Block,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    if both_present(path, config, planned, found) {
        attributes(&block.attributes, path, prior, config, planned, found);
        for nested in block.blocks.values() {
            let name = &nested.name;
            blocks(
                nested,
                &path.attribute(name),
                prior.get(name),
                config.get(name),
                planned.get(name),
                found,
            );
        }
    }
}

fn blocks(
    nested: &NestedBlock,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    if planned.is_null() && nested.nesting != BlockNesting::Single {
        return violation(
            path,
            "planned null for nested blocks, which must be empty instead",
            found,
        );
    }
    if planned == config {
        return;
    }
    if config.is_unknown() {
        return violation(
            path,
            "planned blocks where the configuration is still unknown",
            found,
        );
    }
    if planned.is_unknown() {
        return violation(path, "planned unknown nested blocks", found);
    }
    let inner = &nested.block;
    match nested.nesting {
        BlockNesting::Single | BlockNesting::Group => {
            block(inner, path, prior, config, planned, found)
        }
        BlockNesting::List => {
            let (config_items, planned_items) = (items(config), items(planned));
            if config_items.len() != planned_items.len() {
                let message = format!(
                    "planned {} blocks, but {} are configured",
                    planned_items.len(),
                    config_items.len()
                );
                return violation(path, message, found);
            }
            for (index, (config, planned)) in config_items.iter().zip(planned_items).enumerate() {
                block(
                    inner,
                    &path.index(index),
                    prior.at(index),
                    config,
                    planned,
                    found,
                );
            }
        }
        BlockNesting::Map => {
            keys(path, config, planned, found);
            for (key, planned) in planned.as_map().into_iter().flatten() {
                if !config.get(key).is_null() {
                    block(
                        inner,
                        &path.key(key),
                        prior.get(key),
                        config.get(key),
                        planned,
                        found,
                    );
                }
            }
        }
        // Terraform cannot tell set elements apart and trusts the provider here.
        BlockNesting::Set => {
            if items(planned).iter().any(Tree::is_unknown) {
                violation(path, "planned an unknown nested block", found);
            }
        }
    }
}

fn items(tree: &Tree) -> &[Tree] {
    tree.as_items().unwrap_or_default()
}

fn keys(path: &Path, config: &Tree, planned: &Tree, found: &mut Found) {
    let has = |tree: &Tree, key: &String| {
        tree.as_map()
            .is_some_and(|members| members.contains_key(key))
    };
    for key in planned
        .as_map()
        .into_iter()
        .flat_map(|members| members.keys())
        .filter(|key| !has(config, key))
    {
        violation(&path.key(key), "planned, but not configured", found);
    }
    for key in config
        .as_map()
        .into_iter()
        .flat_map(|members| members.keys())
        .filter(|key| !has(planned, key))
    {
        violation(&path.key(key), "configured, but not planned", found);
    }
}

fn attributes(
    all: &Attributes,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    for attribute in all {
        let name = &attribute.name;
        let present = planned
            .as_map()
            .is_none_or(|members| members.contains_key(name));
        let path = path.attribute(name);
        if !present {
            violation(&path, "missing from the plan", found);
        }
        value(
            attribute,
            &path,
            prior.get(name),
            config.get(name),
            planned.get(name),
            found,
        );
    }
}

fn value(
    attribute: &Attribute,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    // Write-only comes first: Terraform forgives a plan that repeats the configured value, and then
    // refuses it when the plan is stored.
    if attribute.write_only {
        if !planned.is_null() {
            violation(path, "planned a value for a write-only attribute", found);
        }
        return;
    }
    if planned == config || (planned == prior && !prior.is_null() && !config.is_null()) {
        return;
    }
    if attribute.computed && (config.is_null() || !attribute.optional) {
        return;
    }
    let sensitive = attribute.sensitive;
    if config.is_null() && !planned.is_null() {
        let message = format!(
            "planned {} for an attribute that is neither configured nor computed",
            show(planned, sensitive)
        );
        return violation(path, message, found);
    }
    match &attribute.kind {
        Kind::Nested(nesting, inner) => {
            nested(*nesting, inner, path, prior, config, planned, found)
        }
        Kind::Leaf(_) => {
            let message = format!(
                "planned {}, but configured is {}",
                show(planned, sensitive),
                show(config, sensitive)
            );
            violation(path, message, found);
        }
    }
}

fn nested(
    nesting: Nesting,
    inner: &Attributes,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    if !both_present(path, config, planned, found) {
        return;
    }
    if planned.is_unknown() {
        return violation(path, "planned unknown for a configured value", found);
    }
    match nesting {
        Nesting::Single => attributes(inner, path, prior, config, planned, found),
        Nesting::List => {
            if config.is_unknown() || items(config).len() != items(planned).len() {
                return violation(
                    path,
                    "planned another number of elements than configured",
                    found,
                );
            }
            for (index, (config, planned)) in items(config).iter().zip(items(planned)).enumerate() {
                element(
                    inner,
                    &path.index(index),
                    prior.at(index),
                    config,
                    planned,
                    found,
                );
            }
        }
        Nesting::Map => {
            keys(path, config, planned, found);
            for (key, planned) in planned.as_map().into_iter().flatten() {
                if config
                    .as_map()
                    .is_some_and(|members| members.contains_key(key))
                {
                    element(
                        inner,
                        &path.key(key),
                        prior.get(key),
                        config.get(key),
                        planned,
                        found,
                    );
                }
            }
        }
        Nesting::Set => {
            let fits = |planned: &Tree, config: &Tree| {
                let mut found = Vec::new();
                element(inner, path, &Tree::Null, config, planned, &mut found);
                found.is_empty()
            };
            if config.is_unknown() || !sets_match(items(planned), items(config), fits) {
                violation(
                    path,
                    "planned set elements that do not match the configured ones",
                    found,
                );
            }
        }
    }
}

fn element(
    inner: &Attributes,
    path: &Path,
    prior: &Tree,
    config: &Tree,
    planned: &Tree,
    found: &mut Found,
) {
    if config.is_unknown() && planned.is_unknown() {
        return;
    }
    if planned.is_unknown() {
        return violation(path, "planned unknown for a configured element", found);
    }
    if both_present(path, config, planned, found) {
        attributes(inner, path, prior, config, planned, found);
    }
}
