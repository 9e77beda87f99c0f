output "id" {
  description = "Name of the installation, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the installation"
  value       = helm_release.this.name
}

output "url" {
  description = "Address"
  value       = "https://${var.host}"
}

output "bootstrap_password" {
  description = "First password of the administrator"
  value       = var.bootstrap_password
  sensitive   = true
}

output "current_state" {
  description = "What is read of it, in the shape it is walked through"
  value = {
    name               = var.name
    url                = "https://${var.host}"
    bootstrap_password = var.bootstrap_password
    version            = var.chart_version
  }
  sensitive = true
}
