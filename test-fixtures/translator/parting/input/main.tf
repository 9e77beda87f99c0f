locals {
  stores = {
    orders = { engine = "postgresql", plan = "essential" }
    cache  = { engine = "valkey", plan = "essential" }
    users  = { engine = "postgresql", plan = "business" }
  }
  engines = ["mysql", "postgresql"]
  alike   = { a = { engine = "postgresql" }, b = { engine = "postgresql" } }
}

# Each of these would become something else.
resource "ovh_cloud_project_database" "store" {
  for_each     = local.stores
  service_name = var.project
  description  = each.key
  engine       = each.value.engine
  version      = "16"
  plan         = each.value.plan
  flavor       = "db1-7"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database" "by_count" {
  count   = length(local.engines)
  engine  = local.engines[count.index]
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"
  nodes {
    region = "GRA"
  }
}

# All of one kind.
resource "ovh_cloud_project_database" "alike" {
  for_each = local.alike
  engine   = local.alike[each.key].engine
  version  = "16"
  plan     = "essential"
  flavor   = "db1-7"
  nodes {
    region = "GRA"
  }
}

# Nobody can tell ahead of a run.
resource "ovh_cloud_project_database" "unknown" {
  for_each = var.databases
  engine   = each.value.engine
  version  = "16"
  plan     = "essential"
  flavor   = "db1-7"
  nodes {
    region = "GRA"
  }
}

output "orders" {
  value = ovh_cloud_project_database.store["orders"].endpoints[0].domain
}

# Who goes through all of them still does.
resource "ovh_cloud_project_database_postgresql_user" "reader" {
  for_each   = ovh_cloud_project_database.store
  cluster_id = ovh_cloud_project_database.store[each.key].id
  name       = "reader-${each.value.engine}"
}

output "hosts" {
  value = "${join(",", values(ovh_cloud_project_database.store)[*].endpoints[0].domain)}"
}

resource "terraform_data" "after" {
  input      = length(ovh_cloud_project_database.store)
  depends_on = [ovh_cloud_project_database.store, ovh_cloud_project_database.caches["valkey"]]
}

# A set of names, each of which is an engine.
resource "ovh_cloud_project_database" "caches" {
  for_each = toset(["valkey", "mysql"])
  engine   = each.key
  version  = "8"
  plan     = "essential"
  flavor   = "db1-4"

  nodes {
    region = "GRA" # one is enough
  }
}

# Its instances are named in a way that cannot be followed.
resource "ovh_cloud_project_database" "moved" {
  for_each = local.stores
  engine   = each.value.engine
  version  = "8"
  plan     = "essential"
  flavor   = "db1-4"
}

moved {
  from = ovh_cloud_project_database.moved["old"]
  to   = ovh_cloud_project_database.moved["orders"]
}

variable "project" {}
variable "databases" {}
