output "id" {
  description = "Namespace and name of the claim, where an identifier is wanted"
  value       = kubernetes_persistent_volume_claim_v1.this.id
}

output "name" {
  description = "Name of the claim"
  value       = local.name
}

output "size" {
  description = "Size in GiB"
  value       = var.size_gib
}
