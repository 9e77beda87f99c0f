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

# What runs today. Terraform freezes its revision into the plan, so what you apply is what you saw.
data "ovhai_inventory" "apps" {}

# What it becomes. Nothing is written before apply; afterwards every plan says whether the files are still true.
resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.apps.revision
  target      = "kubernetes"

  profile = {
    namespace = "ml"
    domain    = "apps.example.com"
  }
}
