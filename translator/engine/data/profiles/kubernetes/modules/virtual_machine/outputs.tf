output "id" {
  description = "Name of the machine, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the machine"
  value       = helm_release.this.name
}

output "requirements" {
  description = "What the objects do not say"
  value       = { networks = var.networks, backup = var.backup }
}
