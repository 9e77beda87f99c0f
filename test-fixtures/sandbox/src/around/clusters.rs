//! Managed Kubernetes: clusters, node pools, nodes, and the kubeconfig that only a POST gives.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::secrets::encoded;

/// One cluster.
#[derive(Debug)]
pub(crate) struct Cluster {
    /// `cloud.kube.Cluster`.
    pub(crate) document: Value,
    /// `cloud.kube.NodePool` by id.
    pub(crate) pools: IndexMap<String, Value>,
    /// `cloud.kube.Node`: living ones in order of creation.
    pub(crate) nodes: Vec<Value>,
    /// Deleted ones, newest first.
    pub(crate) deleted_nodes: Vec<Value>,
    pub(crate) ip_restrictions: Vec<Value>,
    /// How often certificates were made anew.
    pub(crate) certificates: u32,
    /// RESETTING until then.
    pub(crate) resetting_until_ms: Option<i64>,
}

impl Cluster {
    /// Ends what is due.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        if self.resetting_until_ms.is_some_and(|until| until <= now_ms) {
            self.resetting_until_ms = None;
            self.document["status"] = "READY".into();
            for node in &mut self.nodes {
                if node["status"] == "RESETTING" {
                    node["status"] = "READY".into();
                }
            }
        }
    }

    /// New certificates, and every node is installed anew.
    pub(crate) fn reset(&mut self, at: &str, until_ms: i64) {
        self.certificates += 1;
        self.resetting_until_ms = Some(until_ms);
        self.document["status"] = "RESETTING".into();
        self.document["updatedAt"] = at.into();
        for node in &mut self.nodes {
            if node["status"] == "READY" {
                node["status"] = "RESETTING".into();
                node["updatedAt"] = at.into();
            }
        }
    }

    /// Living or deleted nodes, of one pool or of all.
    pub(crate) fn nodes(&self, pool: Option<&str>, deleted: bool) -> Vec<&Value> {
        let nodes = if deleted {
            &self.deleted_nodes
        } else {
            &self.nodes
        };
        nodes
            .iter()
            .filter(|node| pool.is_none_or(|pool| node["nodePoolId"] == pool))
            .collect()
    }

    /// The admin kubeconfig as YAML text. Key and certificates are invented text in base64, not PEM.
    pub(crate) fn kubeconfig(&self) -> String {
        let name = self.document["name"].as_str().unwrap_or_default();
        let url = self.document["url"].as_str().unwrap_or_default();
        let part = |kind| encoded(kind, &format!("{name}/{}", self.certificates));
        format!(
            "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {}\n    server: https://{url}\n  \
             name: {name}\ncontexts:\n- context:\n    cluster: {name}\n    user: kubernetes-admin-{name}\n  \
             name: kubernetes-admin@{name}\ncurrent-context: kubernetes-admin@{name}\nkind: Config\npreferences: {{}}\n\
             users:\n- name: kubernetes-admin-{name}\n  user:\n    client-certificate-data: {}\n    \
             client-key-data: {}\n",
            part("ca"),
            part("cert"),
            part("key"),
        )
    }
}

/// What a cluster is made from; everything else follows.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) region: String,
    /// First label of the host names.
    pub(crate) code: String,
    pub(crate) version: String,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    #[serde(default)]
    pub(crate) ip_restrictions: Vec<Value>,
    pub(crate) pools: Vec<PoolPlan>,
}

/// One node pool.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PoolPlan {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) flavor: String,
    /// How many nodes are wanted and there.
    pub(crate) nodes: usize,
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// How many of them are still being installed.
    #[serde(default)]
    pub(crate) installing: usize,
    /// How many more there were once.
    #[serde(default)]
    pub(crate) deleted: usize,
    #[serde(default)]
    pub(crate) autoscale: bool,
    #[serde(default)]
    pub(crate) labels: Value,
    #[serde(default)]
    pub(crate) taints: Vec<Value>,
}

