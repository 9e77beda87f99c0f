//! Environment variables.

use crate::Text;

/// One environment variable, in the order and with the duplicates the platform gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name as given; the platform accepts names a target may refuse.
    pub name: String,
    /// Value as the container sees it; may be empty.
    pub value: Text,
}
