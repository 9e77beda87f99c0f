variable "engine" {
  type    = string
  default = "postgresql"
}

variable "nodes" {
  type    = number
  default = 1
}

module "db" {
  source = "../mysql"

  name           = var.db_name
  engine_version = "8"
  instances      = length(range(var.nodes))
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

output "password" {
  value     = var.app_password
  sensitive = true
}
