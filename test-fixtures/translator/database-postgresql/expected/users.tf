variable "users" {
  type = map(object({ name = string }))
}

# One for each service.

resource "kubernetes_secret" "shop" {
  metadata {
    name = "shop"
  }
  data = {
    user      = module.orders.users["avnadmin"].name
    password  = var.admin_password
    services  = jsonencode([for key, user in var.users : var.services_password[key]])
    database  = "${module.orders.databases["shop"].name}?x"
    databases = join(",", var.many_name)
  }
  depends_on = [module.orders]
}

output "pool" {
  value = module.orders.pools["shop_pool"].uri
}
