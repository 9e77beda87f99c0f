output "id" {
  description = "Name of the policy, where an identifier is wanted"
  value       = kubernetes_network_policy_v1.this.metadata[0].name
}

output "name" {
  description = "Name of the policy"
  value       = kubernetes_network_policy_v1.this.metadata[0].name
}
