//! Managed Kubernetes clusters: `/cloud/project/{serviceName}/kube`.

use crate::documents::{
    SecretText,
    declare::{document, open_enum},
};

document! {
    /// Managed Kubernetes cluster.
    pub struct Cluster {
        /// Audit log forwarding active.
        pub audit_logs_subscribed: Option<bool> = "auditLogsSubscribed",
        /// Control plane on newest patch.
        pub control_plane_is_up_to_date: Option<bool> = "controlPlaneIsUpToDate",
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// API server, kube-proxy (and Cilium) settings.
        pub customization: Option<Customization> = "customization",
        /// Cluster id (UUID).
        pub id: String = "id",
        /// Pod and service address ranges.
        pub ip_allocation_policy: Option<IpAllocationPolicy> = "ipAllocationPolicy",
        /// Everything on newest patch.
        pub is_up_to_date: Option<bool> = "isUpToDate",
        /// Kube-proxy mode.
        pub kube_proxy_mode: Option<KubeProxyMode> = "kubeProxyMode",
        /// Subnet for load balancers.
        pub load_balancers_subnet_id: Option<String> = "loadBalancersSubnetId",
        /// Name.
        pub name: Option<String> = "name",
        /// Minor versions it can go to.
        pub next_upgrade_versions: Vec<String> = "nextUpgradeVersions",
        /// Subnet for nodes.
        pub nodes_subnet_id: Option<String> = "nodesSubnetId",
        /// Host name shared by the nodes.
        pub nodes_url: Option<String> = "nodesUrl",
        /// `free` or `standard`.
        pub plan: Option<String> = "plan",
        /// Routing on the private network.
        pub private_network_configuration: Option<PrivateNetworkConfiguration> = "privateNetworkConfiguration",
        /// Private network; null means public nodes.
        pub private_network_id: Option<String> = "privateNetworkId",
        /// Region, for example GRA11.
        pub region: Option<String> = "region",
        /// State.
        pub status: Option<ClusterStatus> = "status",
        /// Update policy (a value of cloud.kube.UpdatePolicyEnum).
        pub update_policy: Option<UpdatePolicy> = "updatePolicy",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// API server host name.
        pub url: Option<String> = "url",
        /// Kubernetes version with vendor build suffix, for example 1.34.1-0.
        pub version: Option<String> = "version",
    }
}

document! {
    /// Private network routing.
    pub struct PrivateNetworkConfiguration {
        /// Gateway address, empty when off.
        pub default_vrack_gateway: Option<String> = "defaultVrackGateway",
        /// Route through the private interface by default.
        pub private_network_routing_as_default: Option<bool> = "privateNetworkRoutingAsDefault",
    }
}

document! {
    /// Address ranges (members as the vendor's Terraform provider knows them).
    pub struct IpAllocationPolicy {
        /// Pod range.
        pub pods_ipv4_cidr: Option<String> = "podsIpv4Cidr",
        /// Service range.
        pub services_ipv4_cidr: Option<String> = "servicesIpv4Cidr",
    }
}

document! {
    /// Cluster settings. The vendor's Terraform provider also knows a `cilium` member, kept as unknown.
    pub struct Customization {
        /// API server.
        pub api_server: Option<ApiServer> = "apiServer",
        /// Kube-proxy.
        pub kube_proxy: Option<KubeProxy> = "kubeProxy",
    }
}

document! {
    /// API server settings.
    pub struct ApiServer {
        /// Admission plugins.
        pub admission_plugins: Option<AdmissionPlugins> = "admissionPlugins",
    }
}

document! {
    /// Admission plugin switches.
    pub struct AdmissionPlugins {
        /// Plugins switched off (NodeRestriction, AlwaysPullImages).
        pub disabled: Vec<String> = "disabled",
        /// Plugins switched on.
        pub enabled: Vec<String> = "enabled",
    }
}

document! {
    /// Kube-proxy settings.
    pub struct KubeProxy {
        /// Iptables mode.
        pub iptables: Option<KubeProxyIptables> = "iptables",
        /// Ipvs mode.
        pub ipvs: Option<KubeProxyIpvs> = "ipvs",
    }
}

document! {
    /// Iptables timing; ISO durations.
    pub struct KubeProxyIptables {
        /// Shortest refresh period.
        pub min_sync_period: Option<String> = "minSyncPeriod",
        /// Refresh period.
        pub sync_period: Option<String> = "syncPeriod",
    }
}

document! {
    /// Ipvs settings; ISO durations.
    pub struct KubeProxyIpvs {
        /// Shortest refresh period.
        pub min_sync_period: Option<String> = "minSyncPeriod",
        /// Scheduler.
        pub scheduler: Option<IpvsScheduler> = "scheduler",
        /// Refresh period.
        pub sync_period: Option<String> = "syncPeriod",
        /// TCP timeout after FIN.
        pub tcp_fin_timeout: Option<String> = "tcpFinTimeout",
        /// Idle TCP timeout.
        pub tcp_timeout: Option<String> = "tcpTimeout",
        /// UDP timeout.
        pub udp_timeout: Option<String> = "udpTimeout",
    }
}

document! {
    /// Holder of a kubeconfig.
    pub struct Kubeconfig {
        /// Kubeconfig as YAML text with an admin client certificate and key. Secret.
        pub content: SecretText = "content",
    }
}

open_enum! {
    /// Cluster state.
    pub enum ClusterStatus {
        Deleted = "DELETED",
        Deleting = "DELETING",
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
        UserError = "USER_ERROR",
        UserQuotaError = "USER_QUOTA_ERROR",
        UserWebhookPreventingOperationsError = "USER_WEBHOOK_PREVENTING_OPERATIONS_ERROR",
    }
}

open_enum! {
    /// Kube-proxy mode.
    pub enum KubeProxyMode {
        Iptables = "iptables",
        Ipvs = "ipvs",
    }
}

open_enum! {
    /// IPVS scheduler.
    pub enum IpvsScheduler {
        Dh = "dh",
        Lc = "lc",
        Nq = "nq",
        Rr = "rr",
        Sed = "sed",
        Sh = "sh",
    }
}

open_enum! {
    /// When the platform updates a cluster.
    pub enum UpdatePolicy {
        AlwaysUpdate = "ALWAYS_UPDATE",
        MinimalDowntime = "MINIMAL_DOWNTIME",
        NeverUpdate = "NEVER_UPDATE",
    }
}
