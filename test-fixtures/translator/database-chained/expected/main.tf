# One database for each purpose, and in each what belongs to it.
module "db" {
  source = "./modules/postgresql"
  for_each = {
    orders = "db1-4"
    stock  = "db1-7"
  }

  name           = "db-${each.key}"
  engine_version = "15"
  instances      = 1
  memory_gib = {
    orders = 4
    stock  = 7
  }[each.key]
  databases = {
    for key, value in [null] : each.key => {}
  }
  users = {
    app = {
      password = var.app_password[each.key]
    }
  }
  pools = {
    pool = {
      mode = "session"
      size = 10
    }
  }
}

output "urls" {
  value = [
    for k, u in { for key in nonsensitive(keys(var.app_password)) : key => { name = "app", password = var.app_password[key] } } :
    "${u.name}:${u.password}@${module.db[k].host}/${k}"
  ]
  sensitive = true
}
