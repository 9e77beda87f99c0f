terraform {
  required_providers {
    ovh = { source = "ovh/ovh" }
  }
}

variable "project_id" { type = string }
variable "region" { type = string }
variable "zone" { type = string }
variable "name" { type = string }
variable "network_id" { type = string }
variable "subnet_id" { type = string }

module "entrance_loadbalancer" {
  source = "../load_balancer"

  name = "entrance-${var.name}"
  listeners = [
    {
      name     = "https"
      port     = 443
      protocol = "tcp"
      pool = {
        algorithm = "roundRobin"
        protocol  = "tcp"
        members   = [for i in range(10, 13) : { address = "10.210.0.${i}", protocol_port = 30443 }]
      }
    },
  ]
  network = {
    private = {
      network = {
        id        = var.network_id
        subnet_id = var.subnet_id
      }
      floating_ip_create = { description = "entrance ${var.name}" }
    }
  }
}

module "entrance_domain_zone_record" {
  source = "../dns_record"

  zone   = var.zone
  name   = var.name
  type   = "A"
  target = var.entrance_loadbalancer_floating_ip_ip
  ttl    = 60
}

module "caa" {
  source = "../dns_record"
  count  = var.name == "www" ? 1 : 0

  zone   = var.zone
  name   = ""
  type   = "CAA"
  target = "0 issue \"letsencrypt.org\""
  ttl    = 3600
}

output "fqdn" {
  value = "${module.entrance_domain_zone_record.subdomain}.${module.entrance_domain_zone_record.zone}"
}
