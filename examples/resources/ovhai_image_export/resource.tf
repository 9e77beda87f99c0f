data "ovhai_inventory" "all" {}

resource "ovhai_image_export" "copies" {
  destination = "oci:registry.example.com/exit"
  revision    = data.ovhai_inventory.all.revision
}

# The exported workloads run the copies, by digest.
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision

  profile = {
    domain            = "apps.example.com"
    registry_rewrites = ovhai_image_export.copies.rewrites
  }
}

output "images_that_stay_behind" {
  value = ovhai_image_export.copies.not_copied
}
