module "shop" {
  source  = "./modules/shop"
  enabled = true

  db_database_backup_store    = var.db_database_backup_store
  db_database_certificates_ca = var.db_database_certificates_ca
  db_database_flavor          = var.db_database_flavor
  reports_password            = var.reports_password
  shop_password               = var.shop_password
}

# The shop's own address.
output "shop_uri" {
  value = module.shop.uri
}

output "shop_password" {
  value     = module.shop.password
  sensitive = true
}
