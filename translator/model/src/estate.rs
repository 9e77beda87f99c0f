//! The estate: everything one project has on the platform.

use std::collections::BTreeSet;

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
        Revision::of(selection, self.objects(selection))
    }

    /// Everything an export of `selection` is made from: selected workloads, every registry, and objects that could not be
    /// read. The latter are no workloads yet, so their finding stands for them.
    pub(crate) fn objects<'a>(
        &'a self,
        selection: &'a Selection,
    ) -> impl Iterator<Item = (&'a Address, Digest)> {
        let workloads = self
            .workloads
            .iter()
            .filter(|workload| selection.includes(workload));
        let known: BTreeSet<&Address> = self
            .workloads
            .iter()
            .map(|workload| &workload.address)
            .chain(self.registries.iter().map(|registry| &registry.address))
            .collect();
        let unread = self
            .findings
            .iter()
            .filter(move |finding| !known.contains(&finding.address));
        workloads
            .map(|workload| (&workload.address, workload.digest.clone()))
            .chain(
                self.registries
                    .iter()
                    .map(|registry| (&registry.address, registry.digest.clone())),
            )
            .chain(unread.map(|finding| (&finding.address, Digest::of(finding.detail.as_bytes()))))
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
