//! The estate: everything one project has on the platform.

use crate::{Address, Digest, Finding, Revision, Selection, Text, Workload};

/// Everything one project has on the platform, as far as this version reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estate {
    /// Public Cloud project id.
    pub service: String,
    /// Workloads, sorted by address.
    pub workloads: Vec<Workload>,
    /// Attached private registries, sorted by address.
    pub registries: Vec<Registry>,
    /// What was noticed while reading, such as members this version does not know.
    pub findings: Vec<Finding>,
}

impl Estate {
    /// The revision of the selected objects.
    #[must_use]
    pub fn revision(&self, selection: &Selection) -> Revision {
        Revision::of(
            selection,
            self.workloads
                .iter()
                .filter(|workload| selection.includes(workload))
                .map(|workload| (&workload.address, &workload.digest)),
        )
    }
}

/// A private image registry attached to the project. Its password cannot be read back (inferred) and is not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Registry {
    /// Kind and id.
    pub address: Address,
    /// Region code, upper case.
    pub region: String,
    /// Address as given, usually a host name without scheme.
    pub url: Text,
    /// User name.
    pub username: Option<String>,
    /// Digest of the stable part.
    pub digest: Digest,
}
