variable "project_id" {
  type = string
}

module "main" {
  source = "./modules/cluster"

  name       = "shop"
  region     = var.main_region
  connection = var.main_connection
}

resource "ovh_dedicated_server" "wide" {
  display_name = "stays"
}
