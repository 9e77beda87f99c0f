# A backup by Velero (API velero.io/v1), which must be installed in the cluster: once, or as often as "schedule" says. It is a chart in
# this folder, so that planning needs no cluster.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")

  # Claims are identified by namespace and name.
  subject = reverse(split("/", coalesce(var.subject, "-")))
  spec = {
    includedNamespaces = try([local.subject[1]], var.namespaces)
    # So many times as long as it takes until the next: a day where the schedule does not say.
    ttl = var.schedule == null ? "8760h0m0s" : "${24 * var.rotation}h0m0s"
  }
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    description = var.description
    schedule    = var.schedule
    spec        = local.spec
  })]
}
