output "id" {
  description = "Id of the client, where an identifier is wanted"
  value       = var.client_id
}

output "client_id" {
  description = "Id of the client"
  value       = var.client_id
}

output "issuer_url" {
  description = "URL of the identity provider"
  value       = var.issuer_url
}

output "authentication_configuration" {
  description = "File for the API server"
  value       = local.configuration
}

output "requirements" {
  description = "What has no place in that file"
  value       = { signing_algorithms = var.signing_algorithms, cluster = var.cluster }
}
