//! How things are printed.

pub mod diff;
pub mod json;
pub mod markdown;
pub mod sarif;
pub mod text;
