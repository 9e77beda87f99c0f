terraform {
  required_providers {
    ovh = { source = "ovh/ovh" }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

module "bucket" {
  source = "../bucket"

  name     = "models"
  endpoint = var.bucket_endpoint
  region   = var.bucket_region
}
