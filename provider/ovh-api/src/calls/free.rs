//! The calls that planning and refreshing may make.

use super::{Call, ai, around};

/// The calls that change nothing: what planning and refreshing may do. Committed by hand, so that a new call is
/// forbidden while planning until somebody has thought about it. The POST calls in it only read: a consumer key or a
/// policy that allows GET alone is not enough for them.
pub const SIDE_EFFECT_FREE: &[&Call] = &[
    &ai::APPS,
    &ai::APP_COMMAND,
    &ai::APP,
    &ai::APP_LOG,
    &ai::AUTHORIZATION,
    &ai::FEATURES,
    &ai::QUOTA,
    &ai::REGIONS,
    &ai::REGION,
    &ai::APP_IMAGES,
    &ai::DATA_REGIONS,
    &ai::FLAVORS,
    &ai::FLAVOR,
    &ai::JOB_IMAGES,
    &ai::EDITORS,
    &ai::EDITOR,
    &ai::FRAMEWORKS,
    &ai::FRAMEWORK,
    &ai::REGION_RETENTION,
    &ai::PRESETS,
    &ai::PRESET,
    &ai::DATA_STORE_REGIONS,
    &ai::DATA_STORE_REGION,
    &ai::DATA_STORES,
    &ai::DATA_STORE,
    &ai::DATA_STORE_AUTH,
    &ai::JOBS,
    &ai::JOB_PRESET_IMAGES,
    &ai::JOB_COMMAND,
    &ai::JOB,
    &ai::JOB_LOG,
    &ai::NOTEBOOKS,
    &ai::LEGACY_EDITORS,
    &ai::LEGACY_FRAMEWORKS,
    &ai::NOTEBOOK_COMMAND,
    &ai::NOTEBOOK,
    &ai::BACKUPS,
    &ai::BACKUP,
    &ai::NOTEBOOK_LOG,
    &ai::NOTEBOOK_RETENTION,
    &ai::PARTNER_REGIONS,
    &ai::PARTNER_REGION,
    &ai::PARTNERS,
    &ai::PARTNER,
    &ai::REGISTRIES,
    &ai::REGISTRY,
    &ai::TOKENS,
    &ai::TOKEN,
    &around::PROJECTS,
    &around::PROJECT,
    &around::USERS,
    &around::USER,
    &around::ROLES,
    &around::USER_ROLES,
    &around::USER_RCLONE,
    &around::USER_OPENRC,
    &around::USER_CONFIGURATION,
    &around::USER_POLICY,
    &around::S3_CREDENTIALS,
    &around::S3_CREDENTIAL,
    &around::S3_SECRET,
    &around::CONTAINERS,
    &around::STORAGE_ACCESS,
    &around::CONTAINER,
    &around::BUCKETS,
    &around::BUCKET,
    &around::BUCKET_OBJECTS,
    &around::PRESIGN,
    &around::STORAGE_REGIONS,
    &around::STORAGE_REGION,
    &around::CONTAINER_REGISTRIES,
    &around::CONTAINER_REGISTRY,
    &around::CONTAINER_REGISTRY_PLAN,
    &around::CONTAINER_REGISTRY_USERS,
    &around::CONTAINER_REGISTRY_USER,
    &around::REGISTRY_MANAGEMENT_IPS,
    &around::REGISTRY_IPS,
    &around::CLUSTERS,
    &around::CLUSTER,
    &around::NODE_POOLS,
    &around::NODE_POOL,
    &around::NODES,
    &around::NODE_POOL_NODES,
    &around::CLUSTER_IPS,
    &around::KUBECONFIG,
    &around::BLOCK_VOLUMES,
    &around::BLOCK_VOLUME,
    &around::VOLUME_SNAPSHOTS,
    &around::VOLUME_SNAPSHOT,
    &around::INSTANCE_SNAPSHOTS,
    &around::INSTANCE_SNAPSHOT,
    &around::CATALOGUE,
    &around::AUTH_TIME,
    &around::AUTH_DETAILS,
    &around::ME,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::ALL;

    #[test]
    fn reads_commands_and_four_posts_that_only_read_are_free_of_side_effects() {
        let posts: Vec<_> = SIDE_EFFECT_FREE
            .iter()
            .filter(|call| call.method != "GET")
            .map(|call| call.to_string().replace("/cloud/project/{serviceName}", ""))
            .collect();
        assert_eq!(
            posts,
            [
                "POST /ai/app/command",
                "POST /ai/job/command",
                "POST /ai/notebook/command",
                "POST /user/{userId}/s3Credentials/{access}/secret",
                "POST /storage/access",
                "POST /region/{regionName}/storage/{name}/presign",
                "POST /kube/{kubeId}/kubeconfig",
            ]
        );
        for call in ALL.iter().filter(|call| call.method == "GET") {
            assert!(SIDE_EFFECT_FREE.contains(call), "{call}");
        }
        assert!(SIDE_EFFECT_FREE.iter().all(|call| call.idempotent));
    }
}
