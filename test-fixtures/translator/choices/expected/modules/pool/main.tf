terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

variable "cluster" {
  type = string
}

variable "flavor" {
  type = string
}

module "this" {
  source = "../node_pool"

  cluster = var.cluster
  name    = "this"
  size    = var.node_pool_size
}
