provider "ovhai" {}

# Its rules come from a Git repository: nothing is copied, and that is said.
locals {
  scorer = { kinds = ["app"], names = ["fraud-scorer"] }
}

data "ovhai_inventory" "scorer" {
  select = local.scorer
}

resource "ovhai_data_export" "data" {
  destination = "file:./data"
  revision    = data.ovhai_inventory.scorer.revision
  select      = local.scorer
}
