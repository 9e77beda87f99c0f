//! Elements of the standard types.

use std::collections::BTreeMap;

use super::element::decode_element;
use super::{DecodeError, Element, Hooks, Leaf, Number, Reason, Shape, Tree, Type};
use crate::path::{Path, Step};
use crate::schema::Nesting;

/// Refuses null and unknown, which a bare type cannot hold.
pub(crate) fn present(tree: Tree) -> Result<Tree, DecodeError> {
    match tree {
        Tree::Dynamic(typed) => present(typed.1),
        Tree::Unknown => Err(DecodeError {
            path: Path::empty(),
            reason: Reason::Unknown,
        }),
        Tree::Null => Err(DecodeError::invalid("The value must not be null.")),
        other => Ok(other),
    }
}

impl Element for String {
    fn shape() -> Shape {
        Shape::leaf(Type::String)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::String(text) => Ok(text),
            other => Err(DecodeError::expected("a string", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::String(self.clone())
    }
}

impl Element for bool {
    fn shape() -> Shape {
        Shape::leaf(Type::Bool)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::Bool(value) => Ok(value),
            other => Err(DecodeError::expected("true or false", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::Bool(*self)
    }
}

impl Element for Number {
    fn shape() -> Shape {
        Shape::leaf(Type::Number)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::Number(number) => Ok(number),
            other => Err(DecodeError::expected("a number", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::Number(self.clone())
    }
}

fn checked<T: Element>() -> Shape {
    Shape::Leaf(Leaf {
        ty: Type::Number,
        sensitive: false,
        hooks: Hooks::Own {
            check: |tree| match T::decode(tree.clone()) {
                Err(DecodeError {
                    reason: Reason::Invalid(reason),
                    ..
                }) => Err(reason),
                Ok(_) | Err(_) => Ok(()),
            },
            same: None,
        },
    })
}

impl Element for i64 {
    fn shape() -> Shape {
        checked::<Self>()
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        let number = Number::decode(tree)?;
        number.to_i64().ok_or_else(|| {
            DecodeError::invalid(format!(
                "Expected a whole number from {} to {}.",
                Self::MIN,
                Self::MAX
            ))
        })
    }

    fn encode(&self) -> Tree {
        Tree::Number((*self).into())
    }
}

/// A number with a fraction. Infinities and NaN, which Terraform does not have, are encoded as null.
impl Element for f64 {
    fn shape() -> Shape {
        checked::<Self>()
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        let number = Number::decode(tree)?;
        number
            .to_f64()
            .ok_or_else(|| DecodeError::invalid("The number is too large."))
    }

    fn encode(&self) -> Tree {
        Number::from_f64(*self).map_or(Tree::Null, Tree::Number)
    }
}

impl<T: Element> Element for Vec<T> {
    const HAS_BLOCKS: bool = T::HAS_BLOCKS;

    fn shape() -> Shape {
        T::shape().collected(Nesting::List)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::List(items) | Tree::Set(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    decode_element(item).map_err(|error| error.within(Step::Index(index)))
                })
                .collect(),
            other => Err(DecodeError::expected("a list", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::List(self.iter().map(Element::encode).collect())
    }
}

impl<T: Element> Element for BTreeMap<String, T> {
    const HAS_BLOCKS: bool = T::HAS_BLOCKS;

    fn shape() -> Shape {
        T::shape().collected(Nesting::Map)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::Map(members) => members
                .into_iter()
                .map(|(key, value)| match decode_element(value) {
                    Ok(value) => Ok((key, value)),
                    Err(error) => Err(error.within(Step::Key(key))),
                })
                .collect(),
            other => Err(DecodeError::expected("a map", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::Map(
            self.iter()
                .map(|(key, value)| (key.clone(), value.encode()))
                .collect(),
        )
    }
}
