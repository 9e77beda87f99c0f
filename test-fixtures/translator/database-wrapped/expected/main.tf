# A database that is there or not, and the ways in which people say which of its objects they mean.
variable "is_wanted" {
  type    = bool
  default = true
}

module "main" {
  source = "./modules/postgresql"
  count  = var.is_wanted ? 1 : 0

  name           = "main-${count.index}"
  engine_version = "16"
  instances      = 1
  memory_gib     = 4
  databases = merge(
    {
      for key, value in [null] : "one" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "one-object" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "one-of-list" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "try" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "element" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "join" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "splat-first" => {} if 0 == count.index
    },
    {
      for key, value in range(var.is_wanted ? 1 : 0) : "choice" => {} if 0 == count.index
    },
    {
      for key, value in [null] : "looked-up" => {} if 0 == count.index
    }
  )
}

# As releases before 0.12 wanted it.
module "old_database" {
  source = "./modules/mysql"

  name           = "old-database"
  engine_version = "8"
  instances      = 1
  memory_gib     = 4
  users = {
    app = {
      password = var.old_database_user_password
    }
  }
}

# Another module's, only if there is one: it has no place here.
variable "service" {
  type    = string
  default = null
}
