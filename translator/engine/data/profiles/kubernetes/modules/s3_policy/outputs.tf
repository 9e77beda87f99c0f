output "id" {
  description = "The identity, where an identifier is wanted"
  value       = var.identity
}

output "policy" {
  description = "The document, in JSON"
  value       = var.policy
}

output "requirements" {
  description = "Who may do what, for whoever runs the object store"
  value       = { identity = var.identity, policy = jsondecode(var.policy) }
}
