//! Schemas: what Terraform, the codecs and the documentation know of a model.
//!
//! Write structs with `#[derive(Schema)]`; the types here are what the derive produces.

mod attribute;
mod block;
pub mod describe;
mod fields;
mod problems;
mod wire;

pub use attribute::{Attribute, Attributes, Kind, Nesting};
pub use block::{Block, BlockField, BlockNesting, NestedBlock};
pub use fields::Fields;
pub use problems::problems;
pub(crate) use problems::{
    action_problems, function_problems, identity_problems, list_problems, problems_without_plan,
};
pub(crate) use wire::{
    arguments as wire_arguments, identity as wire_identity, schema as wire_schema,
};

use crate::value::{DecodeError, Element, Shape};

/// A struct whose fields are the attributes and blocks of a configuration and state.
///
/// Derive it; the attribute `#[attr(…)]` of each field is described at
/// [`derive(Schema)`](macro@crate::Schema).
pub trait Schema: Element {
    /// The schema.
    fn block() -> Block;

    /// Reads the struct's fields out of an object.
    ///
    /// # Errors
    /// When a value does not fit its field.
    fn take(fields: &mut Fields) -> Result<Self, DecodeError>;

    /// Writes the struct's fields into an object.
    fn put(&self, fields: &mut Fields);
}

/// What the derive refuses; each of these must not compile.
///
/// A field without a description:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     #[attr(required)]
///     name: Value<String>,
/// }
/// ```
/// A struct without a description:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// #[derive(Schema)]
/// struct Thing {
///     /// Its name.
///     #[attr(required)]
///     name: Value<String>,
/// }
/// ```
/// A field that is neither required, optional nor computed:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     /// Its name.
///     #[attr(sensitive)]
///     name: Value<String>,
/// }
/// ```
/// A required field with a default:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     /// Its name.
///     #[attr(required, default = "x")]
///     name: Value<String>,
/// }
/// ```
/// A field that cannot be null or unknown:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     /// Its name.
///     #[attr(required)]
///     name: String,
/// }
/// ```
/// A struct with blocks as a nested attribute:
/// ```compile_fail
/// # use terraform_plugin::{Schema, Value};
/// /// Inside.
/// #[derive(Schema)]
/// struct Inner {
///     /// A block.
///     #[attr(block)]
///     part: Value<Part>,
/// }
/// /// A part.
/// #[derive(Schema)]
/// struct Part {
///     /// Its name.
///     #[attr(required)]
///     name: Value<String>,
/// }
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     /// What is inside.
///     #[attr(optional)]
///     inner: Value<Inner>,
/// }
/// Thing::block();
/// ```
/// The same with the blocks where they belong compiles:
/// ```
/// # use terraform_plugin::{Schema, Value};
/// /// A part.
/// #[derive(Schema)]
/// struct Part {
///     /// Its name.
///     #[attr(required)]
///     name: Value<String>,
/// }
/// /// A thing.
/// #[derive(Schema)]
/// struct Thing {
///     /// A block.
///     #[attr(block)]
///     part: Value<Part>,
/// }
/// Thing::block();
/// ```
#[cfg(doctest)]
pub struct Refusals;

/// A configuration without arguments.
///
/// For providers and data sources that take none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoArguments;

impl Schema for NoArguments {
    fn block() -> Block {
        Block::new("Takes no arguments.")
    }

    fn take(_: &mut Fields) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn put(&self, _: &mut Fields) {}
}

impl Element for NoArguments {
    fn shape() -> Shape {
        Shape::Nested(Nesting::Single, Attributes::default())
    }

    fn decode(_: crate::value::Tree) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn encode(&self) -> crate::value::Tree {
        Fields::default().into_tree()
    }
}
