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

resource "ovh_cloud_project_kube_nodepool" "this" {
  kube_id     = var.cluster
  flavor_name = var.flavor
}
