//! Schemas as `terraform providers schema -json` prints them, and as the protocol wants them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::Value as Json;
use terraform_plugin::{Type, proto::tfplugin6 as pb};

/// Everything one provider offers.
#[derive(Debug, Default, Deserialize)]
pub struct Schemas {
    /// Its own configuration.
    #[serde(default)]
    pub provider: Schema,
    /// By type.
    #[serde(default, rename = "resource_schemas")]
    pub resources: BTreeMap<String, Schema>,
    /// By type.
    #[serde(default, rename = "data_source_schemas")]
    pub data_sources: BTreeMap<String, Schema>,
}

#[derive(Deserialize)]
struct File {
    provider_schemas: BTreeMap<String, Schemas>,
}

/// One unit.
#[derive(Debug, Default, Deserialize)]
pub struct Schema {
    #[serde(default)]
    pub version: i64,
    pub block: Block,
}

/// What is between braces.
#[derive(Debug, Default, Deserialize)]
pub struct Block {
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    pub block_types: BTreeMap<String, Nested>,
}

/// A block within a block.
#[derive(Debug, Deserialize)]
pub struct Nested {
    pub nesting_mode: Nesting,
    pub block: Block,
    #[serde(default)]
    pub min_items: i64,
    #[serde(default)]
    pub max_items: i64,
}

/// How often a nested block or attribute may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nesting {
    Single,
    Group,
    List,
    Set,
    Map,
}

/// An argument, an output, or both.
#[derive(Debug, Deserialize)]
pub struct Attribute {
    #[serde(rename = "type")]
    of_type: Option<Json>,
    nested_type: Option<NestedType>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    pub computed: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    pub write_only: bool,
}

#[derive(Debug, Deserialize)]
struct NestedType {
    attributes: BTreeMap<String, Attribute>,
    nesting_mode: Nesting,
}

impl Schemas {
    /// The schemas of the one provider in `text`.
    pub fn read(text: &[u8]) -> Result<Self> {
        let mut file: File = serde_json::from_slice(text).context("it is no list of schemas")?;
        let (_, schemas) = file
            .provider_schemas
            .pop_first()
            .context("it has no provider")?;
        ensure!(
            file.provider_schemas.is_empty(),
            "it has more than one provider"
        );
        let units = schemas.resources.iter().chain(&schemas.data_sources);
        for (name, schema) in units {
            schema.block.check().with_context(|| name.clone())?;
        }
        schemas.provider.block.check().context("the provider")?;
        Ok(schemas)
    }
}

impl Schema {
    /// For the wire.
    pub fn wire(&self) -> pb::Schema {
        pb::Schema {
            version: self.version,
            block: Some(self.block.wire()),
        }
    }
}

impl Block {
    fn check(&self) -> Result<()> {
        for (name, attribute) in &self.attributes {
            attribute.read_type().with_context(|| name.clone())?;
        }
        for (name, nested) in &self.block_types {
            nested.block.check().with_context(|| name.clone())?;
        }
        Ok(())
    }

    /// The type of its value.
    pub fn of_type(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|(name, attribute)| (name.clone(), attribute.of_type()));
        let blocks = self
            .block_types
            .iter()
            .map(|(name, nested)| (name.clone(), nested.nesting_mode.of(nested.block.of_type())));
        Type::Object(attributes.chain(blocks).collect())
    }

    fn wire(&self) -> pb::schema::Block {
        pb::schema::Block {
            attributes: wire_attributes(&self.attributes),
            block_types: self
                .block_types
                .iter()
                .map(|(name, nested)| pb::schema::NestedBlock {
                    type_name: name.clone(),
                    block: Some(nested.block.wire()),
                    nesting: nested.nesting_mode.of_block().into(),
                    min_items: nested.min_items,
                    max_items: nested.max_items,
                })
                .collect(),
            ..Default::default()
        }
    }
}

