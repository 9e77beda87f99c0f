//! The published list of patterns.

use serde::Serialize;

/// What a hit looks like. Where several fit, the first one in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Host name of the platform or the vendor.
    Host,
    /// Address of a provider.
    Source,
    /// Type of a resource or data source, or a name that begins like one.
    Type,
    /// Environment variable.
    Variable,
    /// Word for one of the vendor's API end points.
    Endpoint,
    /// A command of the vendor.
    Command,
    /// The provider's own name.
    Provider,
    /// The vendor's name as part of another word.
    Name,
}

impl Pattern {
    /// Every pattern, in the order they are tried.
    pub const ALL: &'static [Self] = &[
        Self::Host,
        Self::Source,
        Self::Type,
        Self::Variable,
        Self::Endpoint,
        Self::Command,
        Self::Provider,
        Self::Name,
    ];

    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Source => "source",
            Self::Type => "type",
            Self::Variable => "variable",
            Self::Endpoint => "endpoint",
            Self::Command => "command",
            Self::Provider => "provider",
            Self::Name => "name",
        }
    }

    /// What exactly is looked for. `word` is a run of letters, digits, `_` and `-`.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Host => {
                "a dotted name with a part `ovh` or `ovhcloud` that a top-level domain follows: `*.ovh.net`, `*.ovhcloud.com`"
            }
            Self::Source => {
                "`ovh/ovh` and `ovh-reversibility/ovhai`, with a registry's host before it or not"
            }
            Self::Type => "a word that begins with `ovh_` or `ovhai_`",
            Self::Variable => "a word that begins with `OVH_` or `OVHAI_`",
            Self::Endpoint => {
                "`ovh-eu`, `ovh-ca`, `ovh-us`, `kimsufi-eu`, `kimsufi-ca`, `soyoustart-eu`, `soyoustart-ca` as a whole word"
            }
            Self::Command => "`ovhai` or `ovhcloud` as a whole word",
            Self::Provider => "`ovh` as a whole word",
            Self::Name => {
                "`ovh`, `OVH` or `Ovh` in any other place, unless in a run of 40 or more letters and digits (encoded data)"
            }
        }
    }
}
