//! Data stores: `/cloud/project/{serviceName}/ai/data/region/{region}/alias`.

use super::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// A registered data store (bucket endpoint or Git remote) as listed for one region. Credentials are never part
    /// of it.
    pub struct DataStore {
        /// Data store alias, unique per region within the project.
        pub alias: String = "alias",
        /// Endpoint URL; empty for built-in stores.
        pub endpoint: Option<String> = "endpoint",
        /// Whether OVHcloud (built-in Swift store) or the customer owns the store.
        pub owner: Option<DataStoreOwner> = "owner",
        /// Store kind.
        pub kind: Option<DataStoreType> = "type",
    }
}

document! {
    /// Body used to register or replace a data store.
    pub struct DataStoreInput {
        /// Data store alias, unique per region within the project.
        pub alias: String = "alias",
        /// Credentials.
        pub credentials: Option<DataStoreCredentialsInput> = "credentials",
        /// S3 endpoint URL or Git remote URL.
        pub endpoint: String = "endpoint",
        /// Whether OVHcloud (built-in Swift store) or the customer owns the store.
        pub owner: Option<DataStoreOwner> = "owner",
        /// Default prefix of the store.
        pub prefix: Option<String> = "prefix",
        /// Store kind.
        pub kind: Option<DataStoreType> = "type",
    }
}

document! {
    /// Holder for data store credentials; exactly one of the members should be set, matching the store type
    /// (inferred).
    pub struct DataStoreCredentialsInput {
        /// Git credentials.
        pub git: Option<GitCredentialsInput> = "git",
        /// S3 keys.
        pub s3: Option<S3CredentialsInput> = "s3",
    }
}

document! {
    /// Static keys for an S3-compatible data store.
    pub struct S3CredentialsInput {
        /// Access key.
        pub access_key: String = "accessKey",
        /// Region name used when signing (lower case for OVHcloud buckets).
        pub region: String = "region",
        /// Secret key.
        pub secret_key: SecretText = "secretKey",
    }
}

document! {
    /// Git credentials: HTTPS basic auth or an SSH key pair.
    pub struct GitCredentialsInput {
        /// HTTPS credentials.
        pub basic_auth: Option<BasicAuthCredentialsInput> = "basicAuth",
        /// SSH key pair.
        pub ssh_keypair: Option<SshCredentialsInput> = "sshKeypair",
    }
}

document! {
    /// User name and password pair for a Git data store reached over HTTPS.
    pub struct BasicAuthCredentialsInput {
        /// Password (write-only in practice).
        pub password: SecretText = "password",
        /// User name.
        pub username: String = "username",
    }
}

document! {
    /// SSH key pair for a Git data store.
    pub struct SshCredentialsInput {
        /// Private key text.
        pub private_key: SecretText = "privateKey",
        /// Public key text.
        pub public_key: Option<String> = "publicKey",
    }
}

document! {
    /// Credentials handed out for a data store; which fields are filled depends on the store type.
    pub struct DataStoreAuth {
        /// Access key.
        pub access_key: Option<String> = "accessKey",
        /// Object storage region.
        pub region: Option<String> = "region",
        /// S3 URL of the store.
        pub s3_url: Option<String> = "s3Url",
        /// Secret key.
        pub secret_key: Option<SecretText> = "secretKey",
        /// Short-lived object storage token.
        pub token: Option<SecretText> = "token",
        /// Swift storage URL.
        pub url: Option<String> = "url",
    }
}

open_enum! {
    /// Who owns a data store.
    pub enum DataStoreOwner {
        /// Added by the customer; needs credentials.
        Customer = "customer",
        /// Built in: project object storage (Swift API).
        Ovhcloud = "ovhcloud",
    }
}

open_enum! {
    /// Kind of data store.
    pub enum DataStoreType {
        /// Git remote.
        Git = "git",
        /// S3-compatible endpoint.
        S3 = "s3",
        /// OpenStack Swift (built-in).
        Swift = "swift",
    }
}
