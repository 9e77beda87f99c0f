output "id" {
  description = "Host name, where an identifier is wanted"
  value       = var.host
}

output "name" {
  description = "Name of the registry"
  value       = var.name
}

output "host" {
  description = "Host name"
  value       = var.host
}

output "url" {
  description = "Address"
  value       = "https://${var.host}"
}

output "version" {
  description = "Version of the chart"
  value       = helm_release.this.version
}
