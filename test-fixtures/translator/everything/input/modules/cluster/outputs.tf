locals {
  access = ovh_cloud_project_kube.this.kubeconfig_attributes[0]
}

output "id" {
  value = ovh_cloud_project_kube.this.id
}

output "kubeconfig" {
  value     = ovh_cloud_project_kube.this.kubeconfig
  sensitive = true
}

# Still base64, as the platform gives it.
output "access" {
  sensitive = true
  value = {
    host                   = local.access.host
    cluster_ca_certificate = local.access.cluster_ca_certificate
    client_certificate     = local.access.client_certificate
    client_key             = local.access.client_key
  }
}

output "pools" {
  value = { for name, pool in ovh_cloud_project_kube_nodepool.pools : name => pool.current_nodes }
}
