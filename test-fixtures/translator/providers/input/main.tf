terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    # what the nodes run
    kubernetes = { source = "hashicorp/kubernetes" }
    # nothing else
  }
}

provider "ovh" {
  alias    = "eu"
  endpoint = "ovh-eu"
}

module "storage" {
  source = "./modules/k8s"
  providers = {
    ovh = ovh.eu # the only one
  }
}

module "inline" {
  source    = "./modules/k8s"
  providers = { ovh = ovh.eu }
}
