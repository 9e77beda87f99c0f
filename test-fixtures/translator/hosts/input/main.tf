provider "aws" {
  region = "gra"
  endpoints {
    s3 = "s3.gra.io.cloud.ovh.net"
  }
}

locals {
  image    = "abcd.c1.gra9.container-registry.ovh.net/shop/web:1.2"
  manual   = "https://docs.ovhcloud.com/s3 and https://s3.gra.io.cloud.ovh.net"
  endpoint = "https://${local.bucket}.s3.sbg.io.cloud.ovh.net:443"
  bucket   = "x"
  api      = "https://eu.api.ovh.com/1.0"
  by_host  = { "s3.gra.io.cloud.ovh.net" = true, other = "s3.gra.io.cloud.ovh.net" }
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    endpoint = "https://s3.gra.io.cloud.ovh.net"
  }
}

variable "registry" {
  default = "abcd.c1.gra9.container-registry.ovh.net"
}

variable "s3_host" {
  default = "taken"
}

module "app" {
  source = "./app"
  count  = 2
  image  = "${local.image}-gpu"
}

module "remote" {
  source = "git::https://git.ovh.net/modules/x.git"
  host   = "auth.cloud.ovh.net"
}

resource "ovh_domain_zone_record" "files" {
  zone      = "example.org"
  subdomain = "files"
  fieldtype = "CNAME"
  target    = "s3.gra.io.cloud.ovh.net"
}
