provider "ovhai" {}

locals {
  notebooks = { kinds = ["notebook"] }
}

data "ovhai_inventory" "all" {
  select = local.notebooks
}

# Whatever is in the stores is for apply to find out.
resource "ovhai_data_export" "data" {
  destination = "file:./data"
  revision    = data.ovhai_inventory.all.revision
  select      = local.notebooks
  plan_detail = "none"
}
