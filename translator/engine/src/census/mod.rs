//! The census: every place in a file's bytes that speaks of the vendor.
//!
//! It is the other side of the account, so it shares no code with the rest: no parser, no index, no idea of what a place
//! means. A plain scan for a [published list](Pattern::ALL) of patterns over the bytes of every file, whatever the file is.
//! What the engine says it did must cover exactly what is found here.

mod pattern;
mod scan;

pub use pattern::Pattern;
pub use scan::{Hit, scan, within};
