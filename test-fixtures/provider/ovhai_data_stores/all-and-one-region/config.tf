provider "ovhai" {}

data "ovhai_data_stores" "all" {}

data "ovhai_data_stores" "bhs" {
  regions = ["bhs"]
}
