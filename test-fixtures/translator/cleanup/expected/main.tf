# What runs the shop.
terraform {
  required_version = ">= 1.7"

  required_providers {
    # the old platform
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

provider "kubernetes" {
  config_path = "kubeconfig"
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = var.name
  }
}

module "k8s" {
  source = "./modules/k8s"

  providers = {
    kubernetes = kubernetes
  }
}
