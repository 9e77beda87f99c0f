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
  endpoints = module.db_database[0].endpoints
  host      = local.endpoints[0].domain
}

module "db_database" {
  source = "../mysql"
  count  = var.enabled ? 1 : 0

  name           = "db-database-${count.index}"
  description    = "shop"
  engine_version = "8"
  instances      = 3
  storage_gib    = 160
  memory_gib     = 15
  parameters = {
    "mysql.sql_mode" : "ANSI",
  }
  allowed_sources = ["192.0.2.0/24"]
  backup = {
    time = "04:30:00"
  }
  backup_store = try(var.db_database_backup_store[count.index], null)
  metrics = one([
    for key, value in [null] : true if 0 == count.index
  ])
  databases = {
    for key, value in var.schemas : key => {} if 0 == count.index
  }
  users = merge(
    {
      for key, value in range(var.enabled ? 1 : 0) : "shop" => {
        password = var.shop_password[value]
      } if 0 == count.index
    },
    {
      for key, value in [null] : "reports" => {
        password = var.reports_password
      } if 0 == count.index
    }
  )
}

# Reports only read.

output "uri" {
  value = module.db_database[0].uri
}

output "hosts" {
  value = module.db_database[*].host
}

output "host" {
  value = "${local.host}:${local.endpoints[0].port}"
}

output "schemas" {
  value = [for name in var.schemas : module.db_database[0].databases[name].name]
}

output "reports" {
  value = module.db_database[0].users["reports"].name
}

output "password" {
  value     = one(var.shop_password)
  sensitive = true
}

output "authority" {
  value = var.db_database_certificates_ca
}

output "flavor" {
  value = var.db_database_flavor[0]
}
