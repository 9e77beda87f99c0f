# A record of a DNS zone, as an object that external-dns reads (API externaldns.k8s.io/v1alpha1, source "crd") and brings to whichever
# service serves the zone. The object is a chart in this folder, so that planning needs no cluster.

locals {
  labels = [for label in [var.name == "@" ? "" : var.name, var.zone] : trim(label, ".") if label != ""]
  fqdn   = join(".", local.labels)

  # Several records may have one name and type.
  object = "record-${substr(sha256("${local.fqdn}/${upper(var.type)}/${var.target}"), 0, 16)}"
}

resource "helm_release" "this" {
  name             = local.object
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    endpoints = [{
      name    = local.fqdn
      type    = upper(var.type)
      ttl     = var.ttl
      targets = [upper(var.type) == "TXT" ? trim(var.target, "\"") : var.target]
    }]
  })]
}
