//! What every call knows about Terraform and itself.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::Private;
use crate::schema::Schema;
use crate::value::Tree;

/// What the Terraform that calls can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It accepts "not now" for an answer.
    pub deferral_allowed: bool,
    /// It knows write-only attributes (Terraform 1.11).
    pub write_only_attributes_allowed: bool,
    /// It carries private data from a plan to the next plan of the same change (Terraform 1.16).
    pub store_planned_private: bool,
    /// It knows computed blocks (Terraform 1.16).
    pub computed_blocks_allowed: bool,
}

/// Why a unit cannot answer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deferral {
    /// The unit's own configuration has values that are not known yet.
    ConfigUnknown,
    /// The provider's configuration has values that are not known yet.
    ProviderConfigUnknown,
    /// Something that must exist first does not exist yet.
    AbsentPrerequisite,
}

/// One call: who calls, whether to stop, and where to leave partial results.
///
/// Cloning is cheap and gives the same call.
#[derive(Debug, Clone)]
pub struct Context {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) cancelled: CancellationToken,
    pub(crate) terraform_version: Option<String>,
    pub(crate) capabilities: Capabilities,
    pub(crate) request_id: String,
    pub(crate) private: Private,
    pub(crate) saved: Mutex<Option<Tree>>,
    pub(crate) deferral: Mutex<Option<Deferral>>,
}

impl Context {
    /// Cancelled when the person interrupts Terraform, or Terraform is gone. Long calls should
    /// stop soon after, and return what exists together with an error.
    #[must_use]
    pub fn cancellation(&self) -> &CancellationToken {
        &self.inner.cancelled
    }

    /// True once the call should stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.inner.cancelled.is_cancelled()
    }

    /// Waits for `work`, or for cancellation; `None` when cancelled first.
    pub async fn unless_cancelled<F: Future>(&self, work: F) -> Option<F::Output> {
        self.inner.cancelled.run_until_cancelled(work).await
    }

    /// Terraform's version such as `1.11.4`; known once the provider is being configured.
    #[must_use]
    pub fn terraform_version(&self) -> Option<&str> {
        self.inner.terraform_version.as_deref()
    }

    /// What the calling Terraform can do.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.inner.capabilities
    }

    /// Identifies the call in logs.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.inner.request_id
    }

    /// The resource's private data: kept beside the state, never shown. Changes are stored with the
    /// result of the call.
    #[must_use]
    pub fn private(&self) -> &Private {
        &self.inner.private
    }

    /// Remembers what exists so far, while creating, updating or deleting.
    ///
    /// If the call then panics or returns nothing, Terraform saves this instead of losing the
    /// object.
    pub fn save<M: Schema>(&self, state: &M) {
        *self
            .inner
            .saved
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(state.encode());
    }

    /// Answers "not now" in a plan, read, import, data source, open of an ephemeral resource or plan
    /// of an action: Terraform then leaves the unit out of this round and plans it in a later one.
    ///
    /// Return what is known beside it. Where the calling Terraform takes no such answer
    /// ([`Capabilities::deferral_allowed`]) the call fails with a message that says why.
    pub fn defer(&self, reason: Deferral) {
        *self
            .inner
            .deferral
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }

    pub(crate) fn deferral(&self) -> Option<Deferral> {
        *self
            .inner
            .deferral
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn take_saved(&self) -> Option<Tree> {
        self.inner
            .saved
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}
