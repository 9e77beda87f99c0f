output "id" {
  description = "The zone, where an identifier is wanted"
  value       = var.zone
}

output "records" {
  description = "Each record that was taken"
  value       = local.records
}

output "exported_content" {
  description = "The file"
  value       = var.zone_file
}
