//! Schemas as protobuf messages.

use super::{Attribute, Attributes, Block, BlockNesting, Kind, NestedBlock, Nesting};
use crate::proto::tfplugin6 as pb;

pub(crate) fn schema(block: &Block, version: i64) -> pb::Schema {
    let mut message = self::block(block);
    message.version = version;
    pb::Schema {
        version,
        block: Some(message),
    }
}

/// The schema of arguments that nothing is made of: Terraform need not make room for defaults, which
/// only the provider fills in.
pub(crate) fn arguments(block: &Block) -> pb::Schema {
    let mut block = block.clone();
    nothing_computed(&mut block);
    schema(&block, 0)
}

fn nothing_computed(block: &mut Block) {
    for attribute in block.attributes.0.values_mut() {
        never_computed(attribute);
    }
    for nested in block.blocks.values_mut() {
        nothing_computed(&mut nested.block);
    }
}

fn never_computed(attribute: &mut Attribute) {
    attribute.computed = false;
    if let Kind::Nested(_, inner) = &mut attribute.kind {
        inner.0.values_mut().for_each(never_computed);
    }
}

/// The schema of an identity.
pub(crate) fn identity(block: &Block, version: i64) -> pb::ResourceIdentitySchema {
    let attribute = |attribute: &Attribute| pb::resource_identity_schema::IdentityAttribute {
        name: attribute.name.clone(),
        r#type: attribute.ty().to_json().into_bytes(),
        required_for_import: attribute.required,
        optional_for_import: attribute.optional,
        description: attribute.description.clone(),
    };
    pb::ResourceIdentitySchema {
        version,
        identity_attributes: block.attributes.iter().map(attribute).collect(),
    }
}

fn block(block: &Block) -> pb::schema::Block {
    pb::schema::Block {
        version: 0,
        attributes: attributes(&block.attributes),
        block_types: block.blocks.values().map(nested_block).collect(),
        description: block.description.clone(),
        description_kind: pb::StringKind::Markdown.into(),
        deprecated: block.deprecated.is_some(),
        deprecation_message: block.deprecated.clone().unwrap_or_default(),
        computed: false,
    }
}

fn nested_block(nested: &NestedBlock) -> pb::schema::NestedBlock {
    use pb::schema::nested_block::NestingMode as Mode;
    let mut body = block(&nested.block);
    body.description.clone_from(&nested.description);
    if let Some(message) = &nested.deprecated {
        body.deprecated = true;
        body.deprecation_message.clone_from(message);
    }
    let nesting = match nested.nesting {
        BlockNesting::Single => Mode::Single,
        BlockNesting::Group => Mode::Group,
        BlockNesting::List => Mode::List,
        BlockNesting::Set => Mode::Set,
        BlockNesting::Map => Mode::Map,
    };
    pb::schema::NestedBlock {
        type_name: nested.name.clone(),
        block: Some(body),
        nesting: nesting.into(),
        min_items: nested.min_items.into(),
        max_items: nested.max_items.into(),
    }
}

fn attributes(attributes: &Attributes) -> Vec<pb::schema::Attribute> {
    attributes.iter().map(attribute).collect()
}

fn attribute(attribute: &Attribute) -> pb::schema::Attribute {
    use pb::schema::object::NestingMode as Mode;
    // `type` and `nested_type` exclude each other: Terraform refuses a schema with both.
    let (ty, nested_type) = match &attribute.kind {
        Kind::Leaf(leaf) => (leaf.ty.to_json().into_bytes(), None),
        Kind::Nested(nesting, members) => {
            let nesting = match nesting {
                Nesting::Single => Mode::Single,
                Nesting::List => Mode::List,
                Nesting::Set => Mode::Set,
                Nesting::Map => Mode::Map,
            };
            let object = pb::schema::Object {
                attributes: attributes(members),
                nesting: nesting.into(),
                ..Default::default()
            };
            (Vec::new(), Some(object))
        }
    };
    pb::schema::Attribute {
        name: attribute.name.clone(),
        r#type: ty,
        nested_type,
        description: attribute.description.clone(),
        required: attribute.required,
        optional: attribute.optional,
        computed: attribute.computed,
        sensitive: attribute.sensitive,
        description_kind: pb::StringKind::Markdown.into(),
        deprecated: attribute.deprecated.is_some(),
        write_only: attribute.write_only,
        deprecation_message: attribute.deprecated.clone().unwrap_or_default(),
    }
}
