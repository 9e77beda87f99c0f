provider "kubernetes" {
  host                   = module.main.host
  client_certificate     = module.main.client_certificate
  client_key             = trimspace(module.main.client_key)
  cluster_ca_certificate = base64decode(local.attributes.cluster_ca_certificate)
}

locals {
  attributes = module.main.kubeconfig_attributes[0]
  encoded_ca = base64encode(module.main.cluster_ca_certificate)
}

resource "local_sensitive_file" "kubeconfig" {
  filename = "kubeconfig"
  content  = <<-EOT
    # written by terraform
    ${module.main.kubeconfig}
  EOT
}

resource "kubernetes_namespace" "shop" {
  metadata {
    name = "shop"
  }

  depends_on = [
    module.general,
    module.gpu, # cards first
  ]
}
