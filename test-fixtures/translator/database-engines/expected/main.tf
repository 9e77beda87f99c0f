module "cache" {
  source = "./modules/valkey"

  name           = "cache"
  description    = "sessions"
  engine_version = "7.2"
  instances      = 2
  memory_gib     = 4
  users = {
    app = {
      password   = var.app_password
      categories = ["+@set", "+@sortedset"]
      channels   = ["*"]
      commands   = ["+get", "-set"]
      keys       = ["data", "properties"]
    }
  }
}

module "sessions_database" {
  source = "./modules/valkey"

  name           = "sessions-database"
  engine_version = "8.0"
  instances      = 1
  memory_gib     = 4
  users = {
    default = {
      password = var.sessions_database_valkey_user_password
    }
  }
}

module "facts_database" {
  source = "./modules/clickhouse"

  name           = "facts-database"
  engine_version = "25.3"
  instances      = 1
  memory_gib     = 15
  users = {
    analyst = {
      password = var.analyst_password
    }
  }
}

module "wide_database" {
  source = "./modules/cassandra"

  name           = "wide-database"
  description    = "wide"
  engine_version = "4.0"
  instances      = 1
  memory_gib     = 15
  metrics        = true
}

module "boards_database" {
  source = "./modules/grafana"

  name           = "boards-database"
  engine_version = "9.1"
  instances      = 1
  memory_gib     = 4
  users = {
    avnadmin = {
      password = var.boards_database_user_password
    }
  }
}

# Withdrawn by the vendor.

output "places" {
  value = {
    cache   = module.cache.uri
    metrics = var.metrics_database_endpoints[0].uri
    boards  = module.boards_database.status
    facts   = var.facts_database_database_name
  }
}

output "passwords" {
  value = [
    var.app_password,
    var.sessions_database_valkey_user_password,
    var.metrics_database_m3db_user_password,
    var.boards_database_user_password,
  ]
  sensitive = true
}
