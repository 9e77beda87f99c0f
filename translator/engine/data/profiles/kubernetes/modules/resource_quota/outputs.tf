output "id" {
  description = "Name of the quota, where an identifier is wanted"
  value       = kubernetes_resource_quota_v1.this.metadata[0].name
}

output "name" {
  description = "Name of the quota"
  value       = kubernetes_resource_quota_v1.this.metadata[0].name
}
