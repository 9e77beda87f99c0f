provider "aws" {
  region = "gra"
  endpoints {
    s3 = var.s3_host_2
  }
}

locals {
  image    = "${var.registry_host}/shop/web:1.2"
  manual   = "https://docs.ovhcloud.com/s3 and https://s3.gra.io.cloud.ovh.net"
  endpoint = "https://${local.bucket}.${var.s3_host_3}:443"
  bucket   = "x"
  api      = "https://eu.api.ovh.com/1.0"
  by_host  = { "s3.gra.io.cloud.ovh.net" = true, other = var.s3_host_2 }
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

  model_host = var.model_host
  s3_host    = var.app_s3_host
}

module "remote" {
  source = "git::https://git.ovh.net/modules/x.git"
  host   = var.identity_host
}

module "files" {
  source = "./modules/dns_record"

  zone   = "example.org"
  name   = "files"
  type   = "CNAME"
  target = var.s3_host_2
}
