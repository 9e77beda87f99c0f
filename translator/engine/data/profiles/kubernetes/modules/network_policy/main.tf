# Who may reach certain pods, and whom they may reach. With no selector it is for all pods of the namespace.

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")

  rules   = [for rule in var.rules : rule if contains(["TCP", "UDP", "SCTP"], upper(coalesce(rule.protocol, "TCP")))]
  ingress = [for rule in local.rules : rule if upper(rule.direction) == "INGRESS"]
  egress  = [for rule in local.rules : rule if upper(rule.direction) == "EGRESS"]
}

resource "kubernetes_network_policy_v1" "this" {
  metadata {
    name        = local.name
    namespace   = var.namespace
    annotations = var.description == null ? {} : { description = var.description }
  }

  spec {
    # What leaves is only restricted where a rule says so.
    policy_types = length(local.egress) > 0 ? ["Ingress", "Egress"] : ["Ingress"]

    pod_selector {
      match_labels = var.pod_labels
    }

    dynamic "ingress" {
      for_each = local.ingress

      content {
        dynamic "ports" {
          for_each = ingress.value.port_range_min == null ? [] : [ingress.value]

          content {
            port     = tostring(ports.value.port_range_min)
            end_port = ports.value.port_range_max == ports.value.port_range_min ? null : ports.value.port_range_max
            protocol = upper(coalesce(ports.value.protocol, "TCP"))
          }
        }

        dynamic "from" {
          for_each = ingress.value.remote_ip_prefix == null && ingress.value.remote_group_id == null ? [] : [ingress.value]

          content {
            dynamic "ip_block" {
              for_each = from.value.remote_ip_prefix == null ? [] : [from.value.remote_ip_prefix]

              content {
                cidr = ip_block.value
              }
            }

            dynamic "pod_selector" {
              for_each = from.value.remote_group_id == null ? [] : [from.value.remote_group_id]

              content {
                match_labels = { group = pod_selector.value }
              }
            }
          }
        }
      }
    }

    dynamic "egress" {
      for_each = local.egress

      content {
        dynamic "ports" {
          for_each = egress.value.port_range_min == null ? [] : [egress.value]

          content {
            port     = tostring(ports.value.port_range_min)
            end_port = ports.value.port_range_max == ports.value.port_range_min ? null : ports.value.port_range_max
            protocol = upper(coalesce(ports.value.protocol, "TCP"))
          }
        }

        dynamic "to" {
          for_each = egress.value.remote_ip_prefix == null && egress.value.remote_group_id == null ? [] : [egress.value]

          content {
            dynamic "ip_block" {
              for_each = to.value.remote_ip_prefix == null ? [] : [to.value.remote_ip_prefix]

              content {
                cidr = ip_block.value
              }
            }

            dynamic "pod_selector" {
              for_each = to.value.remote_group_id == null ? [] : [to.value.remote_group_id]

              content {
                match_labels = { group = pod_selector.value }
              }
            }
          }
        }
      }
    }
  }
}
