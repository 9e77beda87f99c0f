//! Swift containers: `/cloud/project/{serviceName}/storage`.

use crate::documents::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// Swift container as listed.
    pub struct Container {
        /// True for an archive (cold) container.
        pub archive: Option<bool> = "archive",
        /// Only filled with includeType=true (inferred from the parameter).
        pub container_type: Option<ContainerType> = "containerType",
        /// Opaque container id to use in paths.
        pub id: String = "id",
        /// Container name.
        pub name: String = "name",
        /// Region.
        pub region: Option<String> = "region",
        /// Total size in bytes.
        pub stored_bytes: Option<i64> = "storedBytes",
        /// Number of objects.
        pub stored_objects: Option<i64> = "storedObjects",
    }
}

document! {
    /// Swift container with its objects.
    pub struct ContainerDetail {
        /// True for an archive container.
        pub archive: Option<bool> = "archive",
        /// Exposure of the container.
        pub container_type: Option<ContainerType> = "containerType",
        /// Allowed origins.
        pub cors: Vec<String> = "cors",
        /// Container name.
        pub name: String = "name",
        /// Objects; upper limit of this list unknown. Empty with noObjects=true (inferred).
        pub objects: Vec<ContainerObject> = "objects",
        /// Old flag; use containerType.
        pub is_public: Option<bool> = "public",
        /// Region.
        pub region: Option<String> = "region",
        /// Public URL of a static container.
        pub static_url: Option<String> = "staticUrl",
        /// Total size in bytes.
        pub stored_bytes: Option<i64> = "storedBytes",
        /// Number of objects.
        pub stored_objects: Option<i64> = "storedObjects",
    }
}

document! {
    /// Object in a Swift container.
    pub struct ContainerObject {
        /// MIME type.
        pub content_type: Option<String> = "contentType",
        /// Time of the last change, RFC 3339.
        pub last_modified: Option<String> = "lastModified",
        /// Object name.
        pub name: String = "name",
        /// Archive objects: seconds until readable while unsealing (unit inferred).
        pub retrieval_delay: Option<i64> = "retrievalDelay",
        /// Archive objects: readable or not.
        pub retrieval_state: Option<RetrievalState> = "retrievalState",
        /// Bytes.
        pub size: Option<i64> = "size",
    }
}

document! {
    /// Access to the Swift API for the whole project.
    pub struct ContainerAccess {
        /// One Swift endpoint per region.
        pub endpoints: Vec<Endpoint> = "endpoints",
        /// Keystone token for X-Auth-Token. Secret; short-lived (lifetime unknown).
        pub token: SecretText = "token",
    }
}

document! {
    /// Swift endpoint.
    pub struct Endpoint {
        /// Region.
        pub region: Option<String> = "region",
        /// Base URL ending in AUTH_ and the project id.
        pub url: String = "url",
    }
}

open_enum! {
    /// Exposure of a Swift container.
    pub enum ContainerType {
        /// Token needed.
        Private = "private",
        /// Readable by anyone.
        Public = "public",
        /// Public, served as a web site.
        Static = "static",
    }
}

open_enum! {
    /// Whether an archive object can be read.
    pub enum RetrievalState {
        /// Not readable until unsealed.
        Sealed = "sealed",
        /// Readable.
        Unsealed = "unsealed",
        /// Being made readable, see `retrieval_delay`.
        Unsealing = "unsealing",
    }
}
