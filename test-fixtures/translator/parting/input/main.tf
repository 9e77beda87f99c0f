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

variable "project" {}
variable "databases" {}
