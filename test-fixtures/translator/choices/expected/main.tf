terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
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

module "main" {
  source = "./modules/cluster"

  name = "shop"
  # dev goes first
  kubernetes_version = var.prod ? "1.30" : "1.31"
  region             = var.main_region
  connection         = var.main_connection
}

module "other" {
  source = "./modules/cluster"

  name               = "other"
  kubernetes_version = var.prod ? "1.30" : "1.31"
  region             = var.prod ? var.env : "GRA11"
  connection         = var.other_connection
}

module "condition" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "condition"
  # as small as it gets
  size = var.prod ? (var.env == "live" ? { cpu = 8, memory_gib = 32 } : { cpu = 4, memory_gib = 15 }) : { cpu = 2, memory_gib = 7 }
}

module "map" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "map"
  size = {
    dev = {
      cpu        = 2
      memory_gib = 8
    }
    prod = {
      cpu        = 8
      memory_gib = 32
    }
  }[var.env]
}

module "lookup" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "lookup"
  size = try(
    {
      dev = {
        cpu        = 2
        memory_gib = 8
      }
      prod = {
        cpu        = 8
        memory_gib = 32
      }
    }[var.env],
    {
      cpu        = 2
      memory_gib = 7
    }
  )
}

module "nested" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "nested"
  size = {
    dev = {
      cpu        = 2
      memory_gib = 4
      gpu_count  = 0
      gpu_kind   = null
    }
    prod = {
      cpu        = 22
      memory_gib = 90
      gpu_count  = 1
      gpu_kind   = "nvidia-l4"
    }
  }[module.main.name]
}

module "inline" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "inline"
  size = {
    dev = {
      cpu        = 2
      memory_gib = 8
    }
    prod = {
      cpu        = 4
      memory_gib = 16
    }
  }[var.env]
}

module "each" {
  source   = "./modules/node_pool"
  for_each = local.pools

  cluster = module.main.id
  name    = "each-${each.key}"
  size = {
    web = {
      cpu        = 2
      memory_gib = 8
      gpu_count  = 0
      gpu_kind   = null
    }
    gpu = {
      cpu        = 44
      memory_gib = 180
      gpu_count  = 2
      gpu_kind   = "nvidia-l4"
    }
  }[each.key]
}

module "local" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "local"
  size = {
    cpu        = 2
    memory_gib = 16
  }
}

# Its default is what it has.
module "default" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "default"
  size    = var.default_size
}

# A file of values says otherwise.
module "set_node_pool" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "set-node-pool"
  size    = var.set_node_pool_size
}

# Nobody knows the second one.
module "half" {
  source = "./modules/node_pool"

  cluster = module.main.id
  name    = "half"
  size    = var.half_size
}

module "pool" {
  source = "./modules/pool"

  cluster = module.main.id
  flavor  = "b3-64"

  node_pool_size = var.node_pool_size
}

module "shop" {
  source = "./modules/postgresql"

  name           = "shop"
  engine_version = "16"
  instances      = var.prod ? 3 : 1
  memory_gib     = var.prod ? 30 : 7
}

module "reports" {
  source = "./modules/postgresql"

  name           = "reports"
  engine_version = "16"
  instances      = var.reports_instances
  memory_gib     = var.reports_memory_gib
}

# Which engine it is, a file of values says.
resource "ovh_cloud_project_database" "set" {
  engine  = var.engine
  version = "16"
  plan    = "essential"
  flavor  = "db1-7"
}
