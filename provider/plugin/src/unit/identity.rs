//! Identities of managed resources.

use crate::schema::{Attributes, Block, Fields, Nesting, Schema};
use crate::value::{DecodeError, Element, Shape, Tree};

/// The identity of a resource that has none: `type Identity = NoIdentity;`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoIdentity;

impl Schema for NoIdentity {
    fn block() -> Block {
        Block::default()
    }

    fn take(_: &mut Fields) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn put(&self, _: &mut Fields) {}
}

impl Element for NoIdentity {
    fn shape() -> Shape {
        Shape::Nested(Nesting::Single, Attributes::default())
    }

    fn decode(_: Tree) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn encode(&self) -> Tree {
        Fields::default().into_tree()
    }
}
