//! Text that may be a secret.

use std::fmt;

/// A value whose text must not appear in logs, state, plans, reports or artefacts unless [`crate::secrecy`] says it is
/// plain. It has no `Display` and no `Serialize`, and its `Debug` is redacted; reading it takes an explicit [`Text::expose`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Wraps a value read from the platform.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself. Callers decide by [`crate::secrecy`] whether it may leave memory.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(redacted)")
    }
}
