output "id" {
  description = "Host name of the registry, where an identifier is wanted"
  value       = coalesce(var.registry, var.name)
}

output "oidc_name" {
  description = "Name of the identity provider"
  value       = harbor_config_auth.this.oidc_name
}

output "oidc_endpoint" {
  description = "URL of the identity provider"
  value       = harbor_config_auth.this.oidc_endpoint
}

output "oidc_client_id" {
  description = "Id of the client"
  value       = var.client_id
}

output "oidc_client_secret" {
  description = "Secret of the client"
  value       = var.client_secret
  sensitive   = true
}
