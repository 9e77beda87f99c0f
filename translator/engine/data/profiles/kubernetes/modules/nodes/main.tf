# The nodes of a cluster, or those with certain labels.

data "kubernetes_nodes" "this" {
  metadata {
    labels = var.labels
  }
}
