//! Lifecycle rules of S3 buckets.

use std::collections::BTreeMap;

use super::object::StorageClass;
use crate::documents::declare::{document, open_enum};

document! {
    /// Lifecycle rules of a bucket.
    pub struct BucketLifecycle {
        /// Rules.
        pub rules: Vec<LifecycleRule> = "rules",
    }
}

document! {
    /// One lifecycle rule.
    pub struct LifecycleRule {
        /// Clean up unfinished uploads.
        pub abort_incomplete_multipart_upload: Option<AbortIncompleteMultipartUpload> = "abortIncompleteMultipartUpload",
        /// Delete current versions.
        pub expiration: Option<LifecycleExpiration> = "expiration",
        /// Which objects.
        pub filter: Option<LifecycleFilter> = "filter",
        /// Rule id.
        pub id: Option<String> = "id",
        /// Delete old versions.
        pub noncurrent_version_expiration: Option<NoncurrentVersionExpiration> = "noncurrentVersionExpiration",
        /// Move old versions to another class.
        pub noncurrent_version_transitions: Vec<NoncurrentVersionTransition> = "noncurrentVersionTransitions",
        /// On or off.
        pub status: Option<LifecycleRuleStatus> = "status",
        /// Move current versions to another class.
        pub transitions: Vec<LifecycleTransition> = "transitions",
    }
}

document! {
    /// Object filter.
    pub struct LifecycleFilter {
        /// Smallest size in bytes.
        pub object_size_greater_than: Option<i64> = "objectSizeGreaterThan",
        /// Largest size in bytes.
        pub object_size_less_than: Option<i64> = "objectSizeLessThan",
        /// Key prefix.
        pub prefix: Option<String> = "prefix",
        /// Object tags.
        pub tags: BTreeMap<String, String> = "tags",
    }
}

document! {
    /// Deletion rule.
    pub struct LifecycleExpiration {
        /// On this date.
        pub date: Option<String> = "date",
        /// After this many days.
        pub days: Option<i64> = "days",
        /// Remove lone delete markers; not together with date or days.
        pub expired_object_delete_marker: Option<bool> = "expiredObjectDeleteMarker",
    }
}

document! {
    /// Moving of current versions.
    pub struct LifecycleTransition {
        /// On this date.
        pub date: Option<String> = "date",
        /// After this many days.
        pub days: Option<i64> = "days",
        /// Target class.
        pub storage_class: Option<TransitionStorageClass> = "storageClass",
    }
}

document! {
    /// Deletion of old versions.
    pub struct NoncurrentVersionExpiration {
        /// How many old versions to keep, 100 at most.
        pub newer_noncurrent_versions: Option<i64> = "newerNoncurrentVersions",
        /// Days after a version became old.
        pub noncurrent_days: Option<i64> = "noncurrentDays",
    }
}

document! {
    /// Moving of old versions.
    pub struct NoncurrentVersionTransition {
        /// How many old versions to leave, 100 at most.
        pub newer_noncurrent_versions: Option<i64> = "newerNoncurrentVersions",
        /// Days after a version became old.
        pub noncurrent_days: Option<i64> = "noncurrentDays",
        /// Target class.
        pub storage_class: Option<StorageClass> = "storageClass",
    }
}

document! {
    /// Clean-up of unfinished uploads.
    pub struct AbortIncompleteMultipartUpload {
        /// Days after the start.
        pub days_after_initiation: Option<i64> = "daysAfterInitiation",
    }
}

open_enum! {
    /// Lifecycle rule switch.
    pub enum LifecycleRuleStatus {
        Disabled = "disabled",
        Enabled = "enabled",
    }
}

open_enum! {
    /// Classes a lifecycle rule can move objects to.
    pub enum TransitionStorageClass {
        DeepArchive = "DEEP_ARCHIVE",
        GlacierIr = "GLACIER_IR",
        Standard = "STANDARD",
        StandardIa = "STANDARD_IA",
    }
}
