locals {
  is_prod = var.environment == "prod"
  nodes   = var.with_replica ? 2 : 1
}

module "fields" {
  source = "../postgresql"

  name           = "fields"
  description    = "fields-${var.environment}"
  engine_version = "15"
  instances      = length(range(local.nodes))
  storage_gib    = local.is_prod ? 320 : 80
  memory_gib     = local.is_prod ? 15 : 4
  parameters = {
    "pg.max_connections" = "300" # agreed with the api team
  }
  allowed_sources = [
    for key, value in var.allowed : value
  ]
  backup = {
    time = "02:00:00"
  }
  backup_store = var.fields_backup_store
  databases = {
    harvest = {}
  }
  users = {
    for key, value in toset(var.users) : key => {
      password    = var.users_password[key]
      replication = contains(startswith(key, "reader-") ? [] : ["replication"], "replication")
    }
  }
  pools = {
    for key, value in range(local.is_prod ? 1 : 0) : "api" => {
      mode = "transaction"
      size = 20
    }
  }
}

module "cache" {
  source = "../valkey"

  name           = "cache"
  description    = "cache-${var.environment}"
  engine_version = "8.0"
  instances      = 1
  memory_gib     = 4
  users = {
    app = {
      password   = var.app_password
      categories = ["+@all"]
      channels   = ["*"]
      commands   = ["+get", "+set"]
      keys       = ["*"]
    }
  }
}
