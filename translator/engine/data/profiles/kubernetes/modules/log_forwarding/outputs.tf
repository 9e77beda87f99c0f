output "id" {
  description = "Name of the collector, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the collector"
  value       = helm_release.this.name
}

output "stream_id" {
  description = "Tenant of the store"
  value       = var.stream
}

output "kind" {
  description = "Which logs"
  value       = var.kind
}
