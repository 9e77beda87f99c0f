variable "enabled" {
  type    = bool
  default = true
}

variable "schemas" {
  type    = set(string)
  default = ["shop", "stock"]
}

locals {
  engine    = "mysql"
  endpoints = ovh_cloud_project_database.db[0].endpoints
  host      = local.endpoints[0].domain
}

resource "ovh_cloud_project_database" "db" {
  count = var.enabled ? 1 : 0

  description = "shop"
  engine      = local.engine
  version     = "8"
  plan        = "enterprise"
  flavor      = "db1-15"
  disk_size   = 160
  nodes = [
    { region = "GRA" },
    { region = "GRA" },
    { region = "GRA" },
  ]
  backup_time    = "04:30:00"
  backup_regions = ["GRA", "SBG"]
  ip_restrictions = [
    { ip = "192.0.2.0/24", description = "office" },
  ]
  advanced_configuration = {
    "mysql.sql_mode" : "ANSI",
  }

  lifecycle {
    ignore_changes = [flavor]
  }
}

resource "ovh_cloud_project_database_database" "schema" {
  for_each   = var.schemas
  engine     = local.engine
  cluster_id = ovh_cloud_project_database.db[0].id
  name       = each.key
}

resource "ovh_cloud_project_database_user" "shop" {
  count      = var.enabled ? 1 : 0
  engine     = ovh_cloud_project_database.db.0.engine
  cluster_id = ovh_cloud_project_database.db.0.id
  name       = "shop"
}

# Reports only read.
resource "ovh_cloud_project_database_user" "reports" {
  engine         = local.engine
  cluster_id     = ovh_cloud_project_database.db[0].id
  name           = "reports"
  password_reset = "2024-06"
  depends_on     = [ovh_cloud_project_database_database.schema]
}

resource "ovh_cloud_project_database_prometheus" "db" {
  engine     = local.engine
  cluster_id = ovh_cloud_project_database.db[0].id
}

data "ovh_cloud_project_database_certificates" "db" {
  engine     = local.engine
  cluster_id = ovh_cloud_project_database.db[0].id
}

output "uri" {
  value = ovh_cloud_project_database.db.0.endpoints.0.uri
}

output "hosts" {
  value = ovh_cloud_project_database.db[*].endpoints[0].domain
}

output "host" {
  value = "${local.host}:${local.endpoints[0].port}"
}

output "schemas" {
  value = [for name in var.schemas : ovh_cloud_project_database_database.schema[name].name]
}

output "reports" {
  value = ovh_cloud_project_database_user.reports.name
}

output "password" {
  value     = one(ovh_cloud_project_database_user.shop[*].password)
  sensitive = true
}

output "authority" {
  value = data.ovh_cloud_project_database_certificates.db.ca
}

output "flavor" {
  value = ovh_cloud_project_database.db[0].flavor
}
