provider "ovhai" {}

data "ovhai_inventory" "two" {
  select = {
    names = ["orders-api", "embedder"]
  }
}

resource "ovhai_workload_export" "exit" {
  destination = "file:./exit"
  revision    = data.ovhai_inventory.two.revision

  select = {
    names = ["orders-api", "embedder"]
  }

  profile = {
    namespace = "shop"
    domain    = "apps.example.com"
    exposure  = "ingress"
  }

  answers = {
    "kubernetes/url-changes" = "clients were told"
  }

  overrides = {
    "Deployment/orders-api" = jsonencode({ spec = { template = { spec = { priorityClassName = "shop" } } } })
  }
}
