output "id" {
  description = "Name of the policy, where an identifier is wanted"
  value       = local.name
}

output "ip_restrictions" {
  description = "Ranges of addresses that may reach it"
  value       = var.allowed_sources
}
