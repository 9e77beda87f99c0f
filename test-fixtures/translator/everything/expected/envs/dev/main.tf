# Development: one small cluster, one database, no replica.

module "network" {
  source = "../../modules/network"

  project_id = var.project_id
  region     = var.region
  vlan       = 110
  cidr       = "10.110.0.0/16"

  network_ids    = var.network_ids
  nodes_id       = var.nodes_id
  out_egress_ips = var.out_egress_ips
}

module "cluster" {
  source = "../../modules/cluster"

  name       = "harvest-dev"
  project_id = var.project_id
  region     = var.region
  network    = module.network.network
  pools      = var.pools

  cluster_connection  = var.cluster_connection
  pools_current_nodes = var.pools_current_nodes
  pools_size          = var.pools_size
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

  app_password                            = var.app_password
  buckets_endpoint                        = var.buckets_endpoint
  buckets_region                          = var.buckets_region
  fields_backup_store                     = var.fields_backup_store
  storage_s3_credential_access_key_id     = var.storage_s3_credential_access_key_id
  storage_s3_credential_secret_access_key = var.storage_s3_credential_secret_access_key
  storage_user_id                         = var.storage_user_id
  users_password                          = var.users_password
}
