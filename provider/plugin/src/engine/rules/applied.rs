//! What a result may be, given the plan.

use super::{Violation, sets_match, show};
use crate::path::Path;
use crate::schema::{Block, BlockNesting};
use crate::value::{Tree, Type};

/// Everything in `actual` that contradicts a known value of `planned`.
///
/// Terraform asks the same of the second plan, made right before apply, against the first.
pub(crate) fn check_applied(block: &Block, planned: &Tree, actual: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    self::block(block, &Path::empty(), planned, actual, &mut found);
    found
}

type Found = Vec<Violation>;

fn violation(path: &Path, message: impl Into<String>, found: &mut Found) {
    found.push(Violation {
        path: path.clone(),
        message: message.into(),
    });
}

fn block(block: &Block, path: &Path, planned: &Tree, actual: &Tree, found: &mut Found) {
    match (planned.is_null(), actual.is_null()) {
        (true, true) => return,
        (true, false) => return violation(path, "was planned absent, but is there now", found),
        (false, true) => return violation(path, "was planned, but is absent now", found),
        (false, false) => {}
    }
    for attribute in &block.attributes {
        let path = path.attribute(&attribute.name);
        let (planned, actual) = (planned.get(&attribute.name), actual.get(&attribute.name));
        value(
            &attribute.ty(),
            attribute.sensitive,
            &path,
            planned,
            actual,
            found,
        );
    }
    for nested in block.blocks.values() {
        let path = path.attribute(&nested.name);
        let (planned, actual) = (planned.get(&nested.name), actual.get(&nested.name));
        let inner = &nested.block;
        if planned.is_unknown() || (actual.is_null() && planned.is_null()) {
            continue;
        }
        match nested.nesting {
            BlockNesting::Single | BlockNesting::Group => {
                self::block(inner, &path, planned, actual, found)
            }
            BlockNesting::List => {
                let (planned, actual) = (items(planned), items(actual));
                if planned.len() != actual.len() {
                    let message = format!(
                        "had {} blocks in the plan, but has {} now",
                        planned.len(),
                        actual.len()
                    );
                    violation(&path, message, found);
                    continue;
                }
                for (index, (planned, actual)) in planned.iter().zip(actual).enumerate() {
                    self::block(inner, &path.index(index), planned, actual, found);
                }
            }
            BlockNesting::Map => {
                same_keys(&path, planned, actual, found);
                for (key, planned) in planned.as_map().into_iter().flatten() {
                    if !actual.get(key).is_null() {
                        self::block(inner, &path.key(key), planned, actual.get(key), found);
                    }
                }
            }
            BlockNesting::Set => {
                // Elements may become equal once all is known, but never more.
                let fits = |planned: &Tree, actual: &Tree| {
                    let mut found = Vec::new();
                    self::block(inner, &path, planned, actual, &mut found);
                    found.is_empty()
                };
                if !sets_match(items(planned), items(actual), fits)
                    || items(planned).len() < items(actual).len()
                {
                    violation(&path, "has other blocks than planned", found);
                }
            }
        }
    }
}

fn items(tree: &Tree) -> &[Tree] {
    tree.as_items().unwrap_or_default()
}

fn same_keys(path: &Path, planned: &Tree, actual: &Tree, found: &mut Found) {
    let has = |tree: &Tree, key: &String| {
        tree.as_map()
            .is_some_and(|members| members.contains_key(key))
    };
    for key in planned
        .as_map()
        .into_iter()
        .flat_map(|members| members.keys())
        .filter(|key| !has(actual, key))
    {
        violation(&path.key(key), "was planned, but is absent now", found);
    }
    for key in actual
        .as_map()
        .into_iter()
        .flat_map(|members| members.keys())
        .filter(|key| !has(planned, key))
    {
        violation(&path.key(key), "was not planned, but is there now", found);
    }
}

fn value(
    ty: &Type,
    sensitive: bool,
    path: &Path,
    planned: &Tree,
    actual: &Tree,
    found: &mut Found,
) {
    if matches!(planned, Tree::Unknown) {
        return;
    }
    if let (Tree::Dynamic(planned), Tree::Dynamic(actual)) = (planned, actual) {
        if planned.0 != actual.0 && !planned.0.has_dynamic() {
            return violation(path, "has another type than planned", found);
        }
        return value(&planned.0, sensitive, path, &planned.1, &actual.1, found);
    }
    match (planned.is_null(), actual.is_null()) {
        (true, true) => return,
        (true, false) => {
            return violation(
                path,
                format!("was planned null, but is {} now", show(actual, sensitive)),
                found,
            );
        }
        (false, true) => {
            return violation(
                path,
                format!("was planned {}, but is null now", show(planned, sensitive)),
                found,
            );
        }
        (false, false) => {}
    }
    match (ty, planned, actual) {
        (_, _, actual) if actual.is_unknown() => {
            violation(path, "was known in the plan, but is unknown now", found)
        }
        (Type::List(inner), Tree::List(planned), Tree::List(actual)) => {
            list(path, planned, actual, found, |_| Some(&**inner), sensitive);
        }
        (Type::Tuple(types), Tree::List(planned), Tree::List(actual)) => {
            list(
                path,
                planned,
                actual,
                found,
                |index| types.get(index),
                sensitive,
            );
        }
        (Type::Map(inner), Tree::Map(members), Tree::Map(_)) => {
            same_keys(path, planned, actual, found);
            for (key, planned) in members {
                if actual
                    .as_map()
                    .is_some_and(|members| members.contains_key(key))
                {
                    value(
                        inner,
                        sensitive,
                        &path.key(key),
                        planned,
                        actual.get(key),
                        found,
                    );
                }
            }
        }
        (Type::Object(types), Tree::Map(_), Tree::Map(_)) => {
            for (name, ty) in types {
                value(
                    ty,
                    sensitive,
                    &path.attribute(name),
                    planned.get(name),
                    actual.get(name),
                    found,
                );
            }
        }
        (Type::Set(inner), Tree::Set(planned_items), Tree::Set(actual_items)) => {
            let fits = |planned: &Tree, actual: &Tree| {
                let mut found = Vec::new();
                value(inner, sensitive, path, planned, actual, &mut found);
                found.is_empty()
            };
            if !sets_match(planned_items, actual_items, fits)
                || planned_items.len() < actual_items.len()
            {
                let (planned, actual) = (show(planned, sensitive), show(actual, sensitive));
                violation(
                    path,
                    format!("was planned {planned}, but is {actual} now"),
                    found,
                );
            }
        }
        (_, planned, actual) if planned != actual => {
            let (planned, actual) = (show(planned, sensitive), show(actual, sensitive));
            violation(
                path,
                format!("was planned {planned}, but is {actual} now"),
                found,
            );
        }
        _ => {}
    }
}

fn list<'t>(
    path: &Path,
    planned: &[Tree],
    actual: &[Tree],
    found: &mut Found,
    ty: impl Fn(usize) -> Option<&'t Type>,
    sensitive: bool,
) {
    if planned.len() != actual.len() {
        let message = format!(
            "had {} elements in the plan, but has {} now",
            planned.len(),
            actual.len()
        );
        return violation(path, message, found);
    }
    for (index, (planned, actual)) in planned.iter().zip(actual).enumerate() {
        if let Some(ty) = ty(index) {
            value(ty, sensitive, &path.index(index), planned, actual, found);
        }
    }
}
