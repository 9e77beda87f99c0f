provider "ovhai" {}

data "ovhai_inventory" "all" {}

resource "ovhai_log_export" "logs" {
  destination = "file:./logs"
  revision    = data.ovhai_inventory.all.revision
  compression = "none"
}
