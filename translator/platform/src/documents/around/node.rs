//! Node pools and nodes: `/cloud/project/{serviceName}/kube/{kubeId}/nodepool` and `…/node`.

use std::collections::BTreeMap;

use serde_json::Number;

use crate::documents::declare::{document, open_enum};

document! {
    /// Node pool.
    pub struct NodePool {
        /// Nodes on different hosts.
        pub anti_affinity: Option<bool> = "antiAffinity",
        /// Floating IP per node.
        pub attach_floating_ips: Option<AttachFloatingIps> = "attachFloatingIps",
        /// Autoscaler on.
        pub autoscale: Option<bool> = "autoscale",
        /// Autoscaler timing.
        pub autoscaling: Option<Autoscaling> = "autoscaling",
        /// Zones (one at most for now).
        pub availability_zones: Vec<String> = "availabilityZones",
        /// Ready nodes.
        pub available_nodes: Option<i64> = "availableNodes",
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Present nodes.
        pub current_nodes: Option<i64> = "currentNodes",
        /// Wanted nodes.
        pub desired_nodes: Option<i64> = "desiredNodes",
        /// Instance flavor, for example b3-16, l4-90.
        pub flavor: Option<String> = "flavor",
        /// Pool id.
        pub id: String = "id",
        /// Upper bound.
        pub max_nodes: Option<i64> = "maxNodes",
        /// Lower bound.
        pub min_nodes: Option<i64> = "minNodes",
        /// Monthly billing.
        pub monthly_billed: Option<bool> = "monthlyBilled",
        /// Pool name, also a node label.
        pub name: Option<String> = "name",
        /// Project id.
        pub project_id: Option<String> = "projectId",
        /// Wanted against available.
        pub size_status: Option<NodePoolSizeStatus> = "sizeStatus",
        /// State.
        pub status: Option<NodePoolStatus> = "status",
        /// Labels, annotations, taints put on nodes.
        pub template: Option<NodeTemplate> = "template",
        /// Nodes on newest version.
        pub up_to_date_nodes: Option<i64> = "upToDateNodes",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
    }
}

document! {
    /// Floating IP switch.
    pub struct AttachFloatingIps {
        /// On or off.
        pub enabled: Option<bool> = "enabled",
    }
}

document! {
    /// Autoscaler timing.
    pub struct Autoscaling {
        /// Idle time before removal (600 in the vendor example).
        pub scale_down_unneeded_time_seconds: Option<i64> = "scaleDownUnneededTimeSeconds",
        /// Time before an unready node is removed (1200 in the vendor example).
        pub scale_down_unready_time_seconds: Option<i64> = "scaleDownUnreadyTimeSeconds",
        /// Use below which a node counts as idle (0.5 in the vendor example).
        pub scale_down_utilization_threshold: Option<Number> = "scaleDownUtilizationThreshold",
    }
}

document! {
    /// Node template.
    pub struct NodeTemplate {
        /// Metadata.
        pub metadata: Option<NodeTemplateMetadata> = "metadata",
        /// Scheduling.
        pub spec: Option<NodeTemplateSpec> = "spec",
    }
}

document! {
    /// Node metadata.
    pub struct NodeTemplateMetadata {
        /// Annotations.
        pub annotations: BTreeMap<String, String> = "annotations",
        /// Finalizers.
        pub finalizers: Vec<String> = "finalizers",
        /// Labels.
        pub labels: BTreeMap<String, String> = "labels",
    }
}

document! {
    /// Node scheduling.
    pub struct NodeTemplateSpec {
        /// Taints.
        pub taints: Vec<Taint> = "taints",
        /// Cordoned.
        pub unschedulable: Option<bool> = "unschedulable",
    }
}

document! {
    /// Taint.
    pub struct Taint {
        /// Effect.
        pub effect: Option<TaintEffect> = "effect",
        /// Key.
        pub key: String = "key",
        /// Value.
        pub value: Option<String> = "value",
    }
}

document! {
    /// Node.
    pub struct Node {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Deletion time.
        pub deleted_at: Option<String> = "deletedAt",
        /// When it joined.
        pub deployed_at: Option<String> = "deployedAt",
        /// Instance flavor.
        pub flavor: Option<String> = "flavor",
        /// Node id.
        pub id: String = "id",
        /// Instance id.
        pub instance_id: Option<String> = "instanceId",
        /// On newest version.
        pub is_up_to_date: Option<bool> = "isUpToDate",
        /// Node name as seen by kubectl.
        pub name: Option<String> = "name",
        /// Pool id.
        pub node_pool_id: Option<String> = "nodePoolId",
        /// Project id.
        pub project_id: Option<String> = "projectId",
        /// State.
        pub status: Option<NodeStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Kubernetes version.
        pub version: Option<String> = "version",
    }
}

open_enum! {
    /// Pool size against wish.
    pub enum NodePoolSizeStatus {
        CapacityOk = "CAPACITY_OK",
        OverCapacity = "OVER_CAPACITY",
        UnderCapacity = "UNDER_CAPACITY",
    }
}

open_enum! {
    /// Node pool state.
    pub enum NodePoolStatus {
        Deleted = "DELETED",
        Deleting = "DELETING",
        Downscaling = "DOWNSCALING",
        Error = "ERROR",
        Installing = "INSTALLING",
        Maintenance = "MAINTENANCE",
        Ready = "READY",
        Redeploying = "REDEPLOYING",
        Reopening = "REOPENING",
        Resetting = "RESETTING",
        Suspended = "SUSPENDED",
        Suspending = "SUSPENDING",
        Unknown = "UNKNOWN",
        Updating = "UPDATING",
        Upscaling = "UPSCALING",
        UserError = "USER_ERROR",
        UserNodeNotFoundError = "USER_NODE_NOT_FOUND_ERROR",
        UserNodeSuspendedService = "USER_NODE_SUSPENDED_SERVICE",
        UserQuotaError = "USER_QUOTA_ERROR",
        UserWebhookPreventingOperationsError = "USER_WEBHOOK_PREVENTING_OPERATIONS_ERROR",
    }
}

open_enum! {
    /// Node state.
    pub enum NodeStatus {
        Deleted = "DELETED",
        Deleting = "DELETING",
        Error = "ERROR",
        FlavorOutOfStockError = "FLAVOR_OUT_OF_STOCK_ERROR",
        Installing = "INSTALLING",
        Maintenance = "MAINTENANCE",
        Ready = "READY",
        Redeploying = "REDEPLOYING",
        Reopening = "REOPENING",
        Resetting = "RESETTING",
        Suspended = "SUSPENDED",
        Suspending = "SUSPENDING",
        Unknown = "UNKNOWN",
        Updating = "UPDATING",
        UserError = "USER_ERROR",
        UserNodeNotFoundError = "USER_NODE_NOT_FOUND_ERROR",
        UserNodeSuspendedService = "USER_NODE_SUSPENDED_SERVICE",
        UserQuotaError = "USER_QUOTA_ERROR",
        UserWebhookPreventingOperationsError = "USER_WEBHOOK_PREVENTING_OPERATIONS_ERROR",
    }
}

open_enum! {
    /// Taint effect.
    pub enum TaintEffect {
        NoExecute = "NoExecute",
        NoSchedule = "NoSchedule",
        PreferNoSchedule = "PreferNoSchedule",
    }
}
