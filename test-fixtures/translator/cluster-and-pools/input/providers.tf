provider "kubernetes" {
  host                   = ovh_cloud_project_kube.main.kubeconfig_attributes[0].host
  client_certificate     = base64decode(ovh_cloud_project_kube.main.kubeconfig_attributes[0].client_certificate)
  client_key             = trimspace(base64decode(ovh_cloud_project_kube.main.kubeconfig_attributes[0].client_key))
  cluster_ca_certificate = base64decode(local.attributes.cluster_ca_certificate)
}

locals {
  attributes = ovh_cloud_project_kube.main.kubeconfig_attributes[0]
  encoded_ca = ovh_cloud_project_kube.main.kubeconfig_attributes.0.cluster_ca_certificate
}

resource "local_sensitive_file" "kubeconfig" {
  filename = "kubeconfig"
  content  = <<-EOT
    # written by terraform
    ${ovh_cloud_project_kube.main.kubeconfig}
  EOT
}

resource "kubernetes_namespace" "shop" {
  metadata {
    name = "shop"
  }

  depends_on = [
    ovh_cloud_project_kube_nodepool.general,
    ovh_cloud_project_kube_nodepool.gpu, # cards first
    ovh_cloud_project_kube_nodepool.general,
  ]
}
