provider "ovhai" {}

data "ovhai_inventory" "all" {}
