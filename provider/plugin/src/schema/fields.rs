//! The members of an object while it is read into or written from a struct.

use std::collections::BTreeMap;

use crate::path::Step;
use crate::value::{DecodeError, Element, Tree, Value};

/// Members of an object by name.
#[derive(Debug, Default)]
pub struct Fields(BTreeMap<String, Tree>);

impl Fields {
    /// The members of an object.
    ///
    /// # Errors
    /// When `tree` is not an object.
    pub fn read(tree: Tree) -> Result<Self, DecodeError> {
        match crate::value::present(tree)? {
            Tree::Map(members) => Ok(Self(members)),
            other => Err(DecodeError::expected("an object", &other)),
        }
    }

    /// Takes a member out; one that is not there is null.
    ///
    /// # Errors
    /// When the value does not fit `T`.
    pub fn take<T: Element>(&mut self, name: &str) -> Result<Value<T>, DecodeError> {
        let tree = self.0.remove(name).unwrap_or_default();
        Value::<T>::decode(tree).map_err(|error| error.within(Step::Attribute(name.to_owned())))
    }

    /// Puts a member in.
    pub fn put<T: Element>(&mut self, name: &str, value: &Value<T>) {
        self.0.insert(name.to_owned(), value.encode());
    }

    /// The object.
    #[must_use]
    pub fn into_tree(self) -> Tree {
        Tree::Map(self.0)
    }
}
