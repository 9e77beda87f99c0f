provider "ovh" {
  endpoint = "ovh-eu"
}

# Credentials that may only create databases and buckets.
provider "ovh" {
  alias     = "data"
  endpoint  = "ovh-eu"
  client_id = var.data_client_id
}

variable "data_client_id" {
  type      = string
  sensitive = true
}

provider "openstack" {
  auth_url    = "https://auth.cloud.ovh.net/v3/"
  domain_name = "default"
  tenant_id   = var.project_id
  region      = var.region
}

provider "kubernetes" {
  host                   = module.cluster.access.host
  cluster_ca_certificate = base64decode(module.cluster.access.cluster_ca_certificate)
  client_certificate     = base64decode(module.cluster.access.client_certificate)
  client_key             = base64decode(module.cluster.access.client_key)
}

provider "helm" {
  kubernetes {
    config_path = local_sensitive_file.kubeconfig.filename
  }
}

resource "local_sensitive_file" "kubeconfig" {
  filename = "${path.module}/.kubeconfig"
  content  = module.cluster.kubeconfig
}
