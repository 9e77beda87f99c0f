//! Values of any type.

use super::scalars::present;
use super::{DecodeError, Element, Shape, Tree, Type};

/// A value that carries its own type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynamic {
    ty: Type,
    value: Tree,
}

impl Dynamic {
    /// `value` with the type Terraform would give a literal of it.
    #[must_use]
    pub fn new(value: impl Into<Tree>) -> Self {
        let value = value.into();
        Self {
            ty: value.inferred_type(),
            value,
        }
    }

    /// `value` as `ty`; `None` when it does not fit.
    #[must_use]
    pub fn typed(ty: Type, value: impl Into<Tree>) -> Option<Self> {
        let value = super::json::conform(value.into(), &ty).ok()?;
        Some(Self { ty, value })
    }

    /// The type.
    #[must_use]
    pub const fn ty(&self) -> &Type {
        &self.ty
    }

    /// The value; unknown values may be inside.
    #[must_use]
    pub const fn value(&self) -> &Tree {
        &self.value
    }

    /// The value as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::json::to_text(&self.value)
    }
}

impl Element for Dynamic {
    fn shape() -> Shape {
        Shape::leaf(Type::Dynamic)
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        if let Tree::Dynamic(typed) = tree {
            let (ty, value) = *typed;
            present(value.clone())?;
            return Ok(Self { ty, value });
        }
        Ok(Self::new(present(tree)?))
    }

    fn encode(&self) -> Tree {
        Tree::Dynamic(Box::new((self.ty.clone(), self.value.clone())))
    }
}
