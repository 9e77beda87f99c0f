output "id" {
  description = "Name of the store, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the store"
  value       = helm_release.this.name
}

output "rest_endpoint" {
  description = "Address within the cluster"
  value       = "https://${helm_release.this.name}-openbao.${var.namespace}.svc:8200"
}
