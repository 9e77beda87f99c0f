//! How things are printed.

pub mod diff;
pub mod html;
pub mod json;
pub mod markdown;
pub mod sarif;
pub mod text;
