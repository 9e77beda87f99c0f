terraform {
  backend "s3" {
    bucket    = "state"
    key       = "shop.tfstate"
    region    = "gra"
    endpoints = { s3 = "https://s3.gra.io.cloud.ovh.net" }
  }
}

module "backups" {
  source = "./modules/bucket"

  name       = "ovh-backups-${var.stage}"
  endpoint   = var.backups_endpoint
  region     = var.backups_region
  versioning = "enabled"
  encryption = "AES256"
  object_lock = {
    mode = "GOVERNANCE"
    days = 30
  }
  tags = {
    team = "shop"
  }
}

variable "stage" {
  default = "prod"
}

provider "aws" {
  access_key = var.s3_credential_access_key_id
  secret_key = var.s3_credential_secret_access_key
  region     = "gra"
  endpoints {
    s3 = "https://${var.s3_host}"
  }
}

output "bucket" {
  value = module.backups.virtual_host
}

output "trainer" {
  value     = var.trainer_password
  sensitive = true
}
