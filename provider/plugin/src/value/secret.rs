//! Values that must not be seen.

use std::fmt;

use super::{DecodeError, Element, Leaf, Shape, Tree};
use crate::log::mask;

/// A value whose `Debug` shows nothing and whose text is masked in all logs and diagnostics from
/// the moment it is made. An attribute of this type is `sensitive` by itself.
///
/// There is no `Display`; [`Secret::expose`] is the only way in, so that uses can be searched for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T: Element = String>(T);

impl<T: Element> Secret<T> {
    /// Wraps a value and masks its texts from now on.
    #[must_use]
    pub fn new(value: T) -> Self {
        mask::register(&value.encode());
        Self(value)
    }

    /// The value itself.
    #[must_use]
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Element> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<T: Element> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl<T: Element> Element for Secret<T> {
    const HAS_BLOCKS: bool = T::HAS_BLOCKS;

    fn shape() -> Shape {
        match T::shape() {
            Shape::Leaf(leaf) => Shape::Leaf(Leaf {
                sensitive: true,
                ..leaf
            }),
            nested @ Shape::Nested(..) => Shape::Leaf(Leaf {
                sensitive: true,
                ..Leaf::from_type(nested.ty())
            }),
        }
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        T::decode(tree).map(Self::new)
    }

    fn encode(&self) -> Tree {
        self.0.encode()
    }
}
