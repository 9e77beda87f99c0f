provider "ovh" {
  endpoint = "ovh-eu"
}

# Fed by the cluster above, so the first apply needs -target=module.cluster.
provider "kubernetes" {
  host                   = module.cluster.access.host
  cluster_ca_certificate = base64decode(module.cluster.access.cluster_ca_certificate)
  client_certificate     = base64decode(module.cluster.access.client_certificate)
  client_key             = base64decode(module.cluster.access.client_key)
}

provider "helm" {
  kubernetes {
    host                   = module.cluster.access.host
    cluster_ca_certificate = base64decode(module.cluster.access.cluster_ca_certificate)
    client_certificate     = base64decode(module.cluster.access.client_certificate)
    client_key             = base64decode(module.cluster.access.client_key)
  }
}
