//! What a place is about, by its words: so that the hint fits the thing.

use ovhai_model::FindingKind;

use super::Claim;
use crate::{
    census::{Hit, Pattern},
    finding,
};

/// What a place that names the platform is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thing {
    /// Nothing that shows.
    #[default]
    Unclear,
    /// Images: a registry of the platform.
    Registry,
    /// Data: its object storage.
    ObjectStore,
    /// A workload, or the interface of the AI services.
    Workload,
    /// The platform's own interface.
    Interface,
    /// A command of OpenStack.
    OpenStack,
}

impl Thing {
    /// What `claim` is about.
    pub(super) fn of(bytes: &[u8], claim: &Claim, hits: &[Hit]) -> Self {
        let host = claim
            .hits
            .iter()
            .map(|hit| &hits[*hit])
            .find(|hit| hit.pattern == Pattern::Host);
        host.map_or(Self::Unclear, |hit| Self::of_host(hit.span().of(bytes)))
    }

    /// Names of hosts are those of the vendor's documentation; which service a host of another form belongs to is not known.
    fn of_host(host: &[u8]) -> Self {
        let host = String::from_utf8_lossy(host).to_ascii_lowercase();
        let parts: Vec<&str> = host.split('.').collect();
        let has = |part: &str| parts.contains(&part);
        if has("container-registry") || has("registry") {
            Self::Registry
        } else if has("s3") || has("storage") || has("s3-website") {
            Self::ObjectStore
        } else if has("ai") {
            Self::Workload
        } else if has("api") {
            Self::Interface
        } else {
            Self::Unclear
        }
    }

    /// What is found, if it shows.
    #[must_use]
    pub const fn kind(self) -> Option<&'static FindingKind> {
        match self {
            Self::Unclear => None,
            Self::Registry => Some(&finding::REGISTRY_LOGIN),
            Self::ObjectStore => Some(&finding::OBJECT_STORE),
            Self::Workload => Some(&finding::AI_HOST),
            Self::Interface => Some(&finding::API_HOST),
            Self::OpenStack => Some(&finding::OPENSTACK_COMMAND),
        }
    }

    /// What is found where a command is called.
    #[must_use]
    pub const fn command(self) -> &'static FindingKind {
        match self {
            Self::OpenStack => &finding::OPENSTACK_COMMAND,
            _ => &finding::COMMAND,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_say_what_they_are_for() {
        for (host, thing) in [
            ("abc.gra7.container-registry.ovh.net", Thing::Registry),
            ("registry.gra.ai.cloud.ovh.net", Thing::Registry),
            ("s3.gra.io.cloud.ovh.net", Thing::ObjectStore),
            ("bucket.s3.sbg.perf.cloud.ovh.net", Thing::ObjectStore),
            ("storage.gra.cloud.ovh.net", Thing::ObjectStore),
            ("uuid.app.gra.ai.cloud.ovh.net", Thing::Workload),
            ("gra.ai.cloud.ovh.net", Thing::Workload),
            ("eu.api.ovh.com", Thing::Interface),
            ("www.ovhcloud.com", Thing::Unclear),
        ] {
            assert_eq!(Thing::of_host(host.as_bytes()), thing, "{host}");
        }
    }
}
