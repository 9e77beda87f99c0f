output "found" {
  description = "How much runs on the platform."
  value       = data.ovhai_inventory.apps.counts
}

output "needs_a_person" {
  description = "What no program can decide: slug of the finding, number of workloads."
  value       = ovhai_workload_export.exit.open_findings
}
