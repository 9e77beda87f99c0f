# What runs the shop.
terraform {
  required_version = ">= 1.7"

  required_providers {
    # the old platform
    ovh = {
      source                = "registry.opentofu.org/ovh/ovh"
      version               = "~> 2.0" # pinned
      configuration_aliases = [ovh.eu]
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

provider "kubernetes" {
  config_path = "kubeconfig"
}

provider "ovh" {
  endpoint           = "ovh-eu"
  application_key    = var.application_key
  application_secret = var.application_secret
}

provider "ovh" {
  alias    = "ca"
  endpoint = "ovh-ca"
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = var.name
  }
}

module "k8s" {
  source = "./modules/k8s"

  providers = {
    ovh        = ovh.ca
    kubernetes = kubernetes
  }
}

moved {
  from = ovh_cloud_project_kube.old
  to   = ovh_cloud_project_kube.main
}
