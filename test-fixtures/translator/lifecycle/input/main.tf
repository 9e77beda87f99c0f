terraform {
  required_version = ">= 1.7"
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

variable "colours" {
  type = set(string)
}

variable "nodes" {
  type = number
}

resource "ovh_cloud_project_kube" "main" {
  for_each = var.colours
  name     = "shop-${each.key}"
  region   = "GRA11"
  version  = "1.31"

  lifecycle {
    # Nobody may lose it by mistake.
    prevent_destroy       = true
    create_before_destroy = false

    # Pools need it.
    precondition {
      # a name is short
      condition     = length(each.key) < 12 && data.ovh_me.me.state == "complete" # as the account is
      error_message = "The colour ${each.key} is too long."
    }
    precondition {
      condition     = contains(["blue", "green"], each.key)
      error_message = <<-EOT
        There is no colour ${each.key}.
      EOT
    }
    postcondition {
      condition     = self.status == "READY"
      error_message = "The cluster is not ready."
    }
  }
}

data "ovh_me" "me" {}

resource "ovh_cloud_project_kube_nodepool" "pool" {
  kube_id       = ovh_cloud_project_kube.main["blue"].id
  name          = "pool"
  flavor_name   = "b3-8"
  desired_nodes = var.nodes
  max_nodes     = 10

  lifecycle {
    create_before_destroy = true
    ignore_changes = [
      max_nodes, # a person's
      desired_nodes, # the autoscaler's
    ]
  }
}

resource "ovh_cloud_project_ssh_key" "ops" {
  name       = "ops"
  public_key = "ssh-ed25519 AAAAexample ops"

  lifecycle {
    ignore_changes = all # keys are turned by hand
  }
}

resource "ovh_vrack" "net" {
  name = "net"

  lifecycle {
    ignore_changes  = [description]
    prevent_destroy = true
  }
}
