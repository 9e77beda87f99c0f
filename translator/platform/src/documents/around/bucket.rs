//! S3 buckets and their settings: `/cloud/project/{serviceName}/region/{regionName}/storage`.

use std::collections::BTreeMap;

use super::{lifecycle::BucketLifecycle, object::BucketObject, object::StorageClass};
use crate::documents::declare::{document, open_enum};

document! {
    /// S3 bucket as listed.
    pub struct ListedBucket {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Bucket name.
        pub name: String = "name",
        /// Deprecated; call the object list instead.
        pub objects: Vec<BucketObject> = "objects",
        /// Number of objects.
        pub objects_count: Option<i64> = "objectsCount",
        /// Total bytes.
        pub objects_size: Option<i64> = "objectsSize",
        /// Numeric id of the project user that owns the bucket.
        pub owner_id: Option<i64> = "ownerId",
        /// Region.
        pub region: Option<String> = "region",
        /// Bucket host in virtual-host style.
        pub virtual_host: Option<String> = "virtualHost",
    }
}

document! {
    /// S3 bucket with its settings.
    pub struct Bucket {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Server-side encryption.
        pub encryption: Option<BucketEncryption> = "encryption",
        /// Lifecycle rules.
        pub lifecycle: Option<BucketLifecycle> = "lifecycle",
        /// Bucket name.
        pub name: String = "name",
        /// Object lock.
        pub object_lock: Option<BucketLock> = "objectLock",
        /// Up to limit objects (1000 at most, 1000 by default); deprecated.
        /// Deprecated.
        pub objects: Vec<BucketObject> = "objects",
        /// Number of objects.
        pub objects_count: Option<i64> = "objectsCount",
        /// Total bytes.
        pub objects_size: Option<i64> = "objectsSize",
        /// Owning user (numeric id).
        pub owner_id: Option<i64> = "ownerId",
        /// Region.
        pub region: Option<String> = "region",
        /// Replication rules.
        pub replication: Option<BucketReplication> = "replication",
        /// Tags.
        pub tags: BTreeMap<String, String> = "tags",
        /// Versioning.
        pub versioning: Option<BucketVersioning> = "versioning",
        /// Bucket host.
        pub virtual_host: Option<String> = "virtualHost",
    }
}

document! {
    /// Encryption setting.
    pub struct BucketEncryption {
        /// Algorithm.
        pub sse_algorithm: Option<EncryptionAlgorithm> = "sseAlgorithm",
    }
}

document! {
    /// Versioning setting.
    pub struct BucketVersioning {
        /// State.
        pub status: Option<VersioningStatus> = "status",
    }
}

document! {
    /// Object lock setting.
    pub struct BucketLock {
        /// Default retention.
        pub rule: Option<BucketLockRule> = "rule",
        /// State.
        pub status: Option<ObjectLockStatus> = "status",
    }
}

document! {
    /// Default retention rule.
    pub struct BucketLockRule {
        /// Lock mode.
        pub mode: Option<ObjectLockMode> = "mode",
        /// ISO 8601 duration, for example P30D.
        pub period: Option<String> = "period",
    }
}

document! {
    /// Replication rules of a bucket.
    pub struct BucketReplication {
        /// Rules.
        pub rules: Vec<ReplicationRule> = "rules",
    }
}

document! {
    /// One replication rule.
    pub struct ReplicationRule {
        /// Copy delete markers too.
        pub delete_marker_replication: Option<DeleteMarkerReplication> = "deleteMarkerReplication",
        /// Target bucket.
        pub destination: Option<ReplicationDestination> = "destination",
        /// Which objects.
        pub filter: Option<ReplicationFilter> = "filter",
        /// Rule id.
        pub id: Option<String> = "id",
        /// Rule priority.
        pub priority: Option<i64> = "priority",
        /// Enabled or not.
        pub status: Option<ReplicationRuleStatus> = "status",
    }
}

document! {
    /// Replication target.
    pub struct ReplicationDestination {
        /// Bucket name.
        pub name: Option<String> = "name",
        /// Region; null once the target is gone.
        pub region: Option<String> = "region",
        /// Storage class; one source lists more names here (GLACIER, INTELLIGENT_TIERING, ONEZONE_IA).
        pub storage_class: Option<StorageClass> = "storageClass",
    }
}

document! {
    /// Object filter.
    pub struct ReplicationFilter {
        /// Key prefix.
        pub prefix: Option<String> = "prefix",
        /// Object tags.
        pub tags: BTreeMap<String, String> = "tags",
    }
}

open_enum! {
    /// Server-side encryption.
    pub enum EncryptionAlgorithm {
        Aes256 = "AES256",
        Plaintext = "plaintext",
    }
}

open_enum! {
    /// Bucket versioning.
    pub enum VersioningStatus {
        Disabled = "disabled",
        Enabled = "enabled",
        Suspended = "suspended",
    }
}

open_enum! {
    /// Object lock mode.
    pub enum ObjectLockMode {
        Compliance = "compliance",
        Governance = "governance",
    }
}

open_enum! {
    /// Object lock switch.
    pub enum ObjectLockStatus {
        Disabled = "disabled",
        Enabled = "enabled",
    }
}

open_enum! {
    /// Replication rule switch.
    pub enum ReplicationRuleStatus {
        Disabled = "disabled",
        Enabled = "enabled",
    }
}

open_enum! {
    /// Replicate delete markers.
    pub enum DeleteMarkerReplication {
        Disabled = "disabled",
        Enabled = "enabled",
    }
}

impl From<&ListedBucket> for Bucket {
    /// What a list tells of a bucket: no settings, and without its objects.
    fn from(listed: &ListedBucket) -> Self {
        let mut bucket = Self {
            created_at: listed.created_at.clone(),
            name: listed.name.clone(),
            objects_count: listed.objects_count,
            objects_size: listed.objects_size,
            owner_id: listed.owner_id,
            region: listed.region.clone(),
            virtual_host: listed.virtual_host.clone(),
            ..Self::default()
        };
        let unknown = listed.unknown.members().clone();
        *bucket.unknown.members_mut() = unknown;
        bucket
    }
}
