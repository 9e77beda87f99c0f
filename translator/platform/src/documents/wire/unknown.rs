//! The part of an object its type does not name, and reading and writing the part it does.

use std::fmt;

use serde_json::{Map, Value};

use super::{DecodeError, Nulls, Place, Surprise, Wire};
use crate::redaction::Redactor;

/// The members of an object that its type does not name, and how members without a value were written.
///
/// Equality looks at the unknown members only: `null` and absent mean the same to the platform wherever a type does not
/// say otherwise.
#[derive(Clone, Default)]
pub struct Unknown {
    members: Map<String, Value>,
    /// One bit per known member, in the order of its type: whether it was `null`.
    nulls: u64,
    /// The same: whether it was not there.
    absent: u64,
}

impl Unknown {
    /// The unknown members.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// The unknown members, to add some.
    pub const fn members_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.members
    }

    /// Whether there is no unknown member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Adds the unknown members. A `null` among them says nothing and is left out.
    pub(crate) fn surprises<'a>(&'a self, place: Place<'_>, found: &mut Vec<Surprise<'a>>) {
        for (name, value) in &self.members {
            if !value.is_null() {
                found.push(Surprise::member(place.step(name), name, value));
            }
        }
    }
}

impl PartialEq for Unknown {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = Value::Object(self.members.clone());
        fmt::Debug::fmt(&Redactor::default().redact(&members), f)
    }
}

/// Reads the members of an object, in the order of its type.
pub(in crate::documents) struct Reader<'v> {
    members: &'v Map<String, Value>,
    unknown: Unknown,
    bit: u64,
}

impl<'v> Reader<'v> {
    /// # Errors
    /// `value` is no object.
    pub(in crate::documents) fn new(value: &'v Value) -> Result<Self, DecodeError> {
        match value {
            Value::Object(members) => Ok(Self {
                members,
                unknown: Unknown::default(),
                bit: 1,
            }),
            other => Err(DecodeError::new("an object", other)),
        }
    }

    /// The next member, which is called `name`.
    pub(in crate::documents) fn take<T: Wire>(&mut self, name: &str) -> Result<T, DecodeError> {
        let bit = self.bit;
        self.bit <<= 1;
        match self.members.get(name) {
            Some(Value::Null) if let Some(value) = T::missing() => {
                self.unknown.nulls |= bit;
                Ok(value)
            }
            Some(value) => T::read_ref(value).map_err(|error| error.inside(name)),
            None => {
                self.unknown.absent |= bit;
                T::missing().ok_or_else(|| DecodeError::absent(name))
            }
        }
    }

    /// What is left after every member called one of `known` was taken.
    pub(in crate::documents) fn finish(mut self, known: &[&str]) -> Unknown {
        // Nearly always nothing is left, and counting is cheaper than comparing names.
        let absent = self.unknown.absent.count_ones() as usize;
        if self.members.len() + absent > known.len() {
            self.unknown.members = self
                .members
                .iter()
                .filter(|(name, _)| !known.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
        }
        self.unknown
    }
}

/// Writes the members of an object, in the order of its type.
pub(in crate::documents) struct Writer<'u> {
    members: Map<String, Value>,
    unknown: &'u Unknown,
    nulls: Nulls,
    bit: u64,
}

impl<'u> Writer<'u> {
    pub(in crate::documents) fn new(unknown: &'u Unknown, nulls: Nulls) -> Self {
        Self {
            members: Map::new(),
            unknown,
            nulls,
            bit: 1,
        }
    }

    /// The next member, which is called `name`; `patch` members have a meaning when `null` and are never left out.
    pub(in crate::documents) fn put<T: Wire>(&mut self, name: &str, value: &T, patch: bool) {
        let bit = self.bit;
        self.bit <<= 1;
        let mut written = value.write(self.nulls);
        if value.is_missing() {
            let empty = written.is_null();
            if self.unknown.nulls & bit != 0 || (empty && (patch || self.nulls == Nulls::Written)) {
                written = Value::Null;
            } else if empty || (self.nulls != Nulls::Written && self.unknown.absent & bit != 0) {
                return;
            }
        }
        self.members.insert(name.to_owned(), written);
    }

    /// The object, unknown members included; a known one of the same name wins.
    pub(in crate::documents) fn finish(mut self) -> Value {
        for (name, value) in &self.unknown.members {
            self.members
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        Value::Object(self.members)
    }
}
