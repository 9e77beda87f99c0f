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

resource "ovh_cloud_project_database" "by_count_mysql" {
  count   = 1
  engine  = "mysql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"
  nodes {
    region = "GRA"
  }
}

resource "ovh_cloud_project_database" "by_count_postgresql" {
  count   = 1
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"
  nodes {
    region = "GRA"
  }
}

# All of one kind.
module "alike" {
  source   = "./modules/postgresql"
  for_each = local.alike

  name           = "alike-${each.key}"
  engine_version = "16"
  instances      = 1
  memory_gib     = 7
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
  value = ovh_cloud_project_database.store_postgresql["orders"].endpoints[0].domain
}

# Who goes through all of them still does.
resource "ovh_cloud_project_database_postgresql_user" "reader" {
  for_each   = merge(ovh_cloud_project_database.store_postgresql, ovh_cloud_project_database.store_valkey)
  cluster_id = merge(ovh_cloud_project_database.store_postgresql, ovh_cloud_project_database.store_valkey)[each.key].id
  name       = "reader-${each.value.engine}"
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
