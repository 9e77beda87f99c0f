output "id" {
  description = "Name of the cluster, where an identifier is wanted"
  value       = var.cluster
}

output "nodes" {
  description = "Each node"
  value = [for node in data.kubernetes_nodes.this.nodes : {
    id      = node.metadata[0].name
    name    = node.metadata[0].name
    version = node.status[0].node_info[0].kubelet_version
  }]
}
