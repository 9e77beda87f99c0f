# CRLF and a mark
module "main" {
  source = "./modules/cluster"

  name       = "a"
  connection = var.main_connection
}

output "host" {
	value = module.main.host
}