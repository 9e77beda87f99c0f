terraform {
  required_version = "~> 1.5.0"
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

provider "ovh" {}

provider "openstack" {
  auth_url = "https://auth.cloud.ovh.net/v3"
}
