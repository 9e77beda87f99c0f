# A store for secrets and keys: OpenBao, installed in the cluster by its own chart. It starts sealed: initialise it by hand, once.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  repository       = "https://openbao.github.io/openbao-helm"
  chart            = "openbao"
  version          = var.chart_version

  values = [yamlencode({
    server = {
      ha = {
        enabled  = true
        replicas = var.replicas
        raft     = { enabled = true }
      }
    }
  })]
}
