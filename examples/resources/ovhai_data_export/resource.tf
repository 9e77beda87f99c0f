data "ovhai_inventory" "all" {}

# What volumes are filled from and written back to, with the credentials the platform has for its data stores.
resource "ovhai_data_export" "data" {
  destination     = "s3:exit/data"
  object_store    = "elsewhere"
  revision        = data.ovhai_inventory.all.revision
  exclude         = ["**/*.tmp", "**/.cache/**"]
  bandwidth_limit = 50000000
}

output "what_was_not_copied" {
  value = ovhai_data_export.data.findings
}
