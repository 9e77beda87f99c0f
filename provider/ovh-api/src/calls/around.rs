//! The calls around AI: account, project, users, object storage, registries, clusters, block storage, prices.

use super::{Call, calls};

calls! {
    table AROUND;

    /// Ids of the caller's projects.
    PROJECTS = "GET" "/cloud/project" iam "publicCloudProject:apiovh:get";
    /// One project.
    PROJECT = "GET" "/cloud/project/{serviceName}" iam "publicCloudProject:apiovh:get";

    /// Users of the project.
    USERS = "GET" "/cloud/project/{serviceName}/user" iam "publicCloudProject:apiovh:user/get";
    /// Creates a user; its password is in this answer only.
    CREATE_USER = "POST" "/cloud/project/{serviceName}/user" iam "publicCloudProject:apiovh:user/create" (once);
    /// One user.
    USER = "GET" "/cloud/project/{serviceName}/user/{userId}" iam "publicCloudProject:apiovh:user/get";
    /// Deletes a user.
    DELETE_USER = "DELETE" "/cloud/project/{serviceName}/user/{userId}" iam "publicCloudProject:apiovh:user/delete";
    /// Gives a user a new password; the old one ends.
    REGENERATE_PASSWORD = "POST" "/cloud/project/{serviceName}/user/{userId}/regeneratePassword"
        iam "publicCloudProject:apiovh:user/regeneratePassword" (once);
    /// Roles that users can have.
    ROLES = "GET" "/cloud/project/{serviceName}/role" iam "publicCloudProject:apiovh:role/get";
    /// Roles of a user.
    USER_ROLES = "GET" "/cloud/project/{serviceName}/user/{userId}/role" iam "publicCloudProject:apiovh:user/role/get";
    /// Gives a user one more role.
    ADD_USER_ROLE = "POST" "/cloud/project/{serviceName}/user/{userId}/role"
        iam "publicCloudProject:apiovh:user/role/create" (once);
    /// Replaces the roles of a user.
    SET_USER_ROLES = "PUT" "/cloud/project/{serviceName}/user/{userId}/role"
        iam "publicCloudProject:apiovh:user/role/edit";
    /// Takes a role from a user.
    REMOVE_USER_ROLE = "DELETE" "/cloud/project/{serviceName}/user/{userId}/role/{roleId}"
        iam "publicCloudProject:apiovh:user/role/delete";
    /// Configuration file for rclone.
    USER_RCLONE = "GET" "/cloud/project/{serviceName}/user/{userId}/rclone"
        iam "publicCloudProject:apiovh:user/rclone/get";
    /// OpenStack environment file.
    USER_OPENRC = "GET" "/cloud/project/{serviceName}/user/{userId}/openrc"
        iam "publicCloudProject:apiovh:user/openrc/get";
    /// Configuration files of clients (beta).
    USER_CONFIGURATION = "GET" "/cloud/project/{serviceName}/user/{userId}/configuration"
        iam "publicCloudProject:apiovh:user/configuration/get";
    /// S3 policy of a user (beta).
    USER_POLICY = "GET" "/cloud/project/{serviceName}/user/{userId}/policy"
        iam "publicCloudProject:apiovh:user/policy/get";
    /// Replaces the S3 policy of a user (beta).
    SET_USER_POLICY = "POST" "/cloud/project/{serviceName}/user/{userId}/policy"
        iam "publicCloudProject:apiovh:user/policy/create";
    /// S3 keys of a user, without secrets (beta).
    S3_CREDENTIALS = "GET" "/cloud/project/{serviceName}/user/{userId}/s3Credentials"
        iam "publicCloudProject:apiovh:user/s3Credentials/get";
    /// Makes an S3 key (beta).
    CREATE_S3_CREDENTIALS = "POST" "/cloud/project/{serviceName}/user/{userId}/s3Credentials"
        iam "publicCloudProject:apiovh:user/s3Credentials/create" (once);
    /// One S3 key, without its secret (beta).
    S3_CREDENTIAL = "GET" "/cloud/project/{serviceName}/user/{userId}/s3Credentials/{access}"
        iam "publicCloudProject:apiovh:user/s3Credentials/get";
    /// Removes an S3 key (beta).
    DELETE_S3_CREDENTIALS = "DELETE" "/cloud/project/{serviceName}/user/{userId}/s3Credentials/{access}"
        iam "publicCloudProject:apiovh:user/s3Credentials/delete";
    /// The secret of an S3 key; reads only (beta).
    S3_SECRET = "POST" "/cloud/project/{serviceName}/user/{userId}/s3Credentials/{access}/secret"
        iam "publicCloudProject:apiovh:user/s3Credentials/secret/display";

    /// Swift containers.
    CONTAINERS = "GET" "/cloud/project/{serviceName}/storage" iam "publicCloudProject:apiovh:storage/get";
    /// Token and addresses for Swift; reads only.
    STORAGE_ACCESS = "POST" "/cloud/project/{serviceName}/storage/access"
        iam "publicCloudProject:apiovh:storage/access/create";
    /// One Swift container.
    CONTAINER = "GET" "/cloud/project/{serviceName}/storage/{containerId}" iam "publicCloudProject:apiovh:storage/get";

    /// S3 buckets of a region.
    BUCKETS = "GET" "/cloud/project/{serviceName}/region/{regionName}/storage"
        iam "publicCloudProject:apiovh:region/storage/get";
    /// One S3 bucket.
    BUCKET = "GET" "/cloud/project/{serviceName}/region/{regionName}/storage/{name}"
        iam "publicCloudProject:apiovh:region/storage/get";
    /// Objects of an S3 bucket.
    BUCKET_OBJECTS = "GET" "/cloud/project/{serviceName}/region/{regionName}/storage/{name}/object"
        iam "publicCloudProject:apiovh:region/storage/object/get";
    /// A signed URL of an object; changes nothing itself.
    PRESIGN = "POST" "/cloud/project/{serviceName}/region/{regionName}/storage/{name}/presign"
        iam "publicCloudProject:apiovh:region/storage/presign";

    /// Names of the regions of the project.
    STORAGE_REGIONS = "GET" "/cloud/project/{serviceName}/region" iam "publicCloudProject:apiovh:region/get";
    /// One region with its services.
    STORAGE_REGION = "GET" "/cloud/project/{serviceName}/region/{regionName}"
        iam "publicCloudProject:apiovh:region/get";

    /// Managed registries.
    CONTAINER_REGISTRIES = "GET" "/cloud/project/{serviceName}/containerRegistry"
        iam "publicCloudProject:apiovh:containerRegistry/get";
    /// One managed registry.
    CONTAINER_REGISTRY = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}"
        iam "publicCloudProject:apiovh:containerRegistry/get";
    /// Plan of a managed registry.
    CONTAINER_REGISTRY_PLAN = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}/plan"
        iam "publicCloudProject:apiovh:containerRegistry/plan/get";
    /// Users of a managed registry.
    CONTAINER_REGISTRY_USERS = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}/users"
        iam "publicCloudProject:apiovh:containerRegistry/users/get";
    /// Creates a user of a managed registry; its password is in this answer only.
    CREATE_CONTAINER_REGISTRY_USER = "POST" "/cloud/project/{serviceName}/containerRegistry/{registryID}/users"
        iam "publicCloudProject:apiovh:containerRegistry/users/create" (once);
    /// One user of a managed registry.
    CONTAINER_REGISTRY_USER = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}/users/{userID}"
        iam "publicCloudProject:apiovh:containerRegistry/users/get";
    /// Deletes a user of a managed registry.
    DELETE_CONTAINER_REGISTRY_USER = "DELETE" "/cloud/project/{serviceName}/containerRegistry/{registryID}/users/{userID}"
        iam "publicCloudProject:apiovh:containerRegistry/users/delete";
    /// Who may reach the management of a managed registry.
    REGISTRY_MANAGEMENT_IPS = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}/ipRestrictions/management"
        iam "publicCloudProject:apiovh:containerRegistry/ipRestrictions/management/get";
    /// Replaces that list.
    SET_REGISTRY_MANAGEMENT_IPS = "PUT" "/cloud/project/{serviceName}/containerRegistry/{registryID}/ipRestrictions/management"
        iam "publicCloudProject:apiovh:containerRegistry/ipRestrictions/management/edit";
    /// Who may reach the images of a managed registry.
    REGISTRY_IPS = "GET" "/cloud/project/{serviceName}/containerRegistry/{registryID}/ipRestrictions/registry"
        iam "publicCloudProject:apiovh:containerRegistry/ipRestrictions/registry/get";
    /// Replaces that list.
    SET_REGISTRY_IPS = "PUT" "/cloud/project/{serviceName}/containerRegistry/{registryID}/ipRestrictions/registry"
        iam "publicCloudProject:apiovh:containerRegistry/ipRestrictions/registry/edit";

    /// Ids of managed clusters.
    CLUSTERS = "GET" "/cloud/project/{serviceName}/kube" iam "publicCloudProject:apiovh:kube/get";
    /// One managed cluster.
    CLUSTER = "GET" "/cloud/project/{serviceName}/kube/{kubeId}" iam "publicCloudProject:apiovh:kube/get";
    /// Node pools of a cluster.
    NODE_POOLS = "GET" "/cloud/project/{serviceName}/kube/{kubeId}/nodepool"
        iam "publicCloudProject:apiovh:kube/nodepool/get";
    /// One node pool.
    NODE_POOL = "GET" "/cloud/project/{serviceName}/kube/{kubeId}/nodepool/{nodePoolId}"
        iam "publicCloudProject:apiovh:kube/nodepool/get";
    /// Nodes of a cluster; pages by cursor.
    NODES = "GET" "/cloud/project/{serviceName}/kube/{kubeId}/node" iam "publicCloudProject:apiovh:kube/node/get";
    /// Nodes of a node pool; pages by cursor.
    NODE_POOL_NODES = "GET" "/cloud/project/{serviceName}/kube/{kubeId}/nodepool/{nodePoolId}/nodes"
        iam "publicCloudProject:apiovh:kube/nodepool/nodes/get";
    /// Who may reach the API server of a cluster.
    CLUSTER_IPS = "GET" "/cloud/project/{serviceName}/kube/{kubeId}/ipRestrictions"
        iam "publicCloudProject:apiovh:kube/ipRestrictions/get";
    /// The kubeconfig of a cluster; reads only.
    KUBECONFIG = "POST" "/cloud/project/{serviceName}/kube/{kubeId}/kubeconfig"
        iam "publicCloudProject:apiovh:kube/kubeconfig/create";
    /// Makes new certificates, which ends every kubeconfig.
    RESET_KUBECONFIG = "POST" "/cloud/project/{serviceName}/kube/{kubeId}/kubeconfig/reset"
        iam "publicCloudProject:apiovh:kube/kubeconfig/reset" (once);

    /// Block volumes.
    BLOCK_VOLUMES = "GET" "/cloud/project/{serviceName}/volume" iam "publicCloudProject:apiovh:volume/get";
    /// One block volume.
    BLOCK_VOLUME = "GET" "/cloud/project/{serviceName}/volume/{volumeId}" iam "publicCloudProject:apiovh:volume/get";
    /// Snapshots of block volumes.
    VOLUME_SNAPSHOTS = "GET" "/cloud/project/{serviceName}/volume/snapshot"
        iam "publicCloudProject:apiovh:volume/snapshot/get";
    /// One of them.
    VOLUME_SNAPSHOT = "GET" "/cloud/project/{serviceName}/volume/snapshot/{snapshotId}"
        iam "publicCloudProject:apiovh:volume/snapshot/get";
    /// Snapshots of instances.
    INSTANCE_SNAPSHOTS = "GET" "/cloud/project/{serviceName}/snapshot" iam "publicCloudProject:apiovh:snapshot/get";
    /// One of them.
    INSTANCE_SNAPSHOT = "GET" "/cloud/project/{serviceName}/snapshot/{imageId}"
        iam "publicCloudProject:apiovh:snapshot/get";

    /// The price catalogue; without credentials.
    CATALOGUE = "GET" "/order/catalog/public/cloud" (open);

    /// The server's clock; without credentials.
    AUTH_TIME = "GET" "/auth/time" (open);
    /// Who the caller is.
    AUTH_DETAILS = "GET" "/auth/details";
    /// The account.
    ME = "GET" "/me" iam "account:apiovh:me/get";
}
