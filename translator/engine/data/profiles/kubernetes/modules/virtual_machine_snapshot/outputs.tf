output "id" {
  description = "Name of the snapshot, where an identifier is wanted"
  value       = helm_release.this.name
}

output "name" {
  description = "Name of the snapshot"
  value       = helm_release.this.name
}
