//! What surrounds workloads, field by field.

use ovhai_model::{Backup, Quota, Registry, Token, User};

use super::Row;

/// What surrounds workloads, whose fields members of the platform's documents become too.
pub fn fields() -> Vec<&'static str> {
    [
        fields!(Backup {
            address,
            notebook,
            created_at,
            evicted_at,
            source,
            digest
        }),
        fields!(Quota {
            address,
            resources,
            storage,
            source,
            digest
        }),
        fields!(Registry {
            address,
            region,
            url,
            username,
            source,
            digest
        }),
        fields!(Token {
            address,
            name,
            region,
            role,
            reach,
            version,
            source,
            digest
        }),
        fields!(User {
            address,
            name,
            description,
            roles,
            source,
            digest
        }),
    ]
    .concat()
}

pub const TABLE: &[Row] = table! {
    "Backup.address" => "nothing: no manifest can hold a backup";
    "Backup.notebook" => "nothing: no manifest can hold a backup";
    "Backup.created_at" => "nothing: no manifest can hold a backup";
    "Backup.evicted_at" => "nothing: no manifest can hold a backup";
    "Backup.source" => "nothing: no manifest can hold a backup";
    "Backup.digest" => "the revision; no object";
    "Registry.address" => "name of the pull Secret";
    "Registry.region" => "nothing: a pull Secret has no region";
    "Registry.url" => "pull Secret of the images it serves", "registry-credentials-needed";
    "Registry.username" => "purpose of a key", "registry-credentials-needed";
    "Registry.source" => "nothing: it is no workload";
    "Registry.digest" => "the revision; no object";
    "Token.address" => "name of the ServiceAccount, annotation";
    "Token.name" => "ServiceAccount, annotation", "name-changed", "token-not-needed", "token-ends", "token-left-to-gateway";
    "Token.region" => "which workloads the Role names", "token-reaches-nothing";
    "Token.role" => "Role", "token-role-unknown", "token-role-quantum", "token-operator-wider";
    "Token.reach" => "resourceNames of the Role", "token-reach-frozen", "token-reach-unknown", "token-reaches-nothing";
    "Token.version" => "", "token-value-changes", "token-in-secret";
    "Token.source" => "source document";
    "Token.digest" => "the revision; no object";
    "User.address" => "name of the RoleBinding, annotation";
    "User.name" => "RoleBinding by answer", "user-needs-subject";
    "User.description" => "annotation", "user-needs-subject";
    "User.roles" => "RoleBinding by answer", "user-needs-subject", "user-role-elsewhere";
    "User.source" => "source document";
    "User.digest" => "the revision; no object";
    "Quota.address" => "name of the object";
    "Quota.resources" => "ResourceQuota or ClusterQueue by the profile", "quota-not-kept", "quota-part-left-out",
        "quota-counted-differently", "quota-below-maximum", "quota-blocks-workloads", "job-queued-by-kueue";
    "Quota.storage" => "", "quota-part-left-out";
    "Quota.source" => "source document";
    "Quota.digest" => "the revision; no object";
};
