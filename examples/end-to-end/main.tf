# Leaving OVHcloud AI Deploy, in one configuration. `cargo xtask demo` runs it against the sandbox; with the variables of
# the official OVH provider (OVH_ENDPOINT, OVH_APPLICATION_KEY, …, OVH_CLOUD_PROJECT_SERVICE) it reads your own project.

terraform {
  required_version = ">= 1.11"

  required_providers {
    ovhai = {
      source = "ovh-reversibility/ovhai"
    }
  }
}

provider "ovhai" {}

# What is there today. Terraform freezes its revision into the plan, so what you apply is what you saw.
data "ovhai_inventory" "all" {}

# Could you leave today? Every row of the vendor's policy against every object, and what stands in the way.
data "ovhai_readiness" "exit" {
  profile = local.profile
}

locals {
  profile = {
    namespace = "ml"
    domain    = "apps.example.com"
  }
}

# What it becomes. Nothing is written before apply; afterwards every plan says whether the files are still true.
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.all.revision
  target      = "kubernetes"
  profile     = local.profile
}
