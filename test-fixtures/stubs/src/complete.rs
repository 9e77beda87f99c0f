//! Filling in what a provider would: unknown while planning, a stand-in afterwards.

use terraform_plugin::{Number, Tree, Type};

use crate::schema::{Block, Nesting};

/// What takes the place of a computed value that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Known after apply.
    Unknown,
    /// Something of the right type.
    StandIn,
}

/// `value` of `block` with everything computed that is null filled in.
pub fn complete(value: Tree, block: &Block, with: With) -> Tree {
    let mut members = match value {
        Tree::Map(members) => members,
        other => return other,
    };
    for (name, attribute) in &block.attributes {
        let Some(member) = members.get_mut(name) else {
            continue;
        };
        if attribute.write_only {
            *member = Tree::Null;
        } else if member.is_null() && attribute.computed {
            *member = match with {
                With::Unknown => Tree::Unknown,
                With::StandIn => stand_in(&attribute.of_type()),
            };
        } else if with == With::StandIn {
            let known = std::mem::take(member);
            *member = known_now(known, &attribute.of_type());
        }
    }
    for (name, nested) in &block.block_types {
        let Some(member) = members.get_mut(name) else {
            continue;
        };
        let again = |item| complete(item, &nested.block, with);
        *member = match (std::mem::take(member), nested.nesting_mode) {
            (Tree::List(items), _) => Tree::List(items.into_iter().map(again).collect()),
            (Tree::Set(items), _) => Tree::set(items.into_iter().map(again).collect()),
            (Tree::Map(items), Nesting::Map) => {
                Tree::map(items.into_iter().map(|(key, item)| (key, again(item))))
            }
            (single @ Tree::Map(_), _) => again(single),
            (other, _) => other,
        };
    }
    Tree::Map(members)
}

/// `value` with a stand-in for everything in it that is unknown.
fn known_now(value: Tree, of_type: &Type) -> Tree {
    let element = |of_type: &Type| match of_type {
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => (**inner).clone(),
        _ => Type::Dynamic,
    };
    match value {
        Tree::Unknown => stand_in(of_type),
        Tree::List(items) => {
            let inner = element(of_type);
            Tree::List(
                items
                    .into_iter()
                    .map(|item| known_now(item, &inner))
                    .collect(),
            )
        }
        Tree::Set(items) => {
            let inner = element(of_type);
            Tree::set(
                items
                    .into_iter()
                    .map(|item| known_now(item, &inner))
                    .collect(),
            )
        }
        Tree::Map(members) => Tree::map(members.into_iter().map(|(name, member)| {
            let inner = match of_type {
                Type::Object(types) => types.get(&name).cloned().unwrap_or(Type::Dynamic),
                other => element(other),
            };
            let member = known_now(member, &inner);
            (name, member)
        })),
        other => other,
    }
}

fn stand_in(of_type: &Type) -> Tree {
    match of_type {
        Type::Bool => Tree::Bool(false),
        Type::Number => Tree::Number(Number::zero()),
        Type::String => Tree::String("stand-in".to_owned()),
        Type::List(_) => Tree::List(Vec::new()),
        Type::Set(_) => Tree::Set(Vec::new()),
        Type::Map(_) => Tree::Map(std::collections::BTreeMap::new()),
        Type::Object(members) => Tree::map(
            members
                .iter()
                .map(|(name, member)| (name.clone(), stand_in(member))),
        ),
        Type::Tuple(items) => Tree::List(items.iter().map(stand_in).collect()),
        Type::Dynamic => Tree::Dynamic(Box::new((
            Type::String,
            Tree::String("stand-in".to_owned()),
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schemas;

    fn block() -> Block {
        let text = br#"{"provider_schemas": {"x": {"resource_schemas": {"a_b": {"block": {
            "attributes": {
                "id": {"type": "string", "computed": true},
                "name": {"type": "string", "required": true},
                "size": {"type": "number", "optional": true, "computed": true}
            },
            "block_types": {"part": {"nesting_mode": "list", "block": {
                "attributes": {"uid": {"type": "string", "computed": true}}}}}
        }}}}}}"#;
        let mut schemas = Schemas::read(text).unwrap();
        schemas.resources.remove("a_b").unwrap().block
    }

    #[test]
    fn computed_values_are_unknown_first_and_there_later() {
        let configured = Tree::map([
            ("id", Tree::Null),
            ("name", Tree::from("n")),
            ("size", Tree::from(3)),
            ("part", Tree::List(vec![Tree::map([("uid", Tree::Null)])])),
        ]);
        let planned = complete(configured, &block(), With::Unknown);
        assert!(planned.get("id").is_unknown());
        assert!(planned.get("part").at(0).get("uid").is_unknown());
        assert_eq!(planned.get("size"), &Tree::from(3));
        let applied = complete(planned, &block(), With::StandIn);
        assert_eq!(applied.get("id"), &Tree::from("stand-in"));
        assert_eq!(applied.get("name"), &Tree::from("n"));
        assert!(applied.is_known(), "{applied:?}");
    }
}
