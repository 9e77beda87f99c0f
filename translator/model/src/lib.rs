//! The neutral model: what one project runs, with no word of any vendor's API and none of any target's.
//!
//! `platform` reads vendor documents into it, `targets` render it. Pure data and pure functions; no IO.
//! Values that may be secret are [`Text`]s, which never print themselves.

mod address;
mod category;
mod compute;
mod digest;
mod environment;
mod estate;
mod finding;
mod graph;
mod holding;
mod image;
mod image_reference;
pub mod markdown;
mod object;
mod probe;
mod revision;
mod scaling;
pub mod secrecy;
mod selection;
mod task;
#[cfg(test)]
mod testing;
mod text;
mod volume;
mod workload;

pub use address::{Address, AddressError, Kind};
pub use category::{Category, Fidelity};
pub use compute::Compute;
pub use digest::{Digest, canonical_json};
pub use environment::Variable;
pub use estate::{Estate, Unread};
pub use finding::{Finding, FindingKind, FindingSet};
pub use graph::{Edge, Graph, Node, Relation};
pub use holding::{
    Backup, Cluster, Container, ContainerRegistry, DataStore, Protocol, Quota, Reach, Registry,
    Token, User,
};
pub use image::{Image, image_host, registry_host, split_image_host};
pub use image_reference::{ImageDigest, ImageProblem, ImageReference, ImageReferenceError};
pub use object::{Holding, Object};
pub use probe::{Probe, Rollout};
pub use revision::{Change, Comparison, Revision, RevisionError};
pub use scaling::{Aggregation, CustomMetric, MetricFormat, Resource, Scaling};
pub use selection::{LabelSelector, Selection, SelectionError};
pub use task::{Batch, Outcome, Retention, Task, Workbench};
pub use text::Text;
pub use volume::{DataStoreRef, Permission, Source, Volume};
pub use workload::{RunState, UnknownMember, Workload};
