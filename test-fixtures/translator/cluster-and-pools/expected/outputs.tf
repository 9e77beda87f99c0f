output "kubeconfig" {
  value     = module.main.kubeconfig
  sensitive = true
}

output "nodes_url" {
  value = var.main_nodes_url
}