output "id" {
  description = "Name of the cluster, where an identifier is wanted"
  value       = var.cluster
}

output "allowed_sources" {
  description = "Ranges of addresses that may reach the API server"
  value       = var.allowed_sources
}

output "ips" {
  description = "The same, under its other name"
  value       = var.allowed_sources
}
