output "kubeconfig" {
  value     = ovh_cloud_project_kube.main.kubeconfig
  sensitive = true
}

output "nodes_url" {
  value = ovh_cloud_project_kube.main.nodes_url
}