variable "engine" {
  default = "postgresql"
}

variable "nodes" {
  type = number
}

# Orders.
module "orders" {
  source = "./modules/postgresql"

  name           = "orders"
  description    = "orders"
  engine_version = "16"
  instances      = 2
  storage_gib    = 80
  memory_gib     = 7
  parameters = {
    "log_min_duration_statement" = "500"
  }
  allowed_sources     = ["192.0.2.0/24", "198.51.100.7/32", "203.0.113.9/32"]
  deletion_protection = true
  backup = {
    time = "03:00:00"
  }
  backup_store = var.orders_backup_store
  databases = merge(
    {
      shop = {}
    },
    {
      for key, value in range(2) : "shop${value}" => {}
    }
  )
  users = merge(
    {
      avnadmin = {
        password = var.admin_password
      }
    },
    {
      for key, value in var.users : value.name => {
        password    = var.services_password[key]
        replication = contains(["replication"], "replication")
      }
    }
  )
  pools = {
    shop_pool = {
      mode = "session"
      size = 10
    }
  }
}

module "dynamic" {
  source = "./modules/postgresql"

  name            = "dynamic"
  engine_version  = "17"
  instances       = length(range(var.nodes))
  memory_gib      = 4
  allowed_sources = tolist(["203.0.113.0/24"])
}

module "listed" {
  source = "./modules/postgresql"

  name           = "listed"
  engine_version = "17"
  instances      = 2
  memory_gib     = 4
  users = {
    app = {
      password = var.app_password
    }
  }
}

module "cache_database" {
  source = "./modules/valkey"

  name           = "cache-database"
  engine_version = "8"
  instances      = 1
  memory_gib     = 4
  users = {
    cache = {
      password = var.cache_database_valkey_user_password
    }
  }
}

locals {
  host     = module.orders.host
  port     = module.orders.port
  uri      = "x-${module.dynamic.uri}"
  matching = [for e in module.dynamic.endpoints : e.domain if e.component == "postgresql"]
}
