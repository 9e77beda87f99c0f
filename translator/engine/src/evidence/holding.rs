//! Which types hold data that is gone when an object of them is destroyed.
//!
//! By the words in a type's name, so that types of providers nobody foresaw are covered too. It may say yes where the answer
//! is no; a plan is then looked at once more than necessary.

/// Words of types that hold data.
const DATA: &[&str] = &[
    "backup",
    "blob",
    "bucket",
    "ceph",
    "cluster",
    "container",
    "containerregistry",
    "database",
    "databases",
    "db",
    "disk",
    "efs",
    "file",
    "filesystem",
    "image",
    "instance",
    "key",
    "kms",
    "kube",
    "kubernetes",
    "machine",
    "mongodb",
    "mysql",
    "nasha",
    "okms",
    "persistent",
    "postgresql",
    "privatedatabase",
    "project",
    "queue",
    "registry",
    "release",
    "repository",
    "s3",
    "secret",
    "server",
    "share",
    "sharedfilesystem",
    "snapshot",
    "stateful",
    "storage",
    "table",
    "topic",
    "vault",
    "volume",
    "vps",
    "zone",
];

/// Last words of types that only set something up, although what they set up holds data.
const SETTINGS: &[&str] = &[
    "access",
    "acl",
    "attach",
    "attachment",
    "configuration",
    "credential",
    "group",
    "iam",
    "iprestrictions",
    "keypair",
    "lifecycle",
    "logging",
    "management",
    "network",
    "nodepool",
    "notification",
    "oidc",
    "policy",
    "presign",
    "prometheus",
    "restriction",
    "restrictions",
    "role",
    "rule",
    "subscription",
    "task",
    "token",
    "user",
    "versioning",
];

/// Whether destroying an object of the type `of_type` destroys data.
#[must_use]
pub fn holds_data(of_type: &str) -> bool {
    let mut words: Vec<&str> = of_type.split('_').collect();
    // `kubernetes_persistent_volume_claim_v1`: the release of a type says nothing.
    if words.len() > 2 && words.last().is_some_and(|last| is_release(last)) {
        words.pop();
    }
    let is_setting = words.last().is_some_and(|last| SETTINGS.contains(last));
    // The first word is the provider's name.
    !is_setting && words.iter().skip(1).any(|word| DATA.contains(word))
}

fn is_release(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_data_is_told_from_what_only_sets_it_up() {
        for of_type in [
            "ovh_cloud_project_database",
            "ovh_cloud_project_kube",
            "ovh_cloud_project_storage",
            "ovh_cloud_project",
            "ovh_domain_zone",
            "openstack_blockstorage_volume_v3",
            "openstack_objectstorage_container_v1",
            "aws_s3_bucket",
            "aws_db_instance",
            "kubernetes_persistent_volume_claim_v1",
            "helm_release",
        ] {
            assert!(holds_data(of_type), "{of_type}");
        }
        for of_type in [
            "ovh_cloud_project_kube_nodepool",
            "ovh_cloud_project_user",
            "ovh_cloud_project_user_s3_policy",
            "aws_s3_bucket_versioning",
            "openstack_networking_secgroup_rule_v2",
            "openstack_compute_keypair_v2",
            "kubernetes_namespace_v1",
            "null_resource",
            "database",
        ] {
            assert!(!holds_data(of_type), "{of_type}");
        }
    }
}
