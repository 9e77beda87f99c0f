//! All schemas of a provider as plain data, for documentation and other tools.

mod functions;

pub use functions::{FunctionDescription, ParameterDescription};

use serde::Serialize;

use super::{Attribute, Attributes, Block, BlockNesting, Kind, NestedBlock, Nesting, Schema};
use crate::unit::{Offered, Provider};
use crate::value::{Type, json};

/// Everything a provider offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderDescription {
    /// The short name.
    pub name: String,
    /// The source address.
    pub address: String,
    /// The version.
    pub version: String,
    /// The provider's own arguments.
    pub config: UnitDescription,
    /// The managed resources by type name.
    pub resources: Vec<UnitDescription>,
    /// The data sources by type name.
    pub data_sources: Vec<UnitDescription>,
    /// The ephemeral resources by type name.
    pub ephemeral_resources: Vec<UnitDescription>,
    /// The list resources by type name.
    pub list_resources: Vec<UnitDescription>,
    /// The actions by type name.
    pub actions: Vec<UnitDescription>,
    /// The functions by name.
    pub functions: Vec<FunctionDescription>,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The provider block.
    Provider,
    /// A managed resource.
    Resource,
    /// A data source.
    DataSource,
    /// An ephemeral resource.
    EphemeralResource,
    /// A list resource; its fields are those of the `config` block.
    ListResource,
    /// An action; its fields are those of the `config` block.
    Action,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitDescription {
    /// What it is.
    pub kind: UnitKind,
    /// The full type name; for the provider its short name.
    pub type_name: String,
    /// The schema version.
    pub version: i64,
    /// The heading under which the documentation lists it; empty for none.
    pub subcategory: String,
    /// What it is, in Markdown.
    pub description: String,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Attributes and blocks by name.
    pub fields: Vec<FieldDescription>,
    /// The attributes of a resource's identity by name; empty without one.
    pub identity: Vec<FieldDescription>,
}

/// Who sets a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// The configuration, always.
    Required,
    /// The configuration, maybe; the provider otherwise, if `computed`.
    Optional,
    /// The provider only.
    ReadOnly,
}

/// One attribute or kind of nested block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldDescription {
    /// Its name.
    pub name: String,
    /// What it means, in Markdown.
    pub description: String,
    /// Who sets it.
    pub usage: Usage,
    /// The provider sets it when the configuration does not.
    pub computed: bool,
    /// The type in the words of the Registry, such as `List of String` or `Attributes Map`.
    pub type_name: String,
    /// A nested block rather than an attribute.
    pub block: bool,
    /// Fewest and most blocks; 0 for any.
    pub items: (u32, u32),
    /// Never shown by Terraform.
    pub sensitive: bool,
    /// Never stored by Terraform.
    pub write_only: bool,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// The default as JSON.
    pub default: Option<String>,
    /// What the value must be; each reads on from "The value".
    pub rules: Vec<String>,
    /// What a change does; full sentences.
    pub effects: Vec<String>,
    /// Attributes and blocks of the objects in it, by name.
    pub nested: Vec<FieldDescription>,
}

/// Describes a provider. Units and fields are sorted by name.
pub fn describe<P: Provider>(provider: &P) -> ProviderDescription {
    let sorted = |mut units: Vec<UnitDescription>| {
        units.sort_by(|a, b| a.type_name.cmp(&b.type_name));
        units
    };
    let resources = provider.resources().into_iter().map(|unit| {
        let unit = unit.0;
        let mut described = offered(UnitKind::Resource, &*unit);
        described.version = unit.version();
        described.identity = fields(&unit.identity_block());
        described
    });
    let data_sources = provider.data_sources().into_iter();
    let ephemeral_resources = provider.ephemeral_resources().into_iter();
    let list_resources = provider.list_resources().into_iter();
    let actions = provider.actions().into_iter();
    ProviderDescription {
        name: P::NAME.to_owned(),
        address: P::ADDRESS.to_owned(),
        version: P::VERSION.to_owned(),
        config: unit(UnitKind::Provider, P::NAME, "", P::Config::block()),
        resources: sorted(resources.collect()),
        data_sources: sorted(
            data_sources
                .map(|unit| offered(UnitKind::DataSource, &*unit.0))
                .collect(),
        ),
        ephemeral_resources: sorted(
            ephemeral_resources
                .map(|unit| offered(UnitKind::EphemeralResource, &*unit.0))
                .collect(),
        ),
        list_resources: sorted(
            list_resources
                .map(|unit| offered(UnitKind::ListResource, &*unit.0))
                .collect(),
        ),
        actions: sorted(
            actions
                .map(|unit| offered(UnitKind::Action, &*unit.0))
                .collect(),
        ),
        functions: functions::describe(provider.functions()),
    }
}

