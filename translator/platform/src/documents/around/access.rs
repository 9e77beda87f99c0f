//! What lets a user in: client configurations, S3 keys and policies, under `/cloud/project/{serviceName}/user/{userId}`.

use crate::documents::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// Holder of an rclone configuration text.
    pub struct Rclone {
        /// Rclone configuration file. Whether secrets are filled in is not documented; treat as secret.
        pub content: SecretText = "content",
    }
}

document! {
    /// Holder of an openrc shell script.
    pub struct Openrc {
        /// Script exporting `OS_*` variables, among them OS_AUTH_URL, OS_TENANT_ID, OS_TENANT_NAME and OS_USERNAME
        /// it; the password is asked for, not contained (inferred).
        pub content: SecretText = "content",
    }
}

document! {
    /// Holder of a client configuration text.
    pub struct ClientConfiguration {
        /// Client configuration (clouds.yaml form, inferred).
        pub content: SecretText = "content",
    }
}

document! {
    /// S3 policy of a user, wrapped in one string.
    pub struct Policy {
        /// JSON document in the S3 policy language, serialised as text (JSON inside JSON).
        pub policy: String = "policy",
    }
}

document! {
    /// S3 key pair of a user, without the secret.
    pub struct S3Credentials {
        /// Access key id.
        pub access: String = "access",
        /// Project id.
        pub tenant_id: Option<String> = "tenantId",
        /// Keystone user id (text, not the numeric id).
        pub user_id: Option<String> = "userId",
    }
}

document! {
    /// S3 key pair with secret, as returned by create.
    pub struct S3CredentialsWithSecret {
        /// Access key id.
        pub access: String = "access",
        /// Secret key. Secret.
        pub secret: SecretText = "secret",
        /// Project id.
        pub tenant_id: Option<String> = "tenantId",
        /// Keystone user id.
        pub user_id: Option<String> = "userId",
    }
}

document! {
    /// The secret of one existing key pair.
    pub struct S3CredentialsSecret {
        /// Secret key. Secret.
        pub secret: SecretText = "secret",
    }
}

open_enum! {
    /// Keystone API version of the openrc file.
    pub enum OpenrcVersion {
        V20 = "v2.0",
        V3 = "v3",
    }
}

open_enum! {
    /// Which storage the rclone file is for.
    pub enum RcloneService {
        /// Swift.
        Storage = "storage",
        /// S3.
        StorageS3 = "storage-s3",
    }
}
