# The registry of the shop.

module "images" {
  source = "./modules/registry"

  # as on the invoices
  name           = "shop"
  host           = var.images_host
  admin_password = var.images_admin_password
}

module "ci" {
  source = "./modules/registry_user"
  count  = 2

  registry = module.images.id
  name     = "ci-${count.index}"
  email    = "ci-${count.index}@shop.example"
  password = var.ci_password[count.index]
}

module "login" {
  source = "./modules/registry_oidc"

  registry           = module.images.id
  name               = "keycloak"
  endpoint           = "https://id.shop.example/realms/shop"
  client_id          = "registry"
  client_secret      = var.client_secret
  scope              = "openid,profile,email"
  verify_certificate = true
}

module "written_out" {
  source = "./modules/registry_oidc"

  registry           = module.images.id
  name               = "dex"
  endpoint           = "https://dex.shop.example"
  client_id          = "registry"
  client_secret      = var.written_out_client_secret
  scope              = "openid"
  verify_certificate = true
}

module "office_containerregistry_ip_restrictions_registry" {
  source = "./modules/registry_access"

  registry   = module.images.id
  components = ["core", "registry"]
  allowed_sources = [
    { ip_block = "192.0.2.0/24", description = "office" }, # moves in May
    { ip_block = var.vpn, description = "vpn" },
  ]
}

module "office_containerregistry_ip_restrictions_management" {
  source = "./modules/registry_access"

  registry        = module.images.id
  components      = ["core", "portal"]
  allowed_sources = [for block in var.offices : { ip_block = block, description = "office" }]
}

locals {
  registry = module.images
  host     = trimprefix(local.registry.url, "https://")
}

output "url" {
  value = module.images.url
}

output "login" {
  value = module.ci[0].user
}

output "passwords" {
  value     = module.ci[*].password
  sensitive = true
}

output "other" {
  value = var.other_url
}