impl ProviderDescription {
    /// Everything with a schema: the provider itself, then all units kind by kind.
    pub fn units(&self) -> impl Iterator<Item = &UnitDescription> {
        std::iter::once(&self.config)
            .chain(&self.resources)
            .chain(&self.data_sources)
            .chain(&self.ephemeral_resources)
            .chain(&self.list_resources)
            .chain(&self.actions)
    }
}

fn offered<U: Offered + ?Sized>(kind: UnitKind, offered: &U) -> UnitDescription {
    unit(
        kind,
        offered.type_name(),
        offered.subcategory(),
        offered.block(),
    )
}

fn unit(kind: UnitKind, type_name: &str, subcategory: &str, block: Block) -> UnitDescription {
    UnitDescription {
        kind,
        type_name: type_name.to_owned(),
        version: 0,
        subcategory: subcategory.to_owned(),
        fields: fields(&block),
        identity: Vec::new(),
        description: block.description,
        deprecated: block.deprecated,
    }
}

fn fields(block: &Block) -> Vec<FieldDescription> {
    let mut all = attributes(&block.attributes);
    all.extend(block.blocks.values().map(nested_block));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn attributes(attributes: &Attributes) -> Vec<FieldDescription> {
    attributes.iter().map(attribute).collect()
}

fn attribute(attribute: &Attribute) -> FieldDescription {
    let (type_name, nested) = match &attribute.kind {
        Kind::Leaf(leaf) => (type_text(&leaf.ty), Vec::new()),
        Kind::Nested(nesting, inner) => (collected("Attributes", *nesting), attributes(inner)),
    };
    let usage = match (attribute.required, attribute.optional) {
        (true, _) => Usage::Required,
        (false, true) => Usage::Optional,
        (false, false) => Usage::ReadOnly,
    };
    let modifiers = attribute
        .modifiers
        .iter()
        .map(|modifier| modifier.description().to_owned());
    FieldDescription {
        name: attribute.name.clone(),
        description: attribute.description.clone(),
        usage,
        computed: attribute.computed,
        type_name,
        block: false,
        items: (0, 0),
        sensitive: attribute.sensitive,
        write_only: attribute.write_only,
        deprecated: attribute.deprecated.clone(),
        default: attribute.default.as_ref().map(json::to_text),
        rules: attribute
            .validators
            .iter()
            .map(|validator| validator.description().to_owned())
            .collect(),
        effects: modifiers.filter(|text| !text.is_empty()).collect(),
        nested,
    }
}

fn nested_block(nested: &NestedBlock) -> FieldDescription {
    FieldDescription {
        name: nested.name.clone(),
        description: nested.description.clone(),
        usage: if nested.min_items > 0 {
            Usage::Required
        } else {
            Usage::Optional
        },
        computed: false,
        type_name: match nested.nesting {
            BlockNesting::Single | BlockNesting::Group => "Block".to_owned(),
            other => collected("Block", other.as_nesting()),
        },
        block: true,
        items: (nested.min_items, nested.max_items),
        sensitive: false,
        write_only: false,
        deprecated: nested.deprecated.clone(),
        default: None,
        rules: nested
            .validators
            .iter()
            .map(|validator| validator.description().to_owned())
            .collect(),
        effects: Vec::new(),
        nested: fields(&nested.block),
    }
}

fn collected(what: &str, nesting: Nesting) -> String {
    match nesting {
        Nesting::Single => what.to_owned(),
        Nesting::List => format!("{what} List"),
        Nesting::Set => format!("{what} Set"),
        Nesting::Map => format!("{what} Map"),
    }
}

fn type_text(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(inner) => format!("List of {}", type_text(inner)),
        Type::Set(inner) => format!("Set of {}", type_text(inner)),
        Type::Map(inner) => format!("Map of {}", type_text(inner)),
        Type::Object(_) => "Object".to_owned(),
        Type::Tuple(_) => "Tuple".to_owned(),
    }
}
