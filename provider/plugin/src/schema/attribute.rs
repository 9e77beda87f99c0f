//! Attributes.

use std::collections::BTreeMap;

use crate::modifier::Modifier;
use crate::validate::Validator;
use crate::value::{Hooks, Leaf, Shape, Tree, Type};

/// One attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it means, in Markdown.
    pub description: String,
    /// Its type.
    pub kind: Kind,
    /// Must be configured.
    pub required: bool,
    /// May be configured.
    pub optional: bool,
    /// May be set by the provider.
    pub computed: bool,
    /// Never shown by Terraform.
    pub sensitive: bool,
    /// Never stored by Terraform: only in the configuration of a plan or apply.
    pub write_only: bool,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// The value when the configuration has none.
    pub default: Option<Tree>,
    /// Checks of the configured value.
    pub validators: Vec<Validator>,
    /// Changes to the planned value.
    pub modifiers: Vec<Modifier>,
}

/// The type of an attribute.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A plain type.
    Leaf(Leaf),
    /// Objects with attributes of their own.
    Nested(Nesting, Attributes),
}

/// How nested objects are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

impl Nesting {
    /// The type of a collection of `inner`.
    #[must_use]
    pub fn wrap(self, inner: Type) -> Type {
        match self {
            Self::Single => inner,
            Self::List => Type::List(Box::new(inner)),
            Self::Set => Type::Set(Box::new(inner)),
            Self::Map => Type::Map(Box::new(inner)),
        }
    }
}

/// Attributes by name.
#[derive(Debug, Clone, Default)]
pub struct Attributes(pub BTreeMap<String, Attribute>);

impl Attributes {
    /// The object type they make.
    #[must_use]
    pub fn ty(&self) -> Type {
        Type::Object(
            self.0
                .iter()
                .map(|(name, attribute)| (name.clone(), attribute.ty()))
                .collect(),
        )
    }

    /// The attributes in the order of their names.
    pub fn iter(&self) -> std::collections::btree_map::Values<'_, String, Attribute> {
        self.0.values()
    }
}

impl<'a> IntoIterator for &'a Attributes {
    type Item = &'a Attribute;
    type IntoIter = std::collections::btree_map::Values<'a, String, Attribute>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Leaf {
    /// A plain type without rules.
    #[must_use]
    pub const fn from_type(ty: Type) -> Self {
        Self {
            ty,
            sensitive: false,
            hooks: Hooks::None,
        }
    }
}

impl Attribute {
    /// An attribute of the given shape, neither required nor optional nor computed yet.
    #[must_use]
    pub fn new(name: &str, description: &str, shape: Shape) -> Self {
        let (kind, sensitive) = match shape {
            Shape::Leaf(leaf) => {
                let sensitive = leaf.sensitive;
                (Kind::Leaf(leaf), sensitive)
            }
            Shape::Nested(nesting, attributes) => (Kind::Nested(nesting, attributes), false),
        };
        Self {
            name: name.to_owned(),
            description: description.to_owned(),
            kind,
            required: false,
            optional: false,
            computed: false,
            sensitive,
            write_only: false,
            deprecated: None,
            default: None,
            validators: Vec::new(),
            modifiers: Vec::new(),
        }
    }

    /// The type on the wire.
    #[must_use]
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Leaf(leaf) => leaf.ty.clone(),
            Kind::Nested(nesting, attributes) => nesting.wrap(attributes.ty()),
        }
    }

    /// Must be configured.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// May be configured.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// May be set by the provider.
    #[must_use]
    pub const fn computed(mut self) -> Self {
        self.computed = true;
        self
    }

    /// Never shown by Terraform.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Never stored by Terraform.
    #[must_use]
    pub const fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// Not to be used any more, and why.
    #[must_use]
    pub fn deprecated(mut self, message: &str) -> Self {
        self.deprecated = Some(message.to_owned());
        self
    }

    /// The value when the configuration has none. Makes the attribute optional and computed, as
    /// the protocol demands of attributes whose plan differs from the configuration.
    #[must_use]
    pub fn default_value(mut self, value: impl Into<Tree>) -> Self {
        self.default =
            Some(crate::value::json::conform(value.into(), &self.ty()).unwrap_or(Tree::Unknown));
        self.optional = true;
        self.computed = true;
        self
    }

    /// Adds a check of the configured value.
    #[must_use]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// Adds a change to the planned value.
    #[must_use]
    pub fn plan(mut self, modifier: Modifier) -> Self {
        self.modifiers.push(modifier);
        self
    }
}
