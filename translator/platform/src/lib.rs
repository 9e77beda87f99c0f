//! OVHcloud AI documents and their reading into the neutral model. No IO.
//!
//! [`documents`] holds the API's documents with everything they carry, known or not; [`observe`] reads them into an
//! [`ovhai_model::Estate`]; [`urls`] knows the platform's host names and image names.

pub mod cli;
pub mod documents;
mod flavor;
pub mod observe;
mod pointer;
mod redaction;
pub mod urls;

pub use flavor::FlavorTable;
pub use redaction::{FingerprintKey, image_is_secret};
