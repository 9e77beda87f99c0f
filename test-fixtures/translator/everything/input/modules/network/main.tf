terraform {
  required_providers {
    ovh = {
      source = "ovh/ovh"
    }
  }
}

variable "project_id" {
  type = string
}

variable "region" {
  type = string
}

variable "vlan" {
  type = number
}

variable "cidr" {
  type = string
}

resource "ovh_cloud_project_network_private" "this" {
  service_name = var.project_id
  name         = "harvest-${var.vlan}"
  vlan_id      = var.vlan
  regions      = [var.region]
}

locals {
  # The region's own id; the vendor's id is something else.
  network_openstack_id = one([
    for attributes in ovh_cloud_project_network_private.this.regions_attributes :
    attributes.openstackid if attributes.region == var.region
  ])
}

resource "ovh_cloud_project_network_private_subnet" "nodes" {
  service_name = var.project_id
  network_id   = ovh_cloud_project_network_private.this.id
  region       = var.region
  network      = var.cidr
  start        = cidrhost(var.cidr, 10)
  end          = cidrhost(var.cidr, 10000)
  dhcp         = true
  no_gateway   = false
}

resource "ovh_cloud_project_gateway" "out" {
  service_name = var.project_id
  name         = "out-${var.vlan}"
  model        = "s"
  region       = var.region
  network_id   = local.network_openstack_id
  subnet_id    = ovh_cloud_project_network_private_subnet.nodes.id
}

output "network" {
  description = "Everything that lies in the network needs one of these"
  value = {
    id        = local.network_openstack_id
    subnet_id = ovh_cloud_project_network_private_subnet.nodes.id
    cidr      = var.cidr
    egress    = try(ovh_cloud_project_gateway.out.external_information[0].ips[0].ip, null)
  }
}
