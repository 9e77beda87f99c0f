resource "ovh_cloud_project_kube" "this" {
  service_name = var.project_id
  name         = var.name
  region       = var.region
  version      = "1.31"

  private_network_id = var.network.id # same network as the databases
  nodes_subnet_id    = var.network.subnet_id

  private_network_configuration {
    default_vrack_gateway              = ""
    private_network_routing_as_default = true
  }

  update_policy = "MINIMAL_DOWNTIME"

  customization_apiserver {
    admissionplugins {
      enabled  = ["NodeRestriction"]
      disabled = ["AlwaysPullImages"]
    }
  }

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [version]
  }
}

resource "ovh_cloud_project_kube_nodepool" "pools" {
  for_each = var.pools

  service_name  = var.project_id
  kube_id       = ovh_cloud_project_kube.this.id
  name          = each.key
  flavor_name   = each.value.flavor
  min_nodes     = each.value.min
  max_nodes     = each.value.max
  desired_nodes = each.value.min
  autoscale     = each.value.max > each.value.min
  anti_affinity = false

  template {
    metadata {
      annotations = {}
      finalizers  = []
      labels      = merge({ pool = each.key }, each.value.labels)
    }
    spec {
      unschedulable = false
      taints        = each.value.taints
    }
  }

  lifecycle {
    ignore_changes = [desired_nodes] # the autoscaler's
  }
}

resource "ovh_cloud_project_kube_iprestrictions" "office" {
  count        = length(var.allowed) > 0 ? 1 : 0
  service_name = var.project_id
  kube_id      = ovh_cloud_project_kube.this.id
  ips          = var.allowed
}
