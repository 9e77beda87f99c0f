//! Jobs: what states they go through and what their documents look like.

mod document;
mod life;
pub(crate) mod plans;
mod program;
mod state;

pub(crate) use document::{Birth, new_document, new_status};
pub(crate) use life::{About, enter, enter_status};
pub(crate) use state::State;
