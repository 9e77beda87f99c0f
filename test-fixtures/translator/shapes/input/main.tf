terraform {
  required_providers {
    ovh = { source = "ovh/ovh" }
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
  }
}
resource "ovh_cloud_project_user" "u" {
  provider   = ovh.eu
  role_names = ["administrator"]
}
output "rc" {
  value = ovh_cloud_project_user.u.openstack_rc
}
output "whole" {
  value     = ovh_cloud_project_user.u
  sensitive = true
}
output "name" {
  value = ovh_cloud_project_user.u.username
}
locals {
  names = { for k, v in { a = ovh_cloud_project_user.u, b = ovh_cloud_project_user.u } : k => v.username }
  first = one(ovh_cloud_project_storage.b[*]).virtual_host
  cond  = var.on ? ovh_cloud_project_storage.b[0].name : null
  tried = try(ovh_cloud_project_storage.b[0].name, "")
  can   = can(ovh_cloud_project_database.d.endpoints[0].uri)
  eps   = { for e in ovh_cloud_project_database.d.endpoints : e.component => e.domain }
  uri   = [for e in ovh_cloud_project_database.d.endpoints : e.uri if e.component == "postgresql"][0]
  flat  = flatten([for n in ovh_cloud_project_kube_nodepool.p : [for x in range(2) : n.name]])
}
variable "on" { default = true }
resource "ovh_cloud_project_storage" "b" {
  count       = var.on ? 1 : 0
  name        = "b"
  region_name = "GRA"
}
resource "ovh_cloud_project_kube" "k" {
  name = "k"
}
resource "ovh_cloud_project_kube_nodepool" "p" {
  count       = 2
  kube_id     = ovh_cloud_project_kube.k.id
  name        = "p-${count.index}"
  flavor_name = "b3-8"
}
resource "ovh_cloud_project_database" "d" {
  engine  = "postgresql"
  version = "15"
  plan    = "essential"
  flavor  = "db1-4"
  nodes { region = "GRA" }
}
resource "terraform_data" "x" {
  triggers_replace = [ovh_cloud_project_kube.k.id, ovh_cloud_project_database.d.id]
  input            = "${ovh_cloud_project_kube.k.name}-%{if var.on}${ovh_cloud_project_database.d.endpoints.0.domain}%{else}none%{endif}"
  provisioner "local-exec" {
    command = <<-SH
      %{for p in ovh_cloud_project_kube_nodepool.p~}
      echo ${p.name} ${p.current_nodes}
      %{endfor~}
      kubectl --kubeconfig <(echo '${ovh_cloud_project_kube.k.kubeconfig}') get nodes
    SH
  }
}
data "ovh_cloud_project_kube" "other" {
  kube_id = "x"
}
output "other" {
  value     = data.ovh_cloud_project_kube.other.kubeconfig
  sensitive = true
}

# What no release documents is told, however deep it stands.
resource "ovh_cloud_project_database" "deep" {
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  nodes {
    region = "GRA"
    rack   = 3
  }
  dynamic "ip_restrictions" {
    for_each = ["192.0.2.0/24"]
    content {
      ip     = ip_restrictions.value
      colour = "red"
    }
  }
}

# Of a map there is no list.
resource "ovh_cloud_project_database" "by_map" {
  engine  = "postgresql"
  version = "16"
  plan    = "essential"
  flavor  = "db1-4"
  nodes {
    region = "GRA"
  }
  dynamic "ip_restrictions" {
    for_each = { office = "192.0.2.0/24", home = "198.51.100.7/32" }
    iterator = place
    content {
      ip          = place.value
      description = place.key
    }
  }
}

resource "ovh_cloud_project_storage" "deep" {
  name        = "deep"
  region_name = "GRA"
  object_lock = {
    status = "enabled"
    rule   = { mode = "governance", period = "P1D", weather = "fair" }
  }
}
