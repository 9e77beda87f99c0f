data "ovh_me" "account" {}

data "ovh_order_cart" "cart" {
  ovh_subsidiary = data.ovh_me.account.ovh_subsidiary
}

data "ovh_order_cart_product_plan" "project" {
  cart_id        = data.ovh_order_cart.cart.id
  price_capacity = "renew"
  product        = "cloud"
  plan_code      = "project.2018"
}

resource "ovh_cloud_project" "hub" {
  ovh_subsidiary = data.ovh_order_cart.cart.ovh_subsidiary
  description    = "hub"

  plan {
    duration     = data.ovh_order_cart_product_plan.project.selected_price[0].duration
    plan_code    = data.ovh_order_cart_product_plan.project.plan_code
    pricing_mode = data.ovh_order_cart_product_plan.project.selected_price[0].pricing_mode
  }
}

resource "ovh_cloud_project_user" "robots" {
  for_each     = toset(["plan", "apply"])
  service_name = ovh_cloud_project.hub.project_id
  role_names   = ["compute_operator", "network_operator"]
}

module "robots_iam_policy" {
  source = "./modules/access_policy"

  name        = "robots"
  description = "What CI may do"
  identities  = ["urn:v1:eu:identity:account:${data.ovh_me.account.nichandle}"]
  resources   = [ovh_cloud_project.hub.project_urn]
  allow       = ["publicCloudProject:apiovh:instance/get", "publicCloudProject:apiovh:kube/*"]
  deny        = ["publicCloudProject:apiovh:user/*"]
}

module "hub_quota" {
  source = "./modules/resource_quota"

  name = "hub-quota"
  hard = var.hub_quota_hard
}

module "fleet" {
  source = "./modules/rancher"

  name               = "fleet"
  host               = var.fleet_host
  allowed_sources    = [{ cidr_block = "192.0.2.0/24", description = "office" }]
  bootstrap_password = var.fleet_bootstrap_password
}

output "project" {
  value = ovh_cloud_project.hub.project_id
}

output "user_names" {
  value = values(ovh_cloud_project_user.robots)[*].username
}

output "client" {
  value     = var.ci_client_secret
  sensitive = true
}

output "rancher" {
  value = module.fleet.current_state.url
}
