output "id" {
  description = "Tenant of the store, where an identifier is wanted"
  value       = local.tenant
}

output "stream_id" {
  description = "Tenant of the store"
  value       = local.tenant
}

output "title" {
  description = "Title of the stream"
  value       = var.name
}

output "requirements" {
  description = "What the store must offer, for whoever runs it"
  value = {
    tenant    = local.tenant
    retention = var.retention
    archive   = var.archive
    max_size  = var.max_size
  }
}
