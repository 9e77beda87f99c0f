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
module "main" {
  source = "./modules/cluster"

  # shown in the console
  name               = "shop-${var.stage}"
  kubernetes_version = "1.30"
  region             = var.main_region
  network = {
    egress_gateway    = "10.4.0.1"
    egress_by_default = true
  }
  # Upgrades are done by hand.
  maintenance = {
    automatic_upgrades = false
  }
  connection = var.main_connection
}

module "general" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "general"
  size = {
    cpu        = 2
    memory_gib = 8
  }
  desired_nodes = 3
  min_nodes     = 3
  max_nodes     = var.max_nodes
  autoscale     = true
  labels = {
    # who pays
    team = "shop"
  }
  annotations = {}
}

module "gpu" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "gpu"
  size = {
    cpu        = 22
    memory_gib = 90
    gpu_count  = 1
    gpu_kind   = "nvidia-l4"
  }
  desired_nodes = 1
  labels        = {}
  annotations   = {}
  taints = [
    {
      key    = "nvidia.com/gpu"
      value  = "present"
      effect = "NoSchedule"
    },
  ]

  depends_on = [module.main, local_sensitive_file.kubeconfig]
}
