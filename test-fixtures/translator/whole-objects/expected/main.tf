terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.20, < 4.0"
    }
  }
}

module "k" {
  source = "./modules/cluster"

  name       = "shop"
  region     = var.k_region
  connection = var.k_connection
}

module "read" {
  source = "./modules/cluster"

  name       = "read"
  connection = var.read_connection
}

module "pools" {
  source   = "./modules/node_pool"
  for_each = { web = "b3-8", jobs = "b3-16" }

  cluster = module.k.id
  name    = "pools-${each.key}"
  size = {
    web = {
      cpu        = 2
      memory_gib = 8
    }
    jobs = {
      cpu        = 4
      memory_gib = 16
    }
  }[each.key]
}

module "keys" {
  source = "./modules/ssh_key"
  count  = 2

  name       = "key-${count.index}"
  public_key = "ssh-ed25519 AAAAexample ${count.index}"
}

module "policy" {
  source = "./modules/access_policy"

  name       = "p"
  identities = []
  resources  = []
  allow      = []
}

output "cluster" {
  value     = module.k
  sensitive = true
}

output "read" {
  value     = module.read
  sensitive = true
}

output "pools" {
  value = module.pools
}

output "keys" {
  value = module.keys[*]
}

output "first_key" {
  value = module.keys[0]
}

output "lan" {
  value = { id = var.lan_id, regions_openstack_ids = var.lan_ids }
}

output "me" {
  value = var.me_object
}

output "plan" {
  value = var.plan_object
}

output "policy" {
  value = { id = "x", policy = module.policy }
}

output "vrack" {
  value = [{ id = var.vrack_id, name = var.vrack_name, service_name = var.vrack_service_name }]
}

# Nothing of it is secret there; the new module's address of the database is.
module "db" {
  source = "./modules/postgresql"

  name           = "db"
  engine_version = var.db_engine_version
  instances      = 1
}

output "database" {
  value = module.db
}

output "carts" {
  value = var.each_object
}

output "carts_of_a" {
  value = var.each_object["a"]
}

module "several" {
  source   = "./modules/postgresql"
  for_each = toset(["a", "b"])

  name           = "several-${each.key}"
  engine_version = var.several_engine_version[each.key]
  instances      = 1
}

output "databases" {
  value = module.several
}

output "database_a" {
  value = module.several["a"]
}

# Outputs of the cluster's module are secret, and these show what they have.
module "open" {
  source   = "./modules/cluster"
  for_each = toset(["a", "b"])

  name       = each.key
  region     = try(var.open_region[each.key], null)
  connection = var.open_connection[each.key]
}

output "open" {
  value = { for key, object in module.open : key => { id = object.id, kubernetes_version = object.kubernetes_version, name = object.name, region = object.region, requirements = object.requirements } }
}

output "open_a" {
  value = { id = module.open["a"].id, kubernetes_version = module.open["a"].kubernetes_version, name = module.open["a"].name, region = module.open["a"].region, requirements = module.open["a"].requirements }
}

output "open_k" {
  value = { id = module.k.id, kubernetes_version = module.k.kubernetes_version, name = module.k.name, region = module.k.region, requirements = module.k.requirements }
}
