//! Blocks.

use std::collections::BTreeMap;

use super::{Attribute, Attributes, Kind, Nesting, Schema};
use crate::validate::Validator;
use crate::value::{Set, Shape, Type, Value};

/// Attributes and nested blocks: the body of a resource, data source, provider or nested block.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// What it is, in Markdown.
    pub description: String,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its nested blocks by name.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// Names that were declared twice.
    pub(crate) duplicates: Vec<String>,
}

/// A kind of nested block.
#[derive(Debug, Clone)]
pub struct NestedBlock {
    /// Its name.
    pub name: String,
    /// What it is, in Markdown.
    pub description: String,
    /// How many there may be, and how they are told apart.
    pub nesting: BlockNesting,
    /// What is in it.
    pub block: Block,
    /// Fewest blocks allowed; 0 for any.
    pub min_items: u32,
    /// Most blocks allowed; 0 for any.
    pub max_items: u32,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Checks of all blocks of this name together.
    pub validators: Vec<Validator>,
}

/// How nested blocks are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockNesting {
    /// At most one.
    Single,
    /// At most one, and an absent one counts as one without settings.
    Group,
    /// Any number, in order.
    List,
    /// Any number, without order.
    Set,
    /// Any number, each with its own label.
    Map,
}

impl BlockNesting {
    /// The same as nesting of attributes; a group is one object.
    #[must_use]
    pub const fn as_nesting(self) -> Nesting {
        match self {
            Self::Single | Self::Group => Nesting::Single,
            Self::List => Nesting::List,
            Self::Set => Nesting::Set,
            Self::Map => Nesting::Map,
        }
    }
}

/// A type that can be a field for nested blocks: [`Value`] of a struct with `derive(Schema)`, or of
/// a `Vec`, [`Set`] or `BTreeMap<String, _>` of it.
#[diagnostic::on_unimplemented(
    message = "a block field must be a `Value` of a `derive(Schema)` struct, or of a `Vec`, `Set` or `BTreeMap<String, _>` of one"
)]
pub trait BlockField {
    /// How the blocks are collected.
    const NESTING: BlockNesting;
    /// What is in a block.
    type Inner: Schema;
}

impl<T: Schema> BlockField for Value<T> {
    const NESTING: BlockNesting = BlockNesting::Single;
    type Inner = T;
}

impl<T: Schema> BlockField for Value<Vec<T>> {
    const NESTING: BlockNesting = BlockNesting::List;
    type Inner = T;
}

impl<T: Schema> BlockField for Value<Set<T>> {
    const NESTING: BlockNesting = BlockNesting::Set;
    type Inner = T;
}

impl<T: Schema> BlockField for Value<BTreeMap<String, T>> {
    const NESTING: BlockNesting = BlockNesting::Map;
    type Inner = T;
}

impl NestedBlock {
    /// A nested block of the field type `F`.
    #[must_use]
    pub fn of<F: BlockField>(name: &str, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            nesting: F::NESTING,
            block: F::Inner::block(),
            min_items: 0,
            max_items: 0,
            deprecated: None,
            validators: Vec::new(),
        }
    }

    /// An absent block counts as one without settings.
    #[must_use]
    pub const fn group(mut self) -> Self {
        self.nesting = BlockNesting::Group;
        self
    }

    /// Fewest blocks allowed.
    #[must_use]
    pub const fn min_items(mut self, count: u32) -> Self {
        self.min_items = count;
        self
    }

    /// Most blocks allowed.
    #[must_use]
    pub const fn max_items(mut self, count: u32) -> Self {
        self.max_items = count;
        self
    }

    /// Not to be used any more, and why.
    #[must_use]
    pub fn deprecated(mut self, message: &str) -> Self {
        self.deprecated = Some(message.to_owned());
        self
    }

    /// Adds a check of all blocks of this name together.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// The type on the wire.
    #[must_use]
    pub fn ty(&self) -> Type {
        self.nesting.as_nesting().wrap(self.block.ty())
    }
}

impl Block {
    /// An empty block.
    #[must_use]
    pub fn new(description: &str) -> Self {
        Self {
            description: description.to_owned(),
            ..Self::default()
        }
    }

    /// Adds an attribute.
    pub fn add(&mut self, attribute: Attribute) {
        if self.has(&attribute.name) {
            self.duplicates.push(attribute.name.clone());
        }
        self.attributes.0.insert(attribute.name.clone(), attribute);
    }

    /// Adds a nested block.
    pub fn add_block(&mut self, nested: NestedBlock) {
        if self.has(&nested.name) {
            self.duplicates.push(nested.name.clone());
        }
        self.blocks.insert(nested.name.clone(), nested);
    }

    /// Adds everything that is in `other`, as if it were declared here.
    pub fn flatten(&mut self, other: Self) {
        for attribute in other.attributes.0.into_values() {
            self.add(attribute);
        }
        for nested in other.blocks.into_values() {
            self.add_block(nested);
        }
        self.duplicates.extend(other.duplicates);
    }

    /// True when `test` holds for any attribute at any depth.
    pub(crate) fn any(&self, test: &dyn Fn(&Attribute) -> bool) -> bool {
        any_of(&self.attributes, test) || self.blocks.values().any(|nested| nested.block.any(test))
    }

    /// True when `test` holds for any attribute of the elements of a set.
    pub(crate) fn any_in_sets(&self, test: &dyn Fn(&Attribute) -> bool) -> bool {
        let blocks = |nested: &NestedBlock| match nested.nesting {
            BlockNesting::Set => nested.block.any(test),
            _ => nested.block.any_in_sets(test),
        };
        any_in_sets_of(&self.attributes, test) || self.blocks.values().any(blocks)
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.0.contains_key(name) || self.blocks.contains_key(name)
    }

    /// The object type on the wire.
    #[must_use]
    pub fn ty(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), attribute.ty()));
        let blocks = self
            .blocks
            .values()
            .map(|nested| (nested.name.clone(), nested.ty()));
        Type::Object(attributes.chain(blocks).collect())
    }
}

fn any_of(attributes: &Attributes, test: &dyn Fn(&Attribute) -> bool) -> bool {
    attributes.iter().any(|attribute| {
        test(attribute) || matches!(&attribute.kind, Kind::Nested(_, inner) if any_of(inner, test))
    })
}

fn any_in_sets_of(attributes: &Attributes, test: &dyn Fn(&Attribute) -> bool) -> bool {
    attributes.iter().any(|attribute| match &attribute.kind {
        Kind::Nested(Nesting::Set, inner) => any_of(inner, test),
        Kind::Nested(_, inner) => any_in_sets_of(inner, test),
        Kind::Leaf(_) => false,
    })
}

impl Shape {
    /// One nested object with the attributes of `block`.
    #[must_use]
    pub fn object(block: Block) -> Self {
        Self::Nested(Nesting::Single, block.attributes)
    }
}
