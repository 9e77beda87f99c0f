terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

variable "prod" {
  type    = bool
  default = false
}

variable "env" {
  type = string
}

variable "flavor" {
  type    = string
  default = "b3-16"
}

variable "database_flavor" {
  type    = string
  default = "db1-7"
}

variable "engine" {
  type    = string
  default = "postgresql"
}

variable "sized" {
  type    = string
  default = "b3-8"
}

locals {
  flavors = {
    dev  = "b3-8"
    prod = "b3-32"
  }
  sizes = {
    dev  = { node = "c3-4", region = "GRA11" }
    prod = { node = "l4-90", region = "SBG5" }
  }
  pools = {
    web = { flavor = "b3-8", count = 2 }
    gpu = { flavor = "l4-180", count = 1 }
  }
  single = "r3-16"
}

resource "ovh_cloud_project_kube" "main" {
  name    = "shop"
  region  = var.prod ? "GRA11" : local.sizes["dev"].region
  version = var.prod ? "1.30-2" : "1.31" # dev goes first
}

resource "ovh_cloud_project_kube" "other" {
  name    = "other"
  region  = var.prod ? var.env : "GRA11"
  version = var.prod ? "1.30" : "1.31"
}

resource "ovh_cloud_project_kube_nodepool" "condition" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = var.prod ? (var.env == "live" ? "b3-32" : "b2-15") : "b2-7" # as small as it gets
}

resource "ovh_cloud_project_kube_nodepool" "map" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = local.flavors[var.env]
}

resource "ovh_cloud_project_kube_nodepool" "lookup" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = lookup(local.flavors, var.env, "b2-7")
}

resource "ovh_cloud_project_kube_nodepool" "nested" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = local.sizes[ovh_cloud_project_kube.main.name].node
}

resource "ovh_cloud_project_kube_nodepool" "inline" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = { dev = "b3-8", prod = "b3-16" }[var.env]
}

resource "ovh_cloud_project_kube_nodepool" "each" {
  for_each    = local.pools
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = each.value.flavor
}

resource "ovh_cloud_project_kube_nodepool" "local" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = local.single
}

# Its default is what it has.
resource "ovh_cloud_project_kube_nodepool" "default" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = var.flavor
}

# A file of values says otherwise.
resource "ovh_cloud_project_kube_nodepool" "set" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = var.sized
}

# Nobody knows the second one.
resource "ovh_cloud_project_kube_nodepool" "half" {
  kube_id     = ovh_cloud_project_kube.main.id
  flavor_name = var.prod ? "discovery" : "b3-8"
}

module "pool" {
  source = "./modules/pool"

  cluster = ovh_cloud_project_kube.main.id
  flavor  = "b3-64"
}

resource "ovh_cloud_project_database" "shop" {
  engine  = "postgresql"
  version = "16"
  plan    = var.prod ? "enterprise" : "essential"
  flavor  = var.prod ? "db1-30" : "db1-7"
}

resource "ovh_cloud_project_database" "reports" {
  engine  = "postgresql"
  version = "16"
  plan    = var.env
  flavor  = var.database_flavor
}

# Which engine it is, a file of values says.
resource "ovh_cloud_project_database" "set" {
  engine  = var.engine
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"
}
