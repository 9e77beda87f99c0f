terraform {
  required_version = "~> 1.5.0"
}

module "db" {
  source = "./modules/db"
}
