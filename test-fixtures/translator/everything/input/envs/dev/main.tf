# Development: one small cluster, one database, no replica.

module "network" {
  source = "../../modules/network"

  project_id = var.project_id
  region     = var.region
  vlan       = 110
  cidr       = "10.110.0.0/16"
}

module "cluster" {
  source = "../../modules/cluster"

  name       = "harvest-dev"
  project_id = var.project_id
  region     = var.region
  network    = module.network.network
  pools      = var.pools
}

module "data" {
  source = "../../modules/data"

  project_id   = var.project_id
  environment  = "dev"
  region       = var.region
  network_id   = module.network.network.id
  subnet_id    = module.network.network.subnet_id
  allowed      = concat(var.office_cidrs, [module.network.network.cidr])
  users        = ["api", "etl"]
  with_replica = var.with_replica
}
