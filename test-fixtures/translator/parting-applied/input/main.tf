locals {
  stores = {
    orders = { engine = "postgresql", plan = "essential" }
    cache  = { engine = "valkey", plan = "essential" }
    users  = { engine = "postgresql", plan = "business" }
  }
}

# What `parting` leaves, once its `moved` blocks were applied and are gone.
resource "ovh_cloud_project_database" "store_postgresql" {
  for_each     = { for key, value in local.stores : key => value if value.engine == "postgresql" }
  service_name = var.project
  description  = each.key
  engine       = "postgresql"
  version      = "16"
  plan         = each.value.plan
  flavor       = "db1-7"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database" "store_valkey" {
  for_each     = { for key, value in local.stores : key => value if value.engine == "valkey" }
  service_name = var.project
  description  = each.key
  engine       = "valkey"
  version      = "16"
  plan         = each.value.plan
  flavor       = "db1-7"
  nodes {
    region = "GRA"
  }
}

output "orders" {
  value = ovh_cloud_project_database.store_postgresql["orders"].endpoints[0].domain
}

output "hosts" {
  value = "${join(",", values(merge(ovh_cloud_project_database.store_postgresql, ovh_cloud_project_database.store_valkey))[*].endpoints[0].domain)}"
}

resource "terraform_data" "after" {
  input      = length(merge(ovh_cloud_project_database.store_postgresql, ovh_cloud_project_database.store_valkey))
  depends_on = [ovh_cloud_project_database.store_postgresql, ovh_cloud_project_database.store_valkey, ovh_cloud_project_database.caches_valkey["valkey"]]
}

# A set of names, each of which is an engine.
resource "ovh_cloud_project_database" "caches_mysql" {
  for_each = toset([for key in toset(["valkey", "mysql"]) : key if key == "mysql"])
  engine   = "mysql"
  version  = "8"
  plan     = "essential"
  flavor   = "db1-4"

  nodes {
    region = "GRA" # one is enough
  }
}

resource "ovh_cloud_project_database" "caches_valkey" {
  for_each = toset([for key in toset(["valkey", "mysql"]) : key if key == "valkey"])
  engine   = "valkey"
  version  = "8"
  plan     = "essential"
  flavor   = "db1-4"

  nodes {
    region = "GRA" # one is enough
  }
}

variable "project" {}