fn wire_attributes(attributes: &BTreeMap<String, Attribute>) -> Vec<pb::schema::Attribute> {
    attributes
        .iter()
        .map(|(name, attribute)| pb::schema::Attribute {
            name: name.clone(),
            r#type: match attribute.nested_type {
                Some(_) => Vec::new(),
                None => attribute.of_type().to_json().into_bytes(),
            },
            nested_type: attribute
                .nested_type
                .as_ref()
                .map(|nested| pb::schema::Object {
                    attributes: wire_attributes(&nested.attributes),
                    nesting: nested.nesting_mode.of_attribute().into(),
                    ..Default::default()
                }),
            required: attribute.required,
            optional: attribute.optional,
            computed: attribute.computed,
            sensitive: attribute.sensitive,
            write_only: attribute.write_only,
            ..Default::default()
        })
        .collect()
}

impl Attribute {
    /// The type of its value.
    pub fn of_type(&self) -> Type {
        // Every type was read once when the file was.
        self.read_type().unwrap_or(Type::Dynamic)
    }

    fn read_type(&self) -> Result<Type> {
        if let Some(nested) = &self.nested_type {
            let members = nested
                .attributes
                .iter()
                .map(|(name, attribute)| Ok((name.clone(), attribute.read_type()?)))
                .collect::<Result<_>>()?;
            return Ok(nested.nesting_mode.of(Type::Object(members)));
        }
        let json = self.of_type.as_ref().context("it has no type")?;
        let found = Type::from_json(json.to_string().as_bytes())
            .with_context(|| format!("{json} is no type"))?;
        // Collections of anything are not allowed on the wire; such lists come from tools that know no more than "a map".
        Ok(if found.has_dynamic() {
            Type::Dynamic
        } else {
            found
        })
    }
}

impl Nesting {
    fn of(self, inner: Type) -> Type {
        match self {
            Self::Single | Self::Group => inner,
            Self::List => collection(inner, Type::List),
            Self::Set => collection(inner, Type::Set),
            Self::Map => collection(inner, Type::Map),
        }
    }

    const fn of_block(self) -> pb::schema::nested_block::NestingMode {
        use pb::schema::nested_block::NestingMode;
        match self {
            Self::Single => NestingMode::Single,
            Self::Group => NestingMode::Group,
            Self::List => NestingMode::List,
            Self::Set => NestingMode::Set,
            Self::Map => NestingMode::Map,
        }
    }

    const fn of_attribute(self) -> pb::schema::object::NestingMode {
        use pb::schema::object::NestingMode;
        match self {
            Self::Single | Self::Group => NestingMode::Single,
            Self::List => NestingMode::List,
            Self::Set => NestingMode::Set,
            Self::Map => NestingMode::Map,
        }
    }
}

/// Lists of blocks whose members have any type are tuples in Terraform, and travel as values that carry their type.
fn collection(inner: Type, of: impl FnOnce(Box<Type>) -> Type) -> Type {
    if inner.has_dynamic() {
        Type::Dynamic
    } else {
        of(Box::new(inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_here_can_be_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
        let mut count = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read(&path).unwrap();
            let schemas =
                Schemas::read(&text).unwrap_or_else(|error| panic!("{path:?}: {error:#}"));
            assert!(
                !schemas.resources.is_empty() || !schemas.data_sources.is_empty(),
                "{path:?}"
            );
            for schema in schemas
                .resources
                .values()
                .chain(schemas.data_sources.values())
            {
                assert!(schema.wire().block.is_some());
                assert!(matches!(schema.block.of_type(), Type::Object(_)));
            }
            count += 1;
        }
        assert!(count > 1, "no schemas in {folder}");
    }

    #[test]
    fn what_is_no_type_is_refused() {
        let text = br#"{"provider_schemas": {"x": {"resource_schemas":
            {"a_b": {"block": {"attributes": {"c": {"type": ["bag", "string"], "optional": true}}}}}}}}"#;
        let error = format!("{:#}", Schemas::read(text).unwrap_err());
        assert_eq!(error, r#"a_b: c: ["bag","string"] is no type"#);
    }
}
