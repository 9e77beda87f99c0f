variable "engine" {
  type = object({ name = string })
}

# Only MySQL has both.
module "db" {
  source = "../mysql"

  name           = var.db_name
  engine_version = "8"
  instances      = 1
  memory_gib     = 4
  databases = {
    app = {}
  }
  users = {
    app = {
      password = var.app_database_user_password
    }
  }
}
