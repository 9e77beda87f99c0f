terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    # what the nodes run
    kubernetes = { source = "hashicorp/kubernetes" }
    # nothing else
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

provider "ovh" {
  alias    = "eu"
  endpoint = "ovh-eu"
}

module "storage" {
  source = "./modules/k8s"
  providers = {
    ovh = ovh.eu # the only one
    aws = aws
  }

  bucket_endpoint = var.storage_bucket_endpoint
  bucket_region   = var.storage_bucket_region
}

module "inline" {
  source    = "./modules/k8s"
  providers = { ovh = ovh.eu, aws = aws }

  bucket_endpoint = var.inline_bucket_endpoint
  bucket_region   = var.inline_bucket_region
}
