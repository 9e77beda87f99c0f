//! Apps: how they are kept, what states they go through, what their documents look like.
//!
//! A document is kept as the JSON text that is served. Nothing of it passes through a Rust struct, so members the
//! sandbox has never heard of, absent members and numbers of any size go out exactly as they were put in; and a
//! misspelt member cannot hide behind a type that both sides of a test share.

mod document;
mod life;
pub(crate) mod plans;
mod state;
mod store;

pub(crate) use document::{Birth, new_document, volume_statuses};
pub(crate) use life::{Plan, Step, apply, wanted_replicas};
pub(crate) use state::State;
pub use store::Apps;
pub(crate) use store::{Head, StoredApp};
