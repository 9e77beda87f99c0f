terraform {
  required_providers {
    ovh = {
      source  = "ovh/ovh"
      version = ">= 0.40"
    }
    random = {
      source = "hashicorp/random"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
    }
  }
}
