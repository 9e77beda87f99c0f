# Who may do what. Names of actions and resources are those of the platform that was left: this module keeps them for whoever gives
# rights on the new one, and binds what a person writes into "rules" to the groups in "groups".

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")
}

resource "kubernetes_cluster_role_v1" "this" {
  count = length(var.rules) > 0 ? 1 : 0

  metadata {
    name        = local.name
    annotations = var.description == null ? {} : { description = var.description }
  }

  dynamic "rule" {
    for_each = var.rules

    content {
      api_groups = rule.value.api_groups
      resources  = rule.value.resources
      verbs      = rule.value.verbs
    }
  }
}

resource "kubernetes_cluster_role_binding_v1" "this" {
  count = length(var.rules) > 0 && length(var.groups) > 0 ? 1 : 0

  metadata {
    name = local.name
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = kubernetes_cluster_role_v1.this[0].metadata[0].name
  }

  dynamic "subject" {
    for_each = var.groups

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "Group"
      name      = subject.value
    }
  }
}
