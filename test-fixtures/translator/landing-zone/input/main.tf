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

data "ovh_order_cart_product_plan" "vrack" {
  cart_id        = data.ovh_order_cart.cart.id
  price_capacity = "renew"
  product        = "vrack"
  plan_code      = "vrack"
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

resource "ovh_vrack" "backbone" {
  ovh_subsidiary = data.ovh_order_cart.cart.ovh_subsidiary
  name           = "backbone"

  plan {
    duration     = data.ovh_order_cart_product_plan.vrack.selected_price[0].duration
    plan_code    = data.ovh_order_cart_product_plan.vrack.plan_code
    pricing_mode = data.ovh_order_cart_product_plan.vrack.selected_price[0].pricing_mode
  }
}

resource "ovh_vrack_cloudproject" "hub" {
  service_name = ovh_vrack.backbone.service_name
  project_id   = ovh_cloud_project.hub.project_id
}

resource "ovh_cloud_project_user" "robots" {
  for_each     = toset(["plan", "apply"])
  service_name = ovh_cloud_project.hub.project_id
  role_names   = ["compute_operator", "network_operator"]
}

resource "ovh_iam_policy" "robots" {
  name        = "robots"
  description = "What CI may do"
  identities  = ["urn:v1:eu:identity:account:${data.ovh_me.account.nichandle}"]
  resources   = [ovh_cloud_project.hub.project_urn]
  allow       = ["publicCloudProject:apiovh:instance/get", "publicCloudProject:apiovh:kube/*"]
  deny        = ["publicCloudProject:apiovh:user/*"]
}

resource "ovh_me_identity_group" "ops" {
  name        = "ops"
  description = "Operators"
}

resource "ovh_me_api_oauth2_client" "ci" {
  name        = "ci"
  flow        = "CLIENT_CREDENTIALS"
  description = "CI"
}

resource "ovh_cloud_quota" "hub" {
  service_name                    = ovh_cloud_project.hub.project_id
  prevent_automatic_quota_upgrade = true
  regions                         = [{ region = "GRA11", profile = "50vms" }]
}

resource "ovh_cloud_project_rancher" "fleet" {
  project_id = ovh_cloud_project.hub.project_id
  target_spec = {
    name            = "fleet"
    plan            = "STANDARD"
    ip_restrictions = [{ cidr_block = "192.0.2.0/24", description = "office" }]
  }
}

output "project" {
  value = ovh_cloud_project.hub.project_id
}

output "user_names" {
  value = values(ovh_cloud_project_user.robots)[*].username
}

output "client" {
  value     = ovh_me_api_oauth2_client.ci.client_secret
  sensitive = true
}

output "rancher" {
  value = ovh_cloud_project_rancher.fleet.current_state.url
}
