provider "ovhai" {}

locals {
  notebooks = { kinds = ["notebook"] }
}

data "ovhai_inventory" "all" {
  select = local.notebooks
}

resource "ovhai_image_export" "copies" {
  destination = "file:./images"
  revision    = data.ovhai_inventory.all.revision
  select      = local.notebooks
}
