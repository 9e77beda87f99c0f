# sandbox: --objects 6 --seed 7
provider "ovhai" {}

data "ovhai_inventory" "all" {}

resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
  format      = "json"
}
