//! The objects of the project: how they are kept, whatever their kind, and what is still going to happen to them.
//!
//! A document is kept as the JSON text that is served. Nothing of it passes through a Rust struct, so members the
//! sandbox has never heard of, absent members and numbers of any size go out exactly as they were put in; and a
//! misspelt member cannot hide behind a type that both sides of a test share.

pub(crate) mod data_stores;
mod estate;
mod kind;
mod objects;
mod plan;
pub(crate) mod registries;
mod stored;
pub(crate) mod tokens;

pub(crate) use estate::{Estate, Policy};
pub use kind::Kind;
pub use objects::Objects;
pub(crate) use plan::{Entering, Plan, Step, StepInfo};
pub(crate) use stored::{Head, Stored};
