//! Types of values on the wire.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

/// A type as Terraform knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// Any type; the value carries its own.
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `object({…})`
    Object(BTreeMap<String, Type>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
}

impl Type {
    /// The compact JSON form of the protocol.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    fn json(&self) -> Json {
        match self {
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::Dynamic => json!("dynamic"),
            Self::List(inner) => json!(["list", inner.json()]),
            Self::Set(inner) => json!(["set", inner.json()]),
            Self::Map(inner) => json!(["map", inner.json()]),
            Self::Object(members) => {
                let members: serde_json::Map<_, _> = members
                    .iter()
                    .map(|(name, member)| (name.clone(), member.json()))
                    .collect();
                json!(["object", members])
            }
            Self::Tuple(items) => {
                json!(["tuple", items.iter().map(Self::json).collect::<Vec<_>>()])
            }
        }
    }

    /// Reads the JSON form; `None` when it is not a type.
    #[must_use]
    pub fn from_json(text: &[u8]) -> Option<Self> {
        Self::read(&serde_json::from_slice(text).ok()?)
    }

    fn read(json: &Json) -> Option<Self> {
        if let Some(name) = json.as_str() {
            return match name {
                "bool" => Some(Self::Bool),
                "number" => Some(Self::Number),
                "string" => Some(Self::String),
                "dynamic" => Some(Self::Dynamic),
                _ => None,
            };
        }
        let parts = json.as_array()?;
        let (name, inner) = (parts.first()?.as_str()?, parts.get(1)?);
        match name {
            "list" => Some(Self::List(Box::new(Self::read(inner)?))),
            "set" => Some(Self::Set(Box::new(Self::read(inner)?))),
            "map" => Some(Self::Map(Box::new(Self::read(inner)?))),
            // A third part lists optional members; a value of the type has them all.
            "object" => {
                let members = inner.as_object()?;
                let read = members
                    .iter()
                    .map(|(name, member)| Some((name.clone(), Self::read(member)?)));
                Some(Self::Object(read.collect::<Option<_>>()?))
            }
            "tuple" => Some(Self::Tuple(
                inner
                    .as_array()?
                    .iter()
                    .map(Self::read)
                    .collect::<Option<_>>()?,
            )),
            _ => None,
        }
    }

    /// True when `Dynamic` occurs anywhere in the type.
    #[must_use]
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.has_dynamic(),
            Self::Object(members) => members.values().any(Self::has_dynamic),
            Self::Tuple(items) => items.iter().any(Self::has_dynamic),
        }
    }
}
