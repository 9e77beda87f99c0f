variable "team" {
  type = map(object({
    roles = list(string)
  }))
}

variable "indexes" {
  type = map(string)
}

module "documents_database" {
  source = "./modules/mongodb"

  name            = "documents-database"
  description     = "documents"
  engine_version  = "8.0"
  instances       = 3
  memory_gib      = 30
  allowed_sources = tolist([for range in ["192.0.2.0/24"] : { ip = range, description = "" }])[*].ip
  backup = {
    time = "02:00"
  }
  backup_store = var.documents_database_backup_store
  users = merge(
    {
      shop = {
        password = var.shop_password
      }
    },
    {
      for key, value in var.team : key => {
        password = var.team_database_mongodb_user_password[key]
        roles    = value.roles
      }
    }
  )
}

module "search_database" {
  source = "./modules/opensearch"

  name           = "search-database"
  engine_version = "2"
  instances      = 1
  memory_gib     = 8
  users = merge(
    {
      writer = {
        password = var.writer_password
        acls = concat(
          [
            {
              pattern    = "secret*"
              permission = "deny"
            },
          ],
          [
            for key, value in var.indexes : {
              pattern    = "${key}-*"
              permission = value
            }
          ]
        )
      }
      avnadmin = {
        password = var.admin_password
      }
    },
    {
      for key, value in range(2) : "reader-${value}" => {
        password = var.readers_password[value]
        acls = [
          {
            pattern    = "logs-*"
            permission = "read"
          },
        ]
      }
    },
    {
      for each_key, each_value in var.team : each_key => {
        password = var.team_database_opensearch_user_password[each_key]
        acls     = [for key in each_value.roles : { pattern = "${each_key}-${key}-*", permission = "read" }]
      }
    },
    {
      for each_key, each_value in [null] : "ovh-import" => {
        password = var.import_password
        acls = [
          for key, value in var.indexes : {
            pattern    = "${"writer"}-${value}-*"
            permission = key
          }
        ]
      }
    }
  )
  patterns = {
    "logs-*" = {
      keep = var.logs_keep
    }
  }
}

resource "kubernetes_secret_v1" "documents" {
  metadata {
    name = "documents"
  }
  data = {
    uri      = module.documents_database.uri
    user     = module.documents_database.users["shop"].name
    password = var.shop_password
    team     = jsonencode({ for name, _ in var.team : name => var.team_database_mongodb_user_password[name] })
    names    = jsonencode([for name, _ in var.team : module.documents_database.users[name].name])
    readers  = join(",", var.readers_password)
    imports  = module.search_database.users["ovh-import"].name
    search   = "https://${module.search_database.host}:${module.search_database.port}"
    scrape   = var.documents_database_mongodb_prometheus_password
  }
}
