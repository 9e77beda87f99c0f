//! Attributes of `ovhai_data_store`.

use terraform_plugin::{Schema, Secret, Timeouts, Value};

use super::rules;

/// Attaches a bucket or a Git repository of yours to a project, so that volumes can take their data from it. The platform's own
/// stores (`GRA`, `SBG` and so on) are there without it and cannot be managed.
///
/// Credentials are write-only: they go to the platform and into no state or plan. The platform replaces a data store as a
/// whole, so every change needs them in the configuration.
#[derive(Debug, Schema)]
pub struct Model {
    /// `REGION/ALIAS`.
    #[attr(computed, plan(use_state_for_unknown))]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(use_state_for_unknown, requires_replace))]
    pub service_name: Value<String>,
    /// Region code, such as `GRA`. A data store serves the workloads of its region only.
    #[attr(required, plan(requires_replace))]
    pub region: Value<String>,
    /// Name that volumes use for it; unique per region.
    #[attr(required, plan(requires_replace))]
    pub alias: Value<String>,
    /// `s3` or `git`.
    #[attr(
        required,
        validate(text("must be `s3` or `git`", rules::check_type)),
        plan(requires_replace)
    )]
    pub r#type: Value<String>,
    /// URL of the object storage (`https://…`) or of the repository, without credentials. Needed to create one; an imported
    /// one may have none.
    #[attr(
        optional,
        validate(text("must hold no credentials", rules::check_endpoint_is_plain))
    )]
    pub endpoint: Value<String>,
    /// Path that volumes start from unless they name one. The platform never tells it, so it is not imported and changes of it
    /// outside Terraform are not seen.
    #[attr(optional)]
    pub prefix: Value<String>,
    /// How the platform logs in. Needed to create a data store and for every change of it.
    #[attr(optional, write_only, validate(also_requires(&["credentials_wo_version"])))]
    pub credentials_wo: Value<Credentials>,
    /// Any number; another one sends `credentials_wo` again.
    #[attr(optional)]
    pub credentials_wo_version: Value<i64>,
    /// Whether to create it without the platform trying to log in. Only looked at when it is created.
    #[attr(optional)]
    pub skip_connection_check: Value<bool>,
    /// How long operations may take. Default: 10 minutes each.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
}

/// Credentials of one kind.
#[derive(Clone, Debug, Schema)]
pub struct Credentials {
    /// Keys of an S3 user; for type `s3`.
    #[attr(optional, write_only, validate(exactly_one_of(&["git"])))]
    pub s3: Value<S3Keys>,
    /// Login of a Git repository; for type `git`.
    #[attr(optional, write_only)]
    pub git: Value<GitLogin>,
}

/// Keys of an S3 user.
#[derive(Clone, Debug, Schema)]
pub struct S3Keys {
    /// Access key.
    #[attr(required, write_only, validate(not_blank()))]
    pub access_key: Value<Secret>,
    /// Secret key.
    #[attr(required, write_only, validate(not_blank()))]
    pub secret_key: Value<Secret>,
    /// Region that requests are signed for; lower case at OVHcloud, such as `gra`.
    #[attr(required, write_only, validate(not_blank()))]
    pub region: Value<String>,
}

/// Login of a Git repository.
#[derive(Clone, Debug, Schema)]
pub struct GitLogin {
    /// For repositories with an https URL.
    #[attr(optional, write_only, validate(exactly_one_of(&["ssh_keypair"])))]
    pub basic_auth: Value<BasicAuth>,
    /// For repositories with an SSH address.
    #[attr(optional, write_only)]
    pub ssh_keypair: Value<SshKeypair>,
}

/// A user of a Git server.
#[derive(Clone, Debug, Schema)]
pub struct BasicAuth {
    /// User name.
    #[attr(required, write_only, validate(not_blank()))]
    pub username: Value<Secret>,
    /// Password or access token.
    #[attr(required, write_only, validate(not_blank()))]
    pub password: Value<Secret>,
}

/// A key pair that a Git server knows.
#[derive(Clone, Debug, Schema)]
pub struct SshKeypair {
    /// Private key, PEM.
    #[attr(required, write_only, validate(not_blank()))]
    pub private_key: Value<Secret>,
    /// Public key, as in `authorized_keys`.
    #[attr(optional, write_only)]
    pub public_key: Value<String>,
}

/// What identifies a data store.
#[derive(Debug, Schema)]
pub struct Identity {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Region code.
    #[attr(required)]
    pub region: Value<String>,
    /// Its alias.
    #[attr(required)]
    pub alias: Value<String>,
}
