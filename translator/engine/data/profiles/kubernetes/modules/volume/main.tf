# A volume that pods claim. What was on the old one is copied by an export of the data.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "kubernetes_persistent_volume_claim_v1" "this" {
  metadata {
    name        = local.name
    namespace   = var.namespace
    annotations = var.description == null ? {} : { description = var.description }
  }

  spec {
    access_modes       = var.access_modes
    storage_class_name = var.storage_class

    resources {
      requests = {
        storage = "${var.size_gib}Gi"
      }
    }
  }

  # Classes that wait for the first pod bind nothing until there is one.
  wait_until_bound = false
}
