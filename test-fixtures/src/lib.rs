//! Fixtures, their loader and the golden comparer.
//!
//! Depends on no product crate, so that every one of them can use it in its tests. Fixtures are found by walking: a new case
//! is a new folder.

mod case;
mod golden;
mod tree;

pub use case::{Case, cases, root};
pub use golden::{Mismatch, compare, is_updating};
pub use tree::{Tree, read_tree};
