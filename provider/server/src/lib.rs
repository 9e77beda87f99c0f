//! The Terraform provider `ovh-reversibility/ovhai`.
//!
//! Wires the crates together: configuration becomes an API client, documents become an estate, estates become data source
//! values and exports. What it does is in the crates; here is only what a Terraform user sees.

mod actions;
mod configured;
mod data_sources;
mod ephemeral;
mod export_resource;
mod failure;
mod functions;
pub mod generated_docs;
mod listed;
mod lists;
mod managed;
pub mod permissions;
mod platform;
mod provider;
mod reading;
mod resources;
mod select;
mod shown;
mod transfer_resource;
pub mod what_survives;
mod workload_model;

pub use provider::{Configuration, Ovhai, OvhaiWith};
pub use transfer_resource::watch;
