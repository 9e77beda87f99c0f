output "id" {
  description = "Name of the backup, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the backup"
  value       = helm_release.this.name
}

output "schedule" {
  description = "When"
  value       = var.schedule
}

output "cron" {
  description = "When"
  value       = var.schedule
}

output "rotation" {
  description = "How many are kept"
  value       = var.rotation
}
