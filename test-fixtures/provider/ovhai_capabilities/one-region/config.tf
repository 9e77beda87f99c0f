provider "ovhai" {}

data "ovhai_capabilities" "gravelines" {
  only_regions = ["GRA"]
}
