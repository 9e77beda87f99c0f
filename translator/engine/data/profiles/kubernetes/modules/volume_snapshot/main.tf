# A snapshot of a claim (API snapshot.storage.k8s.io/v1), where the class of storage can do that. It is a chart in this folder, so
# that planning needs no cluster.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")

  # Claims are identified by namespace and name.
  claim = reverse(split("/", var.volume))
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = try(local.claim[1], var.namespace)
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    description   = var.description
    claim         = local.claim[0]
    snapshotClass = var.snapshot_class
  })]
}
