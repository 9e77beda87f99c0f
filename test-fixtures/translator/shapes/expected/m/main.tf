terraform {
  required_providers {
    ovh = {
      source                = "ovh/ovh"
      configuration_aliases = [ovh.main, ovh.backup]
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}
module "a" {
  source = "../modules/bucket"

  name     = "a"
  endpoint = var.a_endpoint
}
module "b" {
  source = "../modules/bucket"

  name     = "b"
  endpoint = var.b_endpoint
}
