output "id" {
  description = "Path in the store, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Path in the store"
  value       = var.name
}

output "path" {
  description = "Path in the store"
  value       = var.name
}

output "secret_name" {
  description = "Name of the Secret"
  value       = local.name
}
