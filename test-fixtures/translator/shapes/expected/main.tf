terraform {
  required_providers {
    ovh = { source = "ovh/ovh" }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
    }
  }
}
provider "ovh" {
  alias = "eu"
}
provider "ovh" {
  alias = "ca"
}
module "m" {
  source = "./m"
  providers = {
    ovh.main   = ovh.eu
    ovh.backup = ovh.ca
    aws        = aws
  }

  a_endpoint = var.a_endpoint
  b_endpoint = var.m_b_endpoint
}
output "rc" {
  value = var.u_environment
}
output "whole" {
  value     = { id = var.u_id, username = var.u_username, password = var.u_password, openstack_rc = var.u_environment }
  sensitive = true
}
output "name" {
  value = var.u_username
}
locals {
  names = { for k, v in { a = { id = var.u_id, username = var.u_username, password = var.u_password, openstack_rc = var.u_environment }, b = { id = var.u_id, username = var.u_username, password = var.u_password, openstack_rc = var.u_environment } } : k => v.username }
  first = one(module.b[*]).virtual_host
  cond  = var.on ? module.b[0].name : null
  tried = try(module.b[0].name, "")
  can   = can(module.d.uri)
  eps   = { for e in module.d.endpoints : e.component => e.domain }
  uri   = [for e in module.d.endpoints : e.uri if e.component == "postgresql"][0]
  flat  = flatten([for n in module.p : [for x in range(2) : n.name]])
}
variable "on" { default = true }
module "b" {
  source = "./modules/bucket"
  count  = var.on ? 1 : 0

  name     = "b"
  endpoint = var.b_endpoint[count.index]
  region   = try(var.b_region[count.index], null)
}
module "k" {
  source = "./modules/cluster"

  name       = "k"
  connection = var.k_connection
}
module "p" {
  source = "./modules/node_pool"
  count  = 2

  cluster = module.k.id
  name    = "p-${count.index}"
  size = {
    cpu        = 2
    memory_gib = 8
  }
}
module "d" {
  source = "./modules/postgresql"

  name           = "d"
  engine_version = "15"
  instances      = 1
  memory_gib     = 4
}
resource "terraform_data" "x" {
  triggers_replace = [module.k.id, module.d.id]
  input            = "${module.k.name}-%{if var.on}${module.d.host}%{else}none%{endif}"
  provisioner "local-exec" {
    command = <<-SH
      %{for p in [for index, object in module.p : merge(object, { current_nodes = var.p_current_nodes[index] })]~}
      echo ${p.name} ${p.current_nodes}
      %{endfor~}
      kubectl --kubeconfig <(echo '${module.k.kubeconfig}') get nodes
    SH
  }
}
module "other" {
  source = "./modules/cluster"

  name       = "other"
  connection = var.other_connection
}
output "other" {
  value     = module.other.kubeconfig
  sensitive = true
}

# What no release documents is told, however deep it stands.
module "deep_database" {
  source = "./modules/postgresql"

  name            = "deep-database"
  engine_version  = "16"
  instances       = 1
  allowed_sources = tolist(["192.0.2.0/24"])
}

# Of a map there is no list.
module "by_map" {
  source = "./modules/postgresql"

  name           = "by-map"
  engine_version = "16"
  instances      = 1
  memory_gib     = 4
  allowed_sources = [
    for key, value in { office = "192.0.2.0/24", home = "198.51.100.7/32" } : value
  ]
}

module "deep_bucket" {
  source = "./modules/bucket"

  name     = "deep"
  endpoint = var.deep_bucket_endpoint
  region   = var.deep_bucket_region
  object_lock = {
    mode = "GOVERNANCE"
    days = 1
  }
}
