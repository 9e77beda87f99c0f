# A secret of a store outside of the cluster (OpenBao, Vault, a cloud's), as a Secret in the cluster. External Secrets (API
# external-secrets.io/v1) must be installed and know the store; the value is put into the store by hand and never passes through
# here. The object is a chart in this folder, so that planning needs no cluster.

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
    path   = var.name
    store  = var.store
    labels = { for name, value in var.labels : name => tostring(value) }
  })]
}
