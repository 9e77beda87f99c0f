variable "clusters" {
  type = map(object({ name = string, version = string, flavor = string }))
}

module "each_cluster" {
  source   = "./modules/cluster"
  for_each = var.clusters

  name               = each.value.name
  kubernetes_version = each.value.version
  region             = try(var.each_cluster_region[each.key], null)
  connection         = var.each_cluster_connection[each.key]
}

module "each_node_pool" {
  source   = "./modules/node_pool"
  for_each = var.clusters

  cluster       = module.each_cluster[each.key].id
  name          = "each-node-pool-${each.key}"
  size          = var.each_node_pool_size[each.key]
  desired_nodes = 1
}

module "counted" {
  source = "./modules/cluster"
  count  = 2

  name               = "c${count.index}"
  kubernetes_version = "1.31"
  connection         = var.counted_connection[count.index]
}

locals {
  hosts  = [for key in keys(var.clusters) : module.each_cluster[key].host]
  names  = module.counted[*].name
  first  = module.counted[0].name
  legacy = module.counted[*].kubeconfig
  all    = { for key, value in module.each_cluster : key => value.name }
  values = values(module.each_cluster)[*].id
  cas    = [for value in module.counted[*].cluster_ca_certificate : base64encode(value)]
  status = var.each_cluster_status["a"]
}
