//! States of older schema versions.

use crate::value::{DecodeError, Tree};

/// A state as another schema version wrote it.
#[derive(Debug, Clone)]
pub struct RawState(pub(crate) Tree);

impl RawState {
    /// The state as JSON-like values: sequences are lists, numbers keep every digit.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.0
    }

    /// The state as the model of that version. Attributes the model does not have are dropped, and
    /// missing ones are null.
    ///
    /// # Errors
    /// When a value does not fit the model.
    pub fn decode<M: crate::Schema>(&self) -> Result<M, DecodeError> {
        let tree =
            crate::value::json::conform(self.0.clone(), &M::block().ty()).map_err(|error| {
                DecodeError {
                    path: error.path,
                    reason: crate::value::Reason::Invalid(error.reason),
                }
            })?;
        M::decode(tree)
    }
}
