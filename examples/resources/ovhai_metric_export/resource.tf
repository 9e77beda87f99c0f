locals {
  workloads = { kinds = ["app", "job", "notebook"] }
}

data "ovhai_inventory" "workloads" {
  select = local.workloads
}

resource "ovhai_metric_export" "metrics" {
  destination = "file:./exit-metrics"
  revision    = data.ovhai_inventory.workloads.revision
  select      = local.workloads
}

output "not_read" {
  value = ovhai_metric_export.metrics.problems
}
