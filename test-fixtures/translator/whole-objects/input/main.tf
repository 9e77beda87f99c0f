terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

resource "ovh_cloud_project_kube" "k" {
  name   = "shop"
  region = "GRA11"
}

data "ovh_cloud_project_kube" "read" {
  kube_id = "x"
}

resource "ovh_cloud_project_kube_nodepool" "pools" {
  for_each    = { web = "b3-8", jobs = "b3-16" }
  kube_id     = ovh_cloud_project_kube.k.id
  flavor_name = each.value
}

resource "ovh_cloud_project_ssh_key" "keys" {
  count      = 2
  name       = "key-${count.index}"
  public_key = "ssh-ed25519 AAAAexample ${count.index}"
}

resource "ovh_cloud_project_network_private" "lan" {
  vlan_id = 1
}

data "ovh_me" "me" {}

data "ovh_cloud_project_capabilities_containerregistry_filter" "plan" {
  plan_name = "SMALL"
  region    = "GRA"
}

resource "ovh_iam_policy" "policy" {
  name       = "p"
  identities = []
  resources  = []
  allow      = []
}

resource "ovh_vrack" "vrack" {
  name = "v"
}

output "cluster" {
  value     = ovh_cloud_project_kube.k
  sensitive = true
}

output "read" {
  value     = data.ovh_cloud_project_kube.read
  sensitive = true
}

output "pools" {
  value = ovh_cloud_project_kube_nodepool.pools
}

output "keys" {
  value = ovh_cloud_project_ssh_key.keys[*]
}

output "first_key" {
  value = ovh_cloud_project_ssh_key.keys[0]
}

output "lan" {
  value = ovh_cloud_project_network_private.lan
}

output "me" {
  value = data.ovh_me.me
}

output "plan" {
  value = data.ovh_cloud_project_capabilities_containerregistry_filter.plan
}

output "policy" {
  value = { id = "x", policy = ovh_iam_policy.policy }
}

output "vrack" {
  value = [ovh_vrack.vrack]
}

# Nothing of it is secret there; the new module's address of the database is.
resource "ovh_cloud_project_database" "db" {
  engine = "postgresql"
  plan   = "essential"
}

output "database" {
  value = ovh_cloud_project_database.db
}

data "ovh_order_cart" "each" {
  for_each = toset(["a", "b"])
}

output "carts" {
  value = data.ovh_order_cart.each
}

output "carts_of_a" {
  value = data.ovh_order_cart.each["a"]
}

resource "ovh_cloud_project_database" "several" {
  for_each = toset(["a", "b"])
  engine   = "postgresql"
  plan     = "essential"
}

output "databases" {
  value = ovh_cloud_project_database.several
}

output "database_a" {
  value = ovh_cloud_project_database.several["a"]
}

# Outputs of the cluster's module are secret, and these show what they have.
resource "ovh_cloud_project_kube" "open" {
  for_each = toset(["a", "b"])
  name     = each.key
  region   = "GRA11"
}

output "open" {
  value = ovh_cloud_project_kube.open
}

output "open_a" {
  value = ovh_cloud_project_kube.open["a"]
}

output "open_k" {
  value = ovh_cloud_project_kube.k
}
