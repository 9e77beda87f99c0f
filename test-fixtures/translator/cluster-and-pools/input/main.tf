terraform {
  required_version = ">= 1.7"

  required_providers {
    ovh = {
      source  = "ovh/ovh"
      version = "~> 1.0"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

provider "ovh" {
  endpoint = "ovh-eu"
}

# The cluster everything runs in.
resource "ovh_cloud_project_kube" "main" {
  service_name = var.project_id
  name         = "shop-${var.stage}" # shown in the console
  region       = "GRA11"
  version      = "1.30-2"

  # Upgrades are done by hand.
  update_policy = "NEVER_UPDATE"

  private_network_configuration {
    default_vrack_gateway              = "10.4.0.1"
    private_network_routing_as_default = true
  }

  timeouts {
    create = "20m"
  }

  lifecycle {
    ignore_changes = [version]
  }
}

resource "ovh_cloud_project_kube_nodepool" "general" {
  service_name  = var.project_id
  kube_id       = ovh_cloud_project_kube.main.id
  name          = "general"
  flavor_name   = "b3-8"
  desired_nodes = 3
  min_nodes     = 3
  max_nodes     = var.max_nodes
  autoscale     = true

  template {
    metadata {
      annotations = {}
      finalizers  = []
      labels = {
        # who pays
        team = "shop"
      }
    }
    spec {
      unschedulable = false
      taints        = []
    }
  }
}

resource "ovh_cloud_project_kube_nodepool" "gpu" {
  kube_id       = ovh_cloud_project_kube.main.id
  flavor_name   = "l4-90"
  desired_nodes = 1
  monthly_billed = true
  surprise      = true
  template {
    metadata {
      annotations = {}
      finalizers  = ["keep.example/me"]
      labels      = {}
    }
    spec {
      unschedulable = true
      taints {
        effect = "NoSchedule"
        key    = "nvidia.com/gpu"
        value  = "present"
      }
    }
  }

  depends_on = [ovh_cloud_project_kube.main, local_sensitive_file.kubeconfig]
}
