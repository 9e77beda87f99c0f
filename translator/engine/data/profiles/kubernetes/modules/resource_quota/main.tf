# The most that a namespace may ask for.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "kubernetes_resource_quota_v1" "this" {
  metadata {
    name      = local.name
    namespace = var.namespace
  }

  spec {
    hard = var.hard
  }
}