impl Plan {
    /// The cluster of the plan.
    pub(crate) fn build(self, service_name: &str) -> Cluster {
        let host = self.region.to_lowercase();
        let mut cluster = Cluster {
            document: json!({
                "auditLogsSubscribed": false,
                "controlPlaneIsUpToDate": true,
                "createdAt": self.created_at,
                "customization": null,
                "id": self.id,
                "ipAllocationPolicy": null,
                "isUpToDate": true,
                "kubeProxyMode": "iptables",
                "loadBalancersSubnetId": null,
                "name": self.name,
                "nextUpgradeVersions": ["1.35"],
                "nodesSubnetId": null,
                "nodesUrl": format!("{}.nodes.c1.{host}.k8s.ovh.net", self.code),
                "plan": "free",
                "privateNetworkConfiguration": null,
                "privateNetworkId": null,
                "region": self.region,
                "status": "READY",
                "updatePolicy": "ALWAYS_UPDATE",
                "updatedAt": self.updated_at,
                "url": format!("{}.c1.{host}.k8s.ovh.net", self.code),
                "version": self.version,
            }),
            pools: IndexMap::new(),
            nodes: Vec::new(),
            deleted_nodes: Vec::new(),
            ip_restrictions: self.ip_restrictions.clone(),
            certificates: 1,
            resetting_until_ms: None,
        };
        for pool in &self.pools {
            cluster
                .pools
                .insert(pool.id.clone(), pool.document(&self, service_name));
            for at in 0..pool.nodes {
                let ready = at + pool.installing < pool.nodes;
                let status = if ready { "READY" } else { "INSTALLING" };
                cluster
                    .nodes
                    .push(pool.node(&self, service_name, at, status));
            }
            for at in (0..pool.deleted).rev() {
                let mut node = pool.node(&self, service_name, pool.nodes + at, "DELETED");
                node["deletedAt"] = self.updated_at.clone().into();
                cluster.deleted_nodes.push(node);
            }
        }
        cluster
    }
}

impl PoolPlan {
    fn document(&self, cluster: &Plan, service_name: &str) -> Value {
        let growing = self.installing > 0;
        let labels = if self.labels.is_null() {
            json!({})
        } else {
            self.labels.clone()
        };
        json!({
            "antiAffinity": false,
            "attachFloatingIps": null,
            "autoscale": self.autoscale,
            "autoscaling": {
                "scaleDownUnneededTimeSeconds": 600,
                "scaleDownUnreadyTimeSeconds": 1200,
                "scaleDownUtilizationThreshold": 0.5,
            },
            "availabilityZones": null,
            "availableNodes": self.nodes.saturating_sub(self.installing),
            "createdAt": cluster.created_at,
            "currentNodes": self.nodes,
            "desiredNodes": self.nodes,
            "flavor": self.flavor,
            "id": self.id,
            "maxNodes": self.max,
            "minNodes": self.min,
            "monthlyBilled": false,
            "name": self.name,
            "projectId": service_name,
            "sizeStatus": if growing { "UNDER_CAPACITY" } else { "CAPACITY_OK" },
            "status": if growing { "UPSCALING" } else { "READY" },
            "template": {
                "metadata": {"annotations": {}, "finalizers": [], "labels": labels},
                "spec": {"taints": self.taints, "unschedulable": false},
            },
            "upToDateNodes": self.nodes,
            "updatedAt": cluster.updated_at,
        })
    }

    fn node(&self, cluster: &Plan, service_name: &str, at: usize, status: &str) -> Value {
        let id = |kind: &str| {
            let text = format!("ovh-sandbox:{kind}/{}/{}/{at}", cluster.id, self.id);
            uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, text.as_bytes()).to_string()
        };
        let deployed = status != "INSTALLING";
        json!({
            "createdAt": cluster.created_at,
            "deletedAt": null,
            "deployedAt": deployed.then_some(&cluster.created_at),
            "flavor": self.flavor,
            "id": id("node"),
            "instanceId": deployed.then(|| id("instance")),
            "isUpToDate": true,
            "name": format!("{}-node-{at:06}", self.name),
            "nodePoolId": self.id,
            "projectId": service_name,
            "status": status,
            "updatedAt": cluster.updated_at,
            "version": cluster.version,
        })
    }
}
