module "shop" {
  source  = "./modules/shop"
  enabled = true
}

# The shop's own address.
output "shop_uri" {
  value = module.shop.uri
}

output "shop_password" {
  value     = module.shop.password
  sensitive = true
}
