# A snapshot of a virtual machine of KubeVirt (API snapshot.kubevirt.io/v1beta1). It is a chart in this folder, so that planning
# needs no cluster.

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
    machine = var.machine
  })]
}
