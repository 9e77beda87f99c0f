//! Managed private registries: `/cloud/project/{serviceName}/containerRegistry`.

use crate::documents::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// Managed private registry (Harbor).
    pub struct Registry {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// True: sign-in goes through OVHcloud IAM; local users are then replaced (inferred from the deleteUsers flag
        /// of the enabling call).
        pub iam_enabled: Option<bool> = "iamEnabled",
        /// Registry id (UUID).
        pub id: String = "id",
        /// Name.
        pub name: Option<String> = "name",
        /// Project id. Note the spelling.
        pub project_id: Option<String> = "projectID",
        /// Region, for example GRA, DE.
        pub region: Option<String> = "region",
        /// Stored bytes.
        pub size: Option<i64> = "size",
        /// State.
        pub status: Option<RegistryStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Harbor URL with https scheme; drop the scheme for image names.
        pub url: Option<String> = "url",
        /// Harbor version.
        pub version: Option<String> = "version",
    }
}

document! {
    /// Plan of a registry.
    pub struct RegistryPlan {
        /// Plan code of the price list.
        pub code: Option<String> = "code",
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Features.
        pub features: Option<RegistryFeatures> = "features",
        /// Plan id.
        pub id: String = "id",
        /// `SMALL`; `MEDIUM` and `LARGE` are inferred.
        pub name: Option<String> = "name",
        /// Limits.
        pub registry_limits: Option<RegistryLimits> = "registryLimits",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

document! {
    /// Plan features.
    pub struct RegistryFeatures {
        /// Vulnerability scan included.
        pub vulnerability: Option<bool> = "vulnerability",
    }
}

document! {
    /// Plan limits.
    pub struct RegistryLimits {
        /// Image storage in bytes.
        pub image_storage: Option<i64> = "imageStorage",
        /// Parallel requests on the image API; matters for a bulk pull.
        pub parallel_request: Option<i64> = "parallelRequest",
    }
}

document! {
    /// Harbor user.
    pub struct RegistryUser {
        /// Mail address.
        pub email: Option<String> = "email",
        /// User id.
        pub id: String = "id",
        /// Only filled by the create call. Secret.
        pub password: Option<SecretText> = "password",
        /// Login.
        pub user: Option<String> = "user",
    }
}

document! {
    /// Body to create a Harbor user; both members optional.
    pub struct RegistryUserCreation {
        /// Mail address; generated when missing (inferred).
        pub email: Option<String> = "email",
        /// Login; generated when missing (inferred).
        pub login: Option<String> = "login",
    }
}

document! {
    /// One allowed address block. An empty list means no restriction (inferred).
    pub struct IpRestriction {
        /// Creation time; not sent on PUT.
        pub created_at: Option<String> = "createdAt",
        /// Free text.
        pub description: Option<String> = "description",
        /// CIDR block.
        pub ip_block: String = "ipBlock",
        /// Last change; not sent on PUT.
        pub updated_at: Option<String> = "updatedAt",
    }
}

open_enum! {
    /// Registry state.
    pub enum RegistryStatus {
        Deleted = "DELETED",
        Deleting = "DELETING",
        Error = "ERROR",
        Installing = "INSTALLING",
        Ready = "READY",
        Restoring = "RESTORING",
        Suspended = "SUSPENDED",
        Suspending = "SUSPENDING",
        Updating = "UPDATING",
    }
}
