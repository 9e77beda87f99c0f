output "kubeconfig" {
  value     = module.cluster.kubeconfig
  sensitive = true
}

output "database_host" {
  value = module.data.host
}
