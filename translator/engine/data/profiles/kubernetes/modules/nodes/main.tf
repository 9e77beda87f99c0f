# The nodes of a cluster, or those of one pool, or those with certain labels.

data "kubernetes_nodes" "this" {
  metadata {
    labels = var.pool == null ? var.labels : merge(var.labels, { (var.pool_label) = var.pool })
  }
}
