# Rancher, installed in the cluster by its own chart. It needs cert-manager in the cluster.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  repository       = "https://releases.rancher.com/server-charts/stable"
  chart            = "rancher"
  version          = var.chart_version

  values = [yamlencode({
    hostname          = var.host
    replicas          = var.replicas
    bootstrapPassword = var.bootstrap_password
  })]
}
