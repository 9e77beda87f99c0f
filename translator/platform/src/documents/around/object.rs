//! Objects of S3 buckets, and signed URLs to them.

use std::collections::BTreeMap;

use crate::documents::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// Object as listed.
    pub struct BucketObject {
        /// Content hash; missing for prefixes and delete markers.
        pub etag: Option<String> = "etag",
        /// Only with delimiter: entry stands for a folder.
        pub is_common_prefix: Option<bool> = "isCommonPrefix",
        /// Only with withVersions: entry is a delete marker.
        pub is_delete_marker: Option<bool> = "isDeleteMarker",
        /// Newest version.
        pub is_latest: Option<bool> = "isLatest",
        /// Object key.
        pub key: String = "key",
        /// Last change; missing for prefixes.
        pub last_modified: Option<String> = "lastModified",
        /// Restore state of archived objects.
        pub restore_status: Option<RestoreStatus> = "restoreStatus",
        /// Bytes.
        pub size: Option<i64> = "size",
        /// Storage class.
        pub storage_class: Option<StorageClass> = "storageClass",
        /// Version id.
        pub version_id: Option<String> = "versionId",
    }
}

document! {
    /// Restore state.
    pub struct RestoreStatus {
        /// When the restored copy goes away.
        pub expire_date: Option<String> = "expireDate",
        /// Restore still running.
        pub in_progress: Option<bool> = "inProgress",
    }
}

document! {
    /// Body of the presign call. Method, object and expire are needed to get a usable
    /// URL (inferred).
    pub struct PresignedUrlInput {
        /// Lifetime in seconds.
        pub expire: Option<i64> = "expire",
        /// HTTP method the URL is for.
        pub method: Option<PresignedUrlMethod> = "method",
        /// Object key.
        pub object: String = "object",
        /// For PUT only.
        pub storage_class: Option<StorageClass> = "storageClass",
        /// For GET and DELETE only.
        pub version_id: Option<String> = "versionId",
    }
}

document! {
    /// A signed URL.
    pub struct PresignedUrl {
        /// Method it is valid for.
        pub method: Option<PresignedUrlMethod> = "method",
        /// Headers that must be sent with it.
        pub signed_headers: BTreeMap<String, String> = "signedHeaders",
        /// The URL. Acts as a secret until it expires.
        pub url: SecretText = "url",
    }
}

open_enum! {
    /// Storage class of objects.
    pub enum StorageClass {
        /// Cold archive; must be restored before download.
        DeepArchive = "DEEP_ARCHIVE",
        GlacierIr = "GLACIER_IR",
        /// High performance.
        HighPerf = "HIGH_PERF",
        Standard = "STANDARD",
        StandardIa = "STANDARD_IA",
    }
}

open_enum! {
    /// Methods a signed URL can be made for.
    pub enum PresignedUrlMethod {
        Delete = "DELETE",
        Get = "GET",
        Put = "PUT",
    }
}
