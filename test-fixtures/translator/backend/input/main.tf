terraform {
  backend "s3" {
    bucket = "ovh-shop-state"
    key    = "shop.tfstate"
    region = "gra" # where the bucket lies

    # OVHcloud speaks S3
    endpoints = {
      s3 = "https://s3.gra.io.cloud.ovh.net"
    }
    skip_credentials_validation = true
    skip_region_validation      = true
  }

  required_providers {
    ovh = { source = "ovh/ovh" }
  }
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket   = "network-state"
    key      = "network.tfstate"
    region   = "gra"
    endpoint = "https://s3.gra.io.cloud.ovh.net"
  }
}

resource "ovh_cloud_project_user" "stays_in_this_phase" {
  description = "x"
}

provider "aws" {
  endpoints {
    s3 = "https://s3.gra.io.cloud.ovh.net"
  }
}
