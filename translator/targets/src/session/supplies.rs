//! An export for somebody who reports by other means.

use super::Session;
use crate::{Accumulated, Artefact, report};

impl Session<'_> {
    /// What the cluster has to have besides the workloads, after every one was rendered and added, and the secrets a person must
    /// create: the artefacts of the whole export without those that only speak of it.
    #[must_use]
    pub fn supplies(&self, accumulated: &Accumulated) -> Vec<Artefact> {
        let mut artefacts = self.target.shared(&self.scope, accumulated);
        artefacts.push(report::required_secrets(&self.scope, accumulated));
        let holdings = self.target.holdings(&self.scope, accumulated);
        artefacts.extend(holdings.into_iter().flat_map(|holding| holding.artefacts));
        artefacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        artefacts
    }
}
