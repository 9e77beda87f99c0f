# What takes connections from outside and hands them to addresses: a Service of type LoadBalancer for each listener, without a
# selector, and an EndpointSlice with the members of its pool. Where pods of the cluster take their place, give the Service a
# selector and remove the slice. Sessions, health checks and TLS belong to a gateway (Gateway API): see the output "requirements".

locals {
  # Names of objects are lower case, digits and dashes.
  name = trim(replace(lower(var.name), "/[^a-z0-9-]+/", "-"), "-")

  # Ports of one protocol are unique.
  listeners = { for listener in var.listeners : "${lower(listener.protocol)}-${listener.port}" => listener }
}

resource "kubernetes_service_v1" "listener" {
  for_each = local.listeners

  metadata {
    name        = "${local.name}-${each.key}"
    namespace   = var.namespace
    annotations = merge(var.annotations, var.description == null ? {} : { description = var.description })
  }

  spec {
    type                        = "LoadBalancer"
    load_balancer_source_ranges = each.value.allowed_cidrs

    port {
      name        = each.key
      port        = each.value.port
      target_port = try(each.value.pool.members[0].protocol_port, each.value.port)
      protocol    = contains(["udp"], lower(each.value.protocol)) ? "UDP" : "TCP"
    }
  }

  wait_for_load_balancer = false
}

resource "kubernetes_endpoint_slice_v1" "pool" {
  for_each = { for key, listener in local.listeners : key => listener if length(try(listener.pool.members, [])) > 0 }

  metadata {
    name      = "${local.name}-${each.key}"
    namespace = var.namespace
    labels = {
      "kubernetes.io/service-name" = kubernetes_service_v1.listener[each.key].metadata[0].name
    }
  }

  address_type = "IPv4"

  dynamic "endpoint" {
    for_each = each.value.pool.members

    content {
      addresses = [endpoint.value.address]

      condition {
        ready = true
      }
    }
  }

  port {
    name         = each.key
    port         = each.value.pool.members[0].protocol_port
    protocol     = contains(["udp"], lower(each.value.protocol)) ? "UDP" : "TCP"
    app_protocol = null
  }
}
