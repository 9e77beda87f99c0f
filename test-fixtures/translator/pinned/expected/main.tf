resource "ovh_vrack" "vrack" {
  name = "backbone"
}

resource "ovh_cloud_project" "project" {
  ovh_subsidiary = data.ovh_order_cart.cart.ovh_subsidiary
}

data "ovh_order_cart" "cart" {
  ovh_subsidiary = "fr"
}

resource "ovh_vrack_dedicated_server" "attach" {
  service_name = ovh_vrack.vrack.id
  server_id    = ovh_cloud_project.project.project_id
}

resource "ovh_cloud_project_kube" "main" {
  service_name = ovh_cloud_project.project.project_id
  name         = "shop"
}

resource "ovh_made_up" "x" {
  kube = ovh_cloud_project_kube.main.id
}

module "free" {
  source = "./modules/cluster"

  name       = var.me_nichandle
  connection = var.free_connection
}

moved {
  from = ovh_cloud_project_kube.old
  to   = ovh_cloud_project_kube.free
}

output "whole" {
  value = { id = module.free.id, kubernetes_version = module.free.kubernetes_version, name = module.free.name, region = module.free.region, requirements = module.free.requirements }
}

resource "ovhai_workload_export" "exit" {
  destination = "file:exit"
}

data "ovhai_inventory" "all" {}
