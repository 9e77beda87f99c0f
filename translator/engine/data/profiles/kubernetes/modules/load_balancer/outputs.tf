output "id" {
  description = "Name of the load balancer, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Name of the load balancer"
  value       = var.name
}

output "vip_address" {
  description = "Address of the first listener, once the platform has given one"
  value       = try(values(kubernetes_service_v1.listener)[0].status[0].load_balancer[0].ingress[0].ip, null)
}

output "listeners" {
  description = "What it listens on"
  value       = var.listeners
}

output "requirements" {
  description = "What the objects do not say, for a gateway"
  value       = { network = var.network, listeners = var.listeners }
}
