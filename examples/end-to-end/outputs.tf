output "found" {
  description = "How much runs on the platform."
  value       = data.ovhai_inventory.all.counts
}

output "needs_a_person" {
  description = "What no program can decide: slug of the finding, number of workloads."
  value       = ovhai_workload_export.exit.open_findings
}

output "could_leave_today" {
  description = "Whether nothing stands in the way any more."
  value       = data.ovhai_readiness.exit.ready
}

output "readiness" {
  description = "The whole report: terraform output -raw readiness. Sensitive only to keep it out of the plan's text."
  value       = data.ovhai_readiness.exit.markdown
  sensitive   = true
}
