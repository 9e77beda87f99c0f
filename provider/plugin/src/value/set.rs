//! Sets.

use super::element::decode_element;
use super::scalars::present;
use super::{DecodeError, Element, Shape, Tree};
use crate::path::Step;
use crate::schema::Nesting;

/// A set: order and repetition mean nothing.
///
/// Elements need no ordering of their own; equality compares the encoded sets.
#[derive(Debug, Clone)]
pub struct Set<T>(Vec<T>);

impl<T> Set<T> {
    /// A set of `items`.
    #[must_use]
    pub const fn new(items: Vec<T>) -> Self {
        Self(items)
    }

    /// The elements, in no meaningful order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The elements, in no meaningful order.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// Number of elements given.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True without elements.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Element> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.encode() == other.encode()
    }
}

impl<T> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Element> Element for Set<T> {
    const HAS_BLOCKS: bool = T::HAS_BLOCKS;

    fn shape() -> Shape {
        T::shape().collected(Nesting::Set)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        match present(tree)? {
            Tree::Set(items) | Tree::List(items) => items
                .into_iter()
                .map(|item| decode_element(item).map_err(|error| error.within(Step::Element)))
                .collect(),
            other => Err(DecodeError::expected("a set", &other)),
        }
    }

    fn encode(&self) -> Tree {
        Tree::set(self.0.iter().map(Element::encode).collect())
    }
}
