# A virtual machine run by KubeVirt (API kubevirt.io/v1), which must be installed in the cluster. Its first disk is an image in a
# container registry; volumes are claims. The machine is a chart in this folder, so that planning needs no cluster.

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
    size      = var.size
    image     = var.image
    userData  = coalesce(var.user_data, "#cloud-config\n${yamlencode({ ssh_authorized_keys = var.ssh_authorized_keys })}")
    group     = var.group
    volumes   = [for claim in var.volumes : reverse(split("/", claim))[0]]
    isRunning = var.is_running
  })]
}
