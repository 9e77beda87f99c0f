terraform {
  required_providers {
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = "~> 3.0"
    }
    cloud = {
      source = "ovh/ovh"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.20, < 4.0"
    }
  }
}

provider "openstack" {
  alias    = "old"
  auth_url = var.auth_url
}

provider "openstack" {
  alias    = "elsewhere"
  auth_url = "https://keystone.example.com/v3"
}

provider "cloud" {
  endpoint = "ovh-eu"
}

variable "auth_url" {
  default = "https://auth.cloud.ovh.net/v3/"
}
