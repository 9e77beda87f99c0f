variable "engine" {
  default = "mysql"
}

# The same engine in both, once through a variable.
module "orders" {
  source = "./modules/same"
  engine = "mysql"
  nodes  = 2
}

module "stock" {
  source = "./modules/same"
  engine = var.engine
}

module "documents" {
  source   = "./modules/told"
  settings = { engine = "mongodb", plan = "discovery" }
}

module "pair" {
  source = "./modules/pair"
  engine = { name = "mysql" }
}

output "uris" {
  value = [module.orders.uri, module.stock.uri, module.documents.uri]
}
