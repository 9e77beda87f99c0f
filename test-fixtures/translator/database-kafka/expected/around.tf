module "connect_database" {
  source = "./modules/kafka_connect"

  name           = "connect-database"
  engine_version = "3.8"
  instances      = 1
  memory_gib     = 4
  kafka          = module.stage["production"].id
}

module "mirror" {
  source = "./modules/kafka_mirror_maker"

  name           = "mirror"
  engine_version = "3.8"
  instances      = 1
  memory_gib     = 4
  clusters = {
    test       = module.stage["test"].id
    production = module.stage["production"].id
  }
  target = var.mirror_target
}

module "alone" {
  source = "./modules/kafka_connect"

  name           = "alone"
  engine_version = "3.8"
  instances      = 1
  memory_gib     = 4
  kafka          = var.alone_kafka
}

output "connect" {
  value = {
    url      = module.connect_database.uri
    user     = var.connect_database_user_name
    password = var.connect_database_user_password
    scrape   = var.production_targets
  }
  sensitive = true
}
