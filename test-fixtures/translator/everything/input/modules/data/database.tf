locals {
  is_prod = var.environment == "prod"
  nodes   = var.with_replica ? 2 : 1
}

resource "ovh_cloud_project_database" "fields" {
  service_name = var.project_id
  description  = "fields-${var.environment}"
  engine       = "postgresql"
  version      = "15"
  plan         = local.is_prod ? "business" : "essential"
  flavor       = local.is_prod ? "db1-15" : "db1-4"
  disk_size    = local.is_prod ? 320 : 80

  dynamic "nodes" {
    for_each = range(local.nodes)
    content {
      region     = trim(var.region, "0123456789")
      network_id = var.network_id
      subnet_id  = var.subnet_id
    }
  }

  dynamic "ip_restrictions" {
    for_each = var.allowed
    content {
      ip          = ip_restrictions.value
      description = "allowed ${ip_restrictions.key}"
    }
  }

  advanced_configuration = {
    "pg.max_connections" = "300" # agreed with the api team
  }
  backup_time = "02:00:00"

  timeouts {
    create = "2h"
  }
}

resource "ovh_cloud_project_database_postgresql_user" "users" {
  for_each     = toset(var.users)
  service_name = ovh_cloud_project_database.fields.service_name
  cluster_id   = ovh_cloud_project_database.fields.id
  name         = each.key
  roles        = startswith(each.key, "reader-") ? [] : ["replication"]
}

resource "ovh_cloud_project_database_database" "harvest" {
  service_name = ovh_cloud_project_database.fields.service_name
  engine       = ovh_cloud_project_database.fields.engine
  cluster_id   = ovh_cloud_project_database.fields.id
  name         = "harvest"
}

resource "ovh_cloud_project_database_postgresql_connection_pool" "api" {
  count        = local.is_prod ? 1 : 0
  service_name = var.project_id
  cluster_id   = ovh_cloud_project_database.fields.id
  database_id  = ovh_cloud_project_database_database.harvest.id
  name         = "api"
  mode         = "transaction"
  size         = 20
  user_id      = ovh_cloud_project_database_postgresql_user.users["api"].id
}

resource "ovh_cloud_project_database" "cache" {
  service_name = var.project_id
  description  = "cache-${var.environment}"
  engine       = "valkey"
  version      = "8.0"
  plan         = "essential"
  flavor       = "db1-4"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database_valkey_user" "app" {
  service_name = var.project_id
  cluster_id   = ovh_cloud_project_database.cache.id
  name         = "app"
  categories   = ["+@all"]
  commands     = ["+get", "+set"]
  keys         = ["*"]
  channels     = ["*"]
}
