# A certificate that a client shows, from an issuer of cert-manager (API cert-manager.io/v1), which must be installed in the cluster.
# The Secret of its name holds certificate and key. It is a chart in this folder, so that planning needs no cluster.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    description = var.description
    issuer      = var.issuer
    duration    = "${24 * var.validity_days}h"
    algorithm   = upper(var.key_type)
  })]
}
