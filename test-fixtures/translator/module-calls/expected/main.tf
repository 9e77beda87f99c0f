# Calls of one module, written in every way.
module "north" {
  source = "./shop"

  cluster_connection = var.north_cluster_connection
  cluster_region     = var.north_cluster_region
  stock_endpoint     = var.north_stock_endpoint
}

module "south" {
  source = "./shop"

  cluster_connection = var.south_cluster_connection
  cluster_region     = var.south_cluster_region
  stock_endpoint     = var.south_stock_endpoint
} # the second

module "east" {
  for_each = toset(["a", "b"])
  source   = "./shop"

  cluster_connection = var.east_cluster_connection[each.key]
  cluster_region     = try(var.east_cluster_region[each.key], null)
  stock_endpoint     = var.east_stock_endpoint[each.key]
}
