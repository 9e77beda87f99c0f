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

data "ovh_cloud_project_loadbalancer_flavors" "all" {
  service_name = var.project_id
  region_name  = var.region
}

resource "ovh_cloud_project_loadbalancer" "entrance" {
  service_name = var.project_id
  region_name  = var.region
  name         = "entrance-${var.name}"
  flavor_id    = one([
    for flavor in data.ovh_cloud_project_loadbalancer_flavors.all.flavors : flavor.id if flavor.name == "small"
  ])

  network = {
    private = {
      network = {
        id        = var.network_id
        subnet_id = var.subnet_id
      }
      floating_ip_create = { description = "entrance ${var.name}" }
    }
  }

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
}

resource "ovh_domain_zone_record" "entrance" {
  zone      = var.zone
  subdomain = var.name
  fieldtype = "A"
  ttl       = 60
  target    = ovh_cloud_project_loadbalancer.entrance.floating_ip.ip
}

resource "ovh_domain_zone_record" "caa" {
  count     = var.name == "www" ? 1 : 0
  zone      = var.zone
  subdomain = ""
  fieldtype = "CAA"
  ttl       = 3600
  target    = "0 issue \"letsencrypt.org\""
}

output "fqdn" {
  value = "${ovh_domain_zone_record.entrance.subdomain}.${ovh_domain_zone_record.entrance.zone}"
}
