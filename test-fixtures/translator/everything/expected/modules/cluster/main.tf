module "this" {
  source = "../neutral_cluster"

  name               = var.name
  kubernetes_version = "1.31"
  region             = var.region
  # same network as the databases
  network = {
    id                = var.network.id
    nodes_subnet_id   = var.network.subnet_id
    egress_gateway    = ""
    egress_by_default = true
  }
  maintenance = {
    automatic_upgrades = true
  }
  connection = var.cluster_connection
}

module "pools" {
  source   = "../node_pool"
  for_each = var.pools

  cluster = module.this.id
  name    = each.key
  size    = var.pools_size[each.key]
  # the autoscaler's
  desired_nodes = each.value.min
  min_nodes     = each.value.min
  max_nodes     = each.value.max
  autoscale     = each.value.max > each.value.min
  spread        = false
  labels        = merge({ pool = each.key }, each.value.labels)
  annotations   = {}
  taints        = each.value.taints
}

module "office" {
  source = "../cluster_access"
  count  = length(var.allowed) > 0 ? 1 : 0

  cluster         = module.this.id
  allowed_sources = var.allowed
}
