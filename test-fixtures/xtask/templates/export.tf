data "ovhai_inventory" "all" {}

resource "ovhai_@name@_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
}
