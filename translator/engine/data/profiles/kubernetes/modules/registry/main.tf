# A container registry: Harbor, installed in the cluster by its own chart. Images are copied by an export.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "helm_release" "this" {
  name             = local.name
  namespace        = var.namespace
  create_namespace = true
  repository       = "https://helm.goharbor.io"
  chart            = "harbor"
  version          = var.chart_version

  values = [yamlencode({
    externalURL         = "https://${var.host}"
    harborAdminPassword = var.admin_password
    expose = {
      type = "ingress"
      tls = {
        enabled    = true
        certSource = "secret"
        secret     = { secretName = var.tls_secret }
      }
      ingress = merge(
        { hosts = { core = var.host } },
        var.ingress_class == null ? {} : { className = var.ingress_class },
      )
    }
    persistence = {
      enabled = true
      persistentVolumeClaim = {
        registry = merge(
          { size = "${var.storage_gib}Gi" },
          var.storage_class == null ? {} : { storageClass = var.storage_class },
        )
      }
      imageChartStorage = var.object_storage == null ? {
        type = "filesystem"
        s3   = null
        } : {
        type = "s3"
        s3 = {
          existingSecret = var.object_storage.secret
          bucket         = var.object_storage.bucket
          region         = var.object_storage.region
          regionendpoint = var.object_storage.endpoint
        }
      }
    }
  })]
}
