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

module "main" {
  source   = "./modules/cluster"
  for_each = var.colours

  name               = "shop-${each.key}"
  kubernetes_version = "1.31"
  region             = try(var.main_region[each.key], null)
  connection         = var.main_connection[each.key]
  # Nobody may lose it by mistake.
}

resource "terraform_data" "main_conditions" {
  for_each = var.colours

  lifecycle {
    precondition {
      # Pools need it.
      # a name is short
      # as the account is
      condition     = length(each.key) < 12 && var.me_state == "complete"
      error_message = "The colour ${each.key} is too long."
    }

    precondition {
      condition     = contains(["blue", "green"], each.key)
      error_message = <<-EOT
        There is no colour ${each.key}.
      EOT
    }
  }
}

module "pool" {
  source = "./modules/node_pool"

  cluster = module.main["blue"].id
  name    = "pool"
  size = {
    cpu        = 2
    memory_gib = 8
  }
  # the autoscaler's
  desired_nodes = var.nodes
  # a person's
  max_nodes = 10
}

module "ops" {
  source = "./modules/ssh_key"

  name       = "ops"
  public_key = "ssh-ed25519 AAAAexample ops"
  # keys are turned by hand
}
