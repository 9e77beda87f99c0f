provider "ovhai" {}

data "ovhai_registries" "all" {}
