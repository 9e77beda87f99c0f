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

locals {
  # The region's own id; the vendor's id is something else.
  network_openstack_id = one([
    for attributes in [for region, id in var.network_ids : { openstackid = id, region = region, status = "ACTIVE" }] :
    attributes.openstackid if attributes.region == var.region
  ])
}

output "network" {
  description = "Everything that lies in the network needs one of these"
  value = {
    id        = local.network_openstack_id
    subnet_id = var.nodes_id
    cidr      = var.cidr
    egress    = try([for ip in var.out_egress_ips : { ip = ip, subnet_id = null }][0].ip, null)
  }
}
