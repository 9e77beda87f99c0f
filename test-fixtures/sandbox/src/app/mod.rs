//! Apps: what states they go through and what their documents look like.

mod document;
mod life;
pub(crate) mod plans;
mod state;

pub(crate) use document::{Birth, new_document};
pub(crate) use life::{enter, wanted_replicas};
pub(crate) use state::State;
