//! The Terraform provider `ovh-reversibility/ovhai`.
//!
//! Wires the crates together: configuration becomes an API client, documents become an estate, estates become data source
//! values and exports. What it does is in the crates; here is only what a Terraform user sees.

mod app_model;
mod data_sources;
mod export_resource;
mod failure;
pub mod generated_docs;
mod live_exports;
mod platform;
mod provider;
mod resources;
mod select;

pub use provider::{Configuration, Ovhai};
