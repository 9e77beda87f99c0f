# Nodes that the cluster must have. This module makes nothing: whoever runs the cluster reads its output. Put resources of the
# new platform here (a node group, a machine deployment) to have the nodes made by Terraform, and keep the outputs.

locals {
  # What selects the nodes of one pool, as the module nodes does.
  labels = merge({ node-pool = var.name }, var.labels)

  requirements = {
    cluster       = var.cluster
    name          = var.name
    size          = var.size
    desired_nodes = var.desired_nodes
    min_nodes     = var.min_nodes
    max_nodes     = var.max_nodes
    autoscale     = var.autoscale
    scale_down    = var.scale_down
    spread        = var.spread
    zones         = var.zones
    public_ips    = var.public_ips
    labels        = local.labels
    annotations   = var.annotations
    taints        = var.taints
  }
}
