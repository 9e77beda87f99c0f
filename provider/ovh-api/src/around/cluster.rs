//! Managed Kubernetes clusters.

use ovhai_platform::documents::{
    Listed,
    around::{Cluster, Kubeconfig, Node, NodePool},
};

use crate::{Error, Project, ReadProject, calls, list};

impl ReadProject {
    /// Ids of all managed clusters.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn cluster_ids(&self) -> Result<Vec<String>, Error> {
        self.list(&calls::CLUSTERS, &[]).await
    }

    /// All managed clusters. One call for the ids, and one per cluster, as the API offers nothing else.
    ///
    /// # Errors
    /// As the API refuses one of them; [`Error::BadPaging`] if one is listed, before and after, but not found.
    pub async fn clusters(&self) -> Result<Vec<Listed<Cluster>>, Error> {
        let ids = self.request(&calls::CLUSTERS, &[])?;
        list::by_ids(&self.client, &ids, |id| {
            self.request(&calls::CLUSTER, &[id])
        })
        .await
    }

    /// One managed cluster.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster.
    pub async fn cluster(&self, id: &str) -> Result<Cluster, Error> {
        self.fetch(&calls::CLUSTER, &[id]).await
    }

    /// Node pools of a cluster.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster.
    pub async fn node_pools(&self, id: &str) -> Result<Vec<Listed<NodePool>>, Error> {
        self.list(&calls::NODE_POOLS, &[id]).await
    }

    /// One node pool of a cluster.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster or pool.
    pub async fn node_pool(&self, id: &str, pool: &str) -> Result<NodePool, Error> {
        self.fetch(&calls::NODE_POOL, &[id, pool]).await
    }

    /// Living nodes of a cluster, over all parts of the list.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster.
    pub async fn nodes(&self, id: &str) -> Result<Vec<Listed<Node>>, Error> {
        self.list(&calls::NODES, &[id]).await
    }

    /// Living nodes of a node pool, over all parts of the list.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster or pool.
    pub async fn node_pool_nodes(&self, id: &str, pool: &str) -> Result<Vec<Listed<Node>>, Error> {
        self.list(&calls::NODE_POOL_NODES, &[id, pool]).await
    }

    /// Address blocks from which the API server of a cluster can be reached; from everywhere if there are none.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster.
    pub async fn cluster_ip_restrictions(&self, id: &str) -> Result<Vec<String>, Error> {
        self.list(&calls::CLUSTER_IPS, &[id]).await
    }

    /// The administrator's kubeconfig of a cluster that is ready. A POST that only reads, with a right of its own.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such cluster.
    pub async fn kubeconfig(&self, id: &str) -> Result<Kubeconfig, Error> {
        self.fetch(&calls::KUBECONFIG, &[id]).await
    }
}

impl Project {
    /// Makes new certificates for a cluster: every kubeconfig handed out so far ends, and the cluster reinstalls parts of
    /// itself.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection.
    pub async fn reset_kubeconfig(&self, id: &str) -> Result<(), Error> {
        self.run(&calls::RESET_KUBECONFIG, &[id]).await
    }
}
