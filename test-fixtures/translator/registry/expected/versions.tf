terraform {
  required_providers {
    harbor = {
      source  = "goharbor/harbor"
      version = ">= 3.10, < 4.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 2.12, < 4.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.20, < 4.0"
    }
  }
}
