output "id" {
  description = "Name of the key, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Name of the key"
  value       = var.name
}

output "public_key" {
  description = "The public half, as in authorized_keys"
  value       = var.public_key
}
