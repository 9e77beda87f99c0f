//! What a Rust type needs to stand in a schema.

use super::{Tree, Type, Value};
use crate::path::{Path, Step};
use crate::schema::{Attribute, Attributes, Nesting};

/// A type that can be the value of an attribute or an element of a collection.
///
/// Implemented here for the standard types, and by `#[derive(Schema)]` for nested objects. For a
/// string with its own rules implement [`Text`](super::Text) instead.
pub trait Element: Sized + Send + Sync + 'static {
    /// True when it contains structs with nested blocks, which an attribute cannot have.
    const HAS_BLOCKS: bool = false;

    /// True for [`Value`], which has room for null and unknown.
    const HAS_THREE_STATES: bool = false;

    /// How the type looks in a schema.
    fn shape() -> Shape;

    /// Reads a value that is neither null nor unknown as a whole.
    ///
    /// # Errors
    /// When the value does not fit; the path starts at the value itself.
    fn decode(tree: Tree) -> Result<Self, DecodeError>;

    /// The value as a tree.
    fn encode(&self) -> Tree;
}

/// A type that can be a field of a schema struct: [`Value`] of an [`Element`].
#[diagnostic::on_unimplemented(
    message = "a schema field must be a `Value<…>` of a known element type",
    note = "every attribute can be null or unknown, so write `Value<String>`, `Value<Vec<Rule>>`, …"
)]
pub trait Field {
    /// What is inside the [`Value`].
    type Inner: Element;
}

impl<T: Element> Field for Value<T> {
    type Inner = T;
}

/// How a type looks in a schema.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A plain type.
    Leaf(Leaf),
    /// Objects whose members are attributes of their own.
    Nested(Nesting, Attributes),
}

/// A plain type with the rules that come with the Rust type.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The type on the wire.
    pub ty: Type,
    /// Never shown.
    pub sensitive: bool,
    /// Checks and equality of the Rust type.
    pub hooks: Hooks,
}

/// A check of one value: what is wrong with it, as a sentence.
pub type Check = fn(&Tree) -> Result<(), String>;

/// Rules that a Rust type adds to its type on the wire.
#[derive(Debug, Clone, Default)]
pub enum Hooks {
    /// None.
    #[default]
    None,
    /// For the value itself.
    Own {
        /// Refuses what the Rust type cannot hold.
        check: Check,
        /// True when two spellings mean the same; none when there is one spelling only.
        same: Option<fn(&Tree, &Tree) -> bool>,
    },
    /// For each element of a collection.
    Elements(Box<Hooks>),
}

impl Shape {
    /// A plain type without rules.
    #[must_use]
    pub fn leaf(ty: Type) -> Self {
        Self::Leaf(Leaf {
            ty,
            sensitive: false,
            hooks: Hooks::None,
        })
    }

    /// The type on the wire.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Leaf(leaf) => leaf.ty.clone(),
            Self::Nested(nesting, attributes) => nesting.wrap(attributes.ty()),
        }
    }

    /// A collection of this shape; nested objects stay nested one level deep, as the protocol has it.
    pub(crate) fn collected(self, nesting: Nesting) -> Self {
        match self {
            Self::Nested(Nesting::Single, attributes) => Self::Nested(nesting, attributes),
            Self::Nested(..) => Self::leaf(nesting.wrap(self.ty())),
            Self::Leaf(leaf) => Self::Leaf(Leaf {
                ty: nesting.wrap(leaf.ty),
                sensitive: leaf.sensitive,
                hooks: match leaf.hooks {
                    Hooks::None => Hooks::None,
                    hooks => Hooks::Elements(Box::new(hooks)),
                },
            }),
        }
    }
}

impl Attribute {
    /// An attribute of the field type `F`.
    #[must_use]
    pub fn of<F: Field>(name: &str, description: &str) -> Self {
        const {
            assert!(
                !F::Inner::HAS_BLOCKS,
                "a struct with blocks cannot be a nested attribute: make the field a block, or the blocks attributes",
            );
        }
        Self::new(name, description, F::Inner::shape())
    }
}

/// Why a value cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is unknown where the Rust type has no room for that.
    Unknown,
    /// What is wrong, as a sentence.
    Invalid(String),
}

/// A value that does not fit its Rust type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {}", match reason { Reason::Unknown => "the value is not known yet", Reason::Invalid(text) => text })]
pub struct DecodeError {
    /// Where, relative to what was decoded.
    pub path: Path,
    /// Why.
    pub reason: Reason,
}

impl DecodeError {
    /// An error at the value itself.
    #[must_use]
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self {
            path: Path::empty(),
            reason: Reason::Invalid(reason.into()),
        }
    }

    /// A value of the wrong kind.
    pub(crate) fn expected(what: &str, found: &Tree) -> Self {
        Self::invalid(format!("Expected {what}, found {}.", found.kind()))
    }

    /// The same error seen from one level further out.
    #[must_use]
    pub fn within(self, step: Step) -> Self {
        Self {
            path: self.path.within(step),
            reason: self.reason,
        }
    }
}

/// Reads an element of a collection, which must be there.
pub(crate) fn decode_element<T: Element>(tree: Tree) -> Result<T, DecodeError> {
    T::decode(tree)
}

/// `Value` as an element keeps null and unknown elements apart, as in `Vec<Value<String>>`.
impl<T: Element> Element for Value<T> {
    const HAS_BLOCKS: bool = T::HAS_BLOCKS;
    const HAS_THREE_STATES: bool = true;

    fn shape() -> Shape {
        T::shape()
    }

    fn decode(tree: Tree) -> Result<Self, DecodeError> {
        if tree.is_null() {
            return Ok(Self::Null);
        }
        if tree.is_unknown() {
            return Ok(Self::Unknown);
        }
        match T::decode(tree) {
            Ok(value) => Ok(Self::Known(value)),
            // Something inside is unknown and the type cannot say where.
            Err(DecodeError {
                reason: Reason::Unknown,
                ..
            }) => Ok(Self::Unknown),
            Err(error) => Err(error),
        }
    }

    fn encode(&self) -> Tree {
        match self {
            Self::Null => Tree::Null,
            Self::Unknown => Tree::Unknown,
            Self::Known(value) => value.encode(),
        }
    }
}
