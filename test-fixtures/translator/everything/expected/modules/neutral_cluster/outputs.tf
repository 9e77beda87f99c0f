output "id" {
  description = "Name of the cluster, where an identifier is wanted"
  value       = var.name
}

output "name" {
  description = "Name of the cluster"
  value       = var.name
}

output "kubernetes_version" {
  description = "Release of Kubernetes that is wanted"
  value       = var.kubernetes_version
}

output "region" {
  description = "Where the cluster lies"
  value       = var.region
}

output "host" {
  description = "Address of the API server"
  value       = var.connection.host
  sensitive   = true
}

output "cluster_ca_certificate" {
  description = "Certificate authority of the API server, in PEM form"
  value       = var.connection.cluster_ca_certificate
  sensitive   = true
}

output "client_certificate" {
  description = "Client certificate, in PEM form"
  value       = var.connection.client_certificate
  sensitive   = true
}

output "client_key" {
  description = "Key of the client certificate, in PEM form"
  value       = var.connection.client_key
  sensitive   = true
}

output "kubeconfig" {
  description = "Configuration for kubectl"
  value       = local.kubeconfig
  sensitive   = true
}

output "kubeconfig_attributes" {
  description = "What the configuration for kubectl holds, each value encoded as there"
  value       = local.kubeconfig_attributes
  sensitive   = true
}

output "requirements" {
  description = "What the cluster was planned with, for whoever runs it"
  value = {
    control_plane = var.control_plane
    network       = var.network
    maintenance   = var.maintenance
  }
}
