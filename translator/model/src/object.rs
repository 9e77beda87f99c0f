//! What every object of an estate has, of whatever kind.

use std::collections::BTreeMap;

use crate::{
    Address, Backup, Cluster, Container, ContainerRegistry, DataStore, Digest, Kind, Quota,
    Registry, Token, User, Workload,
};

/// One object of an estate, as far as all kinds are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Object<'a> {
    /// Kind and id.
    pub address: &'a Address,
    /// Display name; empty where the kind has none or the object has none. Need not be unique.
    pub name: &'a str,
    /// Region code, upper case; empty where the kind knows no regions.
    pub region: &'a str,
    /// Labels a person gave it; `None` where the kind has none.
    pub labels: Option<&'a BTreeMap<String, String>>,
    /// Whether it is a run that has ended.
    pub has_ended: bool,
    /// Digest of the stable part.
    pub digest: &'a Digest,
    /// The stable part as canonical JSON, secret values replaced.
    pub source: &'a str,
}

impl Object<'_> {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.address.kind()
    }
}

/// An object of one kind.
pub trait Holding {
    /// What it has in common with all others.
    fn object(&self) -> Object<'_>;
}

impl Holding for Workload {
    fn object(&self) -> Object<'_> {
        Object {
            address: &self.address,
            name: &self.name,
            region: &self.region,
            labels: Some(&self.labels),
            has_ended: self.has_ended(),
            digest: &self.digest,
            source: &self.source,
        }
    }
}

macro_rules! holding {
    ($type:ty, |$held:ident| $name:expr, $region:expr) => {
        impl Holding for $type {
            fn object(&self) -> Object<'_> {
                let $held = self;
                Object {
                    address: &self.address,
                    name: $name,
                    region: $region,
                    labels: None,
                    has_ended: false,
                    digest: &self.digest,
                    source: &self.source,
                }
            }
        }
    };
}

holding!(Backup, |_held| "", "");
holding!(DataStore, |held| &held.alias, &held.region);
holding!(Registry, |_held| "", &_held.region);
holding!(Token, |held| &held.name, &held.region);
holding!(User, |held| &held.name, "");
holding!(Quota, |_held| "", "");
holding!(Container, |held| &held.name, &held.region);
holding!(ContainerRegistry, |held| &held.name, &held.region);
holding!(Cluster, |held| &held.name, &held.region);
