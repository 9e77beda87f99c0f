variable "settings" {
  type = object({
    engine = string
    plan   = string
  })
}

# What belongs to it tells the engine.
module "db" {
  source = "../mongodb"

  name           = var.db_name
  engine_version = "8.0"
  instances      = 1
  memory_gib     = 4
  users = {
    app = {
      password = var.app_password
    }
  }
}

output "uri" {
  value = module.db.uri
}

output "first_engine" {
  value = tolist([var.all_engines])[0]
}
