# A cluster that exists already, wherever it runs. This module makes nothing: it holds what the cluster must offer and how
# to reach it. Put resources of the new platform here to have the cluster made by Terraform, and keep the outputs.

locals {
  encoded = {
    cluster_ca_certificate = base64encode(var.connection.cluster_ca_certificate)
    client_certificate     = var.connection.client_certificate == null ? null : base64encode(var.connection.client_certificate)
    client_key             = var.connection.client_key == null ? null : base64encode(var.connection.client_key)
  }

  user = var.connection.token == null ? {
    client-certificate-data = local.encoded.client_certificate
    client-key-data         = local.encoded.client_key
    } : {
    token = var.connection.token
  }

  kubeconfig = yamlencode({
    apiVersion      = "v1"
    kind            = "Config"
    current-context = var.name
    clusters = [{
      name = var.name
      cluster = {
        server                     = var.connection.host
        certificate-authority-data = local.encoded.cluster_ca_certificate
      }
    }]
    users    = [{ name = var.name, user = local.user }]
    contexts = [{ name = var.name, context = { cluster = var.name, user = var.name } }]
  })

  # What decodes them takes no null: without a client certificate they are empty, and `token` is the way in.
  kubeconfig_attributes = [{
    host                   = var.connection.host
    cluster_ca_certificate = local.encoded.cluster_ca_certificate
    client_certificate     = local.encoded.client_certificate == null ? "" : local.encoded.client_certificate
    client_key             = local.encoded.client_key == null ? "" : local.encoded.client_key
    token                  = var.connection.token
  }]
}
