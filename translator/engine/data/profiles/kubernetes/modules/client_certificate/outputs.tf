output "id" {
  description = "Name of the certificate, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the certificate"
  value       = helm_release.this.name
}

output "secret_name" {
  description = "Name of the Secret"
  value       = local.name
}
