locals {
  workloads = { kinds = ["app", "job", "notebook"] }
}

data "ovhai_inventory" "workloads" {
  select = local.workloads
}

# Every later apply adds what is new: keep the folder, the platform forgets.
resource "ovhai_log_export" "logs" {
  destination = "file:./exit-logs"
  revision    = data.ovhai_inventory.workloads.revision
  select      = local.workloads
  update_on   = "activity"
}

output "may_be_incomplete" {
  value = [for address, log in ovhai_log_export.logs.logs : address if !log.complete || length(log.gaps) > 0]
}
