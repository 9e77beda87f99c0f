//! Kubernetes objects as ordered trees of ours, built once and printed by every target.
//!
//! Builders are typed functions, one file per family of kinds; tests deserialise what they make into `k8s-openapi` types and
//! compare after re-serialising, so that a misspelt field fails. A leaf is a literal, an expression of another language that
//! is carried through untouched, or a secret reference; a printer reports what it cannot write.

mod autoscaling;
mod claim;
mod config;
mod container;
mod credentials;
mod deployment;
mod disruption;
mod external_secret;
mod gateway;
mod ingress;
mod job;
mod json;
mod keda;
mod kueue;
mod merge;
mod metadata;
mod network;
mod node;
mod pod;
mod prometheus;
mod quota;
mod rbac;
mod service;
mod snapshot;
mod stateful_set;
mod yaml;

pub use autoscaling::{HorizontalAutoscaler, MetricSource, ResourceMetric, Windows, behavior};
pub use claim::{Claim, PersistentClaim};
pub use config::{config_map, namespace, service_account};
pub use container::{Container, EnvironmentEntry, Mount, Probe, ProbeCheck, Quantities, Resources};
pub use credentials::service_account_token;
pub use deployment::{Deployment, NumberOrPercent, RollingUpdate};
pub use disruption::disruption_budget;
pub use external_secret::{ExternalSecret, RemoteContent};
pub use gateway::{Backend, ParentGateway, Route, grpc_route, http_route, reference_grant};
pub use ingress::{Ingress, IngressRule};
pub use job::{CronJob, Job};
pub use json::{to_compact_json, to_json, to_json_list};
pub use keda::{HttpScaledObject, ScaledObject, Trigger};
pub use kueue::{ClusterQueue, KueueApi, QUEUE_NAME, local_queue, resource_flavor};
pub use merge::merge_patch;
pub use metadata::{Metadata, Object};
pub use network::{Egress, IngressFrom, NetworkPolicy, PolicyPort};
pub use node::{Leaf, Literal, Mapping, Node, SecretReference};
pub use pod::{Pod, Projection, Volume, VolumeKind};
pub use prometheus::{PodMonitor, PrometheusRule};
pub use quota::resource_quota;
pub use rbac::{Rule, Subject, cluster_role_binding, people_binding, role, role_binding};
pub use service::{Service, ServicePort, external_service, headless_service};
pub use snapshot::VolumeSnapshot;
pub use stateful_set::StatefulSet;
pub use yaml::{Unresolved, to_yaml};
