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

# What is set where is known when Terraform runs.
module "each" {
  source   = "./modules/bucket"
  for_each = var.wanted

  name     = each.key
  endpoint = var.each_endpoint[each.key]
  region   = try(var.each_region[each.key], null)
  versioning = try(
    lookup(each.value.versioned ? { status = "enabled" } : null, "status", null),
    null
  )
  encryption = try(
    lookup(
      one([
        for encryption in [for key, value in each.value.encrypted ? [1] : [] : { key = key, value = value }] : {
          sse_algorithm = "AES256"
        }
      ]),
      "sse_algorithm",
      null
    ),
    null
  )
}

variable "wanted" {
  type = map(object({ versioned = bool, encrypted = bool }))
}
