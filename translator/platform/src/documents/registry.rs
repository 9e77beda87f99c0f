//! Attached private registries: `/cloud/project/{serviceName}/ai/registry`.

use super::{SecretText, declare::document};

document! {
    /// An attached registry; in `POST` the same members without `id`.
    pub struct Registry {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier. The API always answers one; a request has none.
        pub id: Option<String> = "id",
        /// Password; sent, and not returned (inferred).
        pub password: Option<SecretText> = "password",
        /// Region code.
        pub region: Option<String> = "region",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Address, usually a host name without scheme.
        pub url: Option<String> = "url",
        /// Name of the user that attached it.
        pub user: Option<String> = "user",
        /// User name at the registry.
        pub username: Option<String> = "username",
    }
}

document! {
    /// Body of `PUT …/registry/{registryId}`.
    pub struct RegistryUpdateInput {
        /// New password.
        pub password: Option<SecretText> = "password",
        /// New address.
        pub url: Option<String> = "url",
        /// New user name.
        pub username: Option<String> = "username",
    }
}
