//! The calls around AI: account, projects, users, object storage, managed registries and clusters, block storage, prices.
//! One file per family.

mod account;
mod block;
mod catalogue;
mod cluster;
mod container_registry;
mod object;
mod project;
mod storage;
mod user;

pub use container_registry::RegistrySide;
pub use object::ObjectQuery;
