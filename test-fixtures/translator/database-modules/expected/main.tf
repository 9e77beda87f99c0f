variable "engine" {
  default = "mysql"
}

# The same engine in both, once through a variable.
module "orders" {
  source = "./modules/same"
  engine = "mysql"
  nodes  = 2

  app_password = var.orders_app_password
  db_name      = var.orders_db_name
}

module "stock" {
  source = "./modules/same"
  engine = var.engine

  app_password = var.stock_app_password
  db_name      = var.stock_db_name
}

module "documents" {
  source   = "./modules/told"
  settings = { engine = "mongodb", plan = "discovery" }

  all_engines  = var.all_engines
  app_password = var.documents_app_password
  db_name      = var.documents_db_name
}

module "pair" {
  source = "./modules/pair"
  engine = { name = "mysql" }

  app_database_user_password = var.app_database_user_password
  db_name                    = var.pair_db_name
}

output "uris" {
  value = [module.orders.uri, module.stock.uri, module.documents.uri]
}
