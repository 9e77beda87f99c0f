//! What the framework does with values between the wire and the typed handlers.
//!
//! Everything here is a pure function of schema and values.

mod checks;
mod complete;
mod generated;
mod matching;
mod modifiers;
mod passes;
mod patch;
pub(crate) mod rules;
mod semantic;
mod walk;

pub(crate) use checks::{register_secrets, validate};
pub(crate) use complete::{complete, empty, known_part, unknown_paths};
pub(crate) use generated::configuration;
pub(crate) use modifiers::{adjust, replacements};
#[cfg(feature = "testing")]
pub(crate) use passes::strip_sensitive;
pub(crate) use passes::{fill_defaults, mark_computed, propose, strip_write_only};
pub(crate) use patch::patch;
pub(crate) use semantic::{keep_planned_spelling, keep_spelling};
