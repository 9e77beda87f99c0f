module "stock" {
  source = "../modules/bucket"

  name     = "stock"
  endpoint = var.stock_endpoint
}

module "this" {
  source = "../modules/cluster"

  name       = "shop"
  region     = var.cluster_region
  connection = var.cluster_connection
}
