//! Documents of what surrounds the AI products: project, users, object storage, registries, Kubernetes, price list.
//!
//! A module of its own because many names, such as `Registry`, `User` and `Volume`, mean something else there.

mod access;
mod account;
mod bucket;
mod catalogue;
mod cluster;
mod lifecycle;
mod node;
mod object;
mod pricing;
mod project;
mod registry;
mod swift;
mod user;
mod volume;

pub use access::{
    ClientConfiguration, Openrc, OpenrcVersion, Policy, Rclone, RcloneService, S3Credentials,
    S3CredentialsSecret, S3CredentialsWithSecret,
};
pub use account::{
    AccessRule, Account, AccountState, AuthDetails, AuthMethod, Company, Currency, HttpMethod,
    LegalForm, Subsidiary,
};
pub use bucket::{
    Bucket, BucketEncryption, BucketLock, BucketLockRule, BucketReplication, BucketVersioning,
    DeleteMarkerReplication, EncryptionAlgorithm, ListedBucket, ObjectLockMode, ObjectLockStatus,
    ReplicationDestination, ReplicationFilter, ReplicationRule, ReplicationRuleStatus,
    VersioningStatus,
};
pub use catalogue::{
    AddonFamily, BillingStrategy, Catalogue, ConsumptionConfiguration, Locale, PingEndPolicy, Plan,
    PlanConfiguration, PlanFamily, Product, ProductBlob, ProrataUnit,
};
pub use cluster::{
    AdmissionPlugins, ApiServer, Cluster, ClusterStatus, Customization, IpAllocationPolicy,
    IpvsScheduler, KubeProxy, KubeProxyIptables, KubeProxyIpvs, KubeProxyMode, Kubeconfig,
    PrivateNetworkConfiguration, UpdatePolicy,
};
pub use lifecycle::{
    AbortIncompleteMultipartUpload, BucketLifecycle, LifecycleExpiration, LifecycleFilter,
    LifecycleRule, LifecycleRuleStatus, LifecycleTransition, NoncurrentVersionExpiration,
    NoncurrentVersionTransition, TransitionStorageClass,
};
pub use node::{
    AttachFloatingIps, Autoscaling, Node, NodePool, NodePoolSizeStatus, NodePoolStatus, NodeStatus,
    NodeTemplate, NodeTemplateMetadata, NodeTemplateSpec, Taint, TaintEffect,
};
pub use object::{
    BucketObject, PresignedUrl, PresignedUrlInput, PresignedUrlMethod, RestoreStatus, StorageClass,
};
pub use pricing::{
    DurationUnit, EngagementConfiguration, Pricing, PricingBounds, PricingCapacity,
    PricingStrategy, PricingType,
};
pub use project::{
    Component, Continent, IpCountry, Project, ProjectAccess, ProjectStatus, Region, RegionStatus,
    RegionType, ResourceMetadata, ResourceState, ServiceStatus, TagFilter,
};
pub use registry::{
    IpRestriction, Registry, RegistryFeatures, RegistryLimits, RegistryPlan, RegistryStatus,
    RegistryUser, RegistryUserCreation,
};
pub use swift::{
    Container, ContainerAccess, ContainerDetail, ContainerObject, ContainerType, Endpoint,
    RetrievalState,
};
pub use user::{
    Role, RoleName, RolePermission, RoleService, Roles, User, UserCreation, UserDetail,
    UserRoleCreation, UserRoleUpdate, UserStatus,
};
pub use volume::{
    InstanceSnapshot, Volume, VolumeSnapshot, VolumeSnapshotStatus, VolumeStatus, VolumeType,
};
