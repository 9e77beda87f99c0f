terraform {
  backend "s3" {
    bucket    = "state"
    key       = "shop.tfstate"
    region    = "gra"
    endpoints = { s3 = "https://s3.gra.io.cloud.ovh.net" }
  }
}

resource "ovh_cloud_project_user" "s3" {
  description = "backups"
  role_name   = "objectstore_operator"
}

resource "ovh_cloud_project_user_s3_credential" "s3" {
  user_id = ovh_cloud_project_user.s3.id
}

resource "ovh_cloud_project_user" "trainer" {
  role_names = ["ai_training_operator"]
}

resource "ovh_cloud_project_storage" "backups" {
  region_name = "GRA"
  name        = "ovh-backups-${var.stage}"
  versioning = {
    status = "enabled"
  }
  encryption = {
    sse_algorithm = "AES256"
  }
  object_lock = {
    status = "enabled"
    rule = {
      mode   = "governance"
      period = "P30D"
    }
  }
  tags = {
    team = "shop"
  }
}

variable "stage" {
  default = "prod"
}

provider "aws" {
  access_key = ovh_cloud_project_user_s3_credential.s3.access_key_id
  secret_key = ovh_cloud_project_user_s3_credential.s3.secret_access_key
  region     = "gra"
  endpoints {
    s3 = "https://s3.gra.io.cloud.ovh.net"
  }
}

output "bucket" {
  value = ovh_cloud_project_storage.backups.virtual_host
}

output "trainer" {
  value     = ovh_cloud_project_user.trainer.password
  sensitive = true
}

# What is set where is known when Terraform runs.
resource "ovh_cloud_project_storage" "each" {
  for_each    = var.wanted
  name        = each.key
  region_name = "GRA"
  versioning  = each.value.versioned ? { status = "enabled" } : null

  dynamic "encryption" {
    for_each = each.value.encrypted ? [1] : []
    content {
      sse_algorithm = "AES256"
    }
  }
}

variable "wanted" {
  type = map(object({ versioned = bool, encrypted = bool }))
}
