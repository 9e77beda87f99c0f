# Calls of one module, written in every way.
module "north" { source = "./shop" }

module "south" {
  source = "./shop"
} # the second

module "east" {
  for_each = toset(["a", "b"])
  source   = "./shop"
}
