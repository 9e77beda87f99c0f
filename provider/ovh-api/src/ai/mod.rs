//! The AI calls of the central API, one file per family.

mod app;
mod authorization;
mod capabilities;
mod registry;

pub use app::{AppFilter, LogQuery};
