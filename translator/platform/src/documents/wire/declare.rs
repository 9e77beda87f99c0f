//! Declaring document types: `document!` for objects, `open_enum!` for names.

/// Declares an object of the API: a struct whose members have the JSON names written after `=`.
///
/// Members of type `Option`, `Vec` and `BTreeMap` may be absent or `null`. `(patch)` after a name marks a member whose
/// `null` has a meaning of its own. Adds `unknown`, `MEMBERS`, [`Wire`](super::Wire), serde's traits, and a `Debug` that
/// shows no secret.
macro_rules! document {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(
                $(#[$member_meta:meta])*
                pub $member:ident : $type:ty = $wire:literal $(($mark:ident))?,
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        pub struct $name {
            $(
                $(#[$member_meta])*
                pub $member: $type,
            )*
            /// Members this version does not know.
            pub unknown: $crate::documents::Unknown,
        }

        impl $name {
            /// JSON names of the known members.
            pub const MEMBERS: &'static [&'static str] = &[$($wire),*];
        }

        impl $crate::documents::Wire for $name {
            fn read_ref(value: &serde_json::Value) -> Result<Self, $crate::documents::DecodeError> {
                // A bit of a `u64` stands for each member.
                const { assert!($name::MEMBERS.len() < 64) };
                let mut reader = $crate::documents::unknown::Reader::new(value)?;
                $(let $member = reader.take($wire)?;)*
                let unknown = reader.finish(Self::MEMBERS);
                Ok(Self { $($member,)* unknown })
            }

            fn write(&self, nulls: $crate::documents::Nulls) -> serde_json::Value {
                let mut writer = $crate::documents::unknown::Writer::new(&self.unknown, nulls);
                $(
                    writer.put(
                        $wire,
                        &self.$member,
                        $crate::documents::declare::is_patch!($($mark)?),
                    );
                )*
                writer.finish()
            }

            fn surprises<'a>(
                &'a self,
                place: $crate::documents::Place<'_>,
                found: &mut Vec<$crate::documents::Surprise<'a>>,
            ) {
                $($crate::documents::Wire::surprises(&self.$member, place.step($wire), found);)*
                self.unknown.surprises(place, found);
            }
        }

        $crate::documents::declare::wire_traits!($name);
    };
}

/// Whether a member is marked `(patch)`.
macro_rules! is_patch {
    () => {
        false
    };
    (patch) => {
        true
    };
}

/// serde's traits and a `Debug` without secrets, for a type with [`Wire`](super::Wire).
macro_rules! wire_traits {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use $crate::documents::{Nulls, Wire};
                self.write(Nulls::AsRead).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                <Self as $crate::documents::Wire>::read(value).map_err(serde::de::Error::custom)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use $crate::documents::{Nulls, Wire};
                let redactor = $crate::redaction::Redactor::default();
                let value = redactor.redact(&self.write(Nulls::Hidden));
                write!(f, "{}{value}", stringify!($name))
            }
        }
    };
}

/// Declares a set of names that later versions of the API may extend.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "a variant is documented where its name does not say it")]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A name this version does not know.
            Other(String),
        }

        impl $name {
            /// The names this version knows.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The name the API uses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }

            /// Whether this version knows the name.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text),
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl $crate::documents::Wire for $name {
            fn read_ref(value: &serde_json::Value) -> Result<Self, $crate::documents::DecodeError> {
                <String as $crate::documents::Wire>::read_ref(value).map(Self::from)
            }

            fn write(&self, _: $crate::documents::Nulls) -> serde_json::Value {
                serde_json::Value::from(self.as_str())
            }

            fn surprises<'a>(
                &'a self,
                place: $crate::documents::Place<'_>,
                found: &mut Vec<$crate::documents::Surprise<'a>>,
            ) {
                if let Self::Other(text) = self {
                    found.push($crate::documents::Surprise::name(place, text));
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::documents::declare::wire_traits!($name);
    };
}

pub(crate) use {document, is_patch, open_enum, wire_traits};
