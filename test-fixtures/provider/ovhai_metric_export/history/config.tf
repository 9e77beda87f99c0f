provider "ovhai" {}

data "ovhai_inventory" "all" {}

resource "ovhai_metric_export" "metrics" {
  destination = "file:./metrics"
  revision    = data.ovhai_inventory.all.revision
}
