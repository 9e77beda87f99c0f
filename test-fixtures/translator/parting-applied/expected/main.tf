locals {
  stores = {
    orders = { engine = "postgresql", plan = "essential" }
    cache  = { engine = "valkey", plan = "essential" }
    users  = { engine = "postgresql", plan = "business" }
  }
}

# What `parting` leaves, once its `moved` blocks were applied and are gone.
module "store_postgresql" {
  source   = "./modules/postgresql"
  for_each = { for key, value in local.stores : key => value if value.engine == "postgresql" }

  name           = "store-postgresql-${each.key}"
  description    = each.key
  engine_version = "16"
  instances      = 1
  memory_gib     = 7
}

module "store_valkey" {
  source   = "./modules/valkey"
  for_each = { for key, value in local.stores : key => value if value.engine == "valkey" }

  name           = "store-valkey-${each.key}"
  description    = each.key
  engine_version = "16"
  instances      = 1
  memory_gib     = 7
}

output "orders" {
  value = module.store_postgresql["orders"].host
}

output "hosts" {
  value = "${join(",", values(merge(module.store_postgresql, module.store_valkey))[*].endpoints[0].domain)}"
}

resource "terraform_data" "after" {
  input      = length(merge(module.store_postgresql, module.store_valkey))
  depends_on = [module.store_postgresql, module.store_valkey, module.caches_valkey]
}

# A set of names, each of which is an engine.
module "caches_mysql" {
  source   = "./modules/mysql"
  for_each = toset([for key in toset(["valkey", "mysql"]) : key if key == "mysql"])

  name           = "caches-mysql-${each.key}"
  engine_version = "8"
  # one is enough
  instances  = 1
  memory_gib = 4
}

module "caches_valkey" {
  source   = "./modules/valkey"
  for_each = toset([for key in toset(["valkey", "mysql"]) : key if key == "valkey"])

  name           = "caches-valkey-${each.key}"
  engine_version = "8"
  # one is enough
  instances  = 1
  memory_gib = 4
}

variable "project" {}
