# The registry of the shop.
data "ovh_cloud_project_capabilities_containerregistry_filter" "plan" {
  service_name = var.project_id
  plan_name    = "SMALL"
  region       = "GRA"
}

resource "ovh_cloud_project_containerregistry" "images" {
  service_name = data.ovh_cloud_project_capabilities_containerregistry_filter.plan.service_name
  plan_id      = data.ovh_cloud_project_capabilities_containerregistry_filter.plan.id
  region       = data.ovh_cloud_project_capabilities_containerregistry_filter.plan.region
  name         = "shop" # as on the invoices
}

resource "ovh_cloud_project_containerregistry_user" "ci" {
  count        = 2
  service_name = var.project_id
  registry_id  = ovh_cloud_project_containerregistry.images.id
  login        = "ci-${count.index}"
  email        = "ci-${count.index}@shop.example"
}

resource "ovh_cloud_project_containerregistry_oidc" "login" {
  service_name       = var.project_id
  registry_id        = ovh_cloud_project_containerregistry.images.id
  oidc_name          = "keycloak"
  oidc_endpoint      = "https://id.shop.example/realms/shop"
  oidc_client_id     = "registry"
  oidc_client_secret = var.client_secret
  oidc_scope         = "openid,profile,email"
  oidc_verify_cert   = true
  delete_users       = false
}

resource "ovh_cloud_project_containerregistry_oidc" "written_out" {
  registry_id        = ovh_cloud_project_containerregistry.images.id
  oidc_name          = "dex"
  oidc_endpoint      = "https://dex.shop.example"
  oidc_client_id     = "registry"
  oidc_client_secret = "not-for-a-repository"
  oidc_scope         = "openid"
  oidc_verify_cert   = true
}

resource "ovh_cloud_project_containerregistry_ip_restrictions_registry" "office" {
  registry_id = ovh_cloud_project_containerregistry.images.id
  ip_restrictions = [
    { ip_block = "192.0.2.0/24", description = "office" }, # moves in May
    { ip_block = var.vpn, description = "vpn" },
  ]
}

resource "ovh_cloud_project_containerregistry_ip_restrictions_management" "office" {
  registry_id     = ovh_cloud_project_containerregistry.images.id
  ip_restrictions = [for block in var.offices : { ip_block = block, description = "office" }]
}

data "ovh_cloud_project_containerregistry" "other" {
  service_name = var.project_id
  registry_id  = "0a1b2c3d-0000-4000-8000-000000000001"
}

locals {
  registry = ovh_cloud_project_containerregistry.images
  host     = trimprefix(local.registry.url, "https://")
}

output "url" {
  value = ovh_cloud_project_containerregistry.images.url
}

output "login" {
  value = ovh_cloud_project_containerregistry_user.ci.0.user
}

output "passwords" {
  value     = ovh_cloud_project_containerregistry_user.ci[*].password
  sensitive = true
}

output "other" {
  value = data.ovh_cloud_project_containerregistry.other.url
}
