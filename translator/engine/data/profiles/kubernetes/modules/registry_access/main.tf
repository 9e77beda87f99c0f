# Addresses that may reach the pods of the registry (Harbor). Pods see the addresses of clients only where the gateway in front
# of them keeps them; where it does not, the gateway itself must have the list.

locals {
  name = "registry-${join("-", var.components)}"
}

resource "kubernetes_network_policy_v1" "this" {
  metadata {
    name      = local.name
    namespace = var.namespace
  }

  spec {
    policy_types = ["Ingress"]

    pod_selector {
      match_labels = { app = "harbor" }

      match_expressions {
        key      = "component"
        operator = "In"
        values   = var.components
      }
    }

    ingress {
      # The parts of the registry reach each other.
      from {
        pod_selector {}
      }

      dynamic "from" {
        for_each = var.allowed_sources

        content {
          ip_block {
            cidr = from.value.ip_block
          }
        }
      }
    }
  }
}
