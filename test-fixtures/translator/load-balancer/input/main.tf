variable "open_ports" {
  type    = list(number)
  default = [22, 443]
}

resource "ovh_cloud_project_region_network" "net" {
  region_name = "GRA11"
  name        = "shop"
  subnet = {
    cidr              = "10.0.0.0/16"
    enable_dhcp       = true
    enable_gateway_ip = true
    ip_version        = 4
  }
}

resource "ovh_cloud_network_private_vrack" "second" {
  service_name = var.project_id
  region       = "GRA11"
  name         = "second"
  vlan_id      = 7
}

resource "ovh_cloud_network_private_vrack_subnet" "second" {
  service_name = var.project_id
  network_id   = ovh_cloud_network_private_vrack.second.id
  region       = "GRA11"
  name         = "second"
  cidr         = "10.1.0.0/16"
}

resource "ovh_cloud_gateway" "out" {
  service_name = var.project_id
  region       = "GRA11"
  name         = "out"
  subnet_ids   = [ovh_cloud_network_private_vrack_subnet.second.id]
}

resource "ovh_cloud_floating_ip" "front" {
  service_name = var.project_id
  region       = "GRA11"
}

data "ovh_cloud_project_loadbalancer_flavors" "sizes" {
  region_name = "GRA11"
}

resource "ovh_cloud_project_loadbalancer" "front" {
  region_name = "GRA11"
  flavor_id   = one([for flavor in data.ovh_cloud_project_loadbalancer_flavors.sizes.flavors : flavor.id if flavor.name == "small"])
  name        = "front"
  network = {
    private = {
      network = {
        id        = ovh_cloud_network_private_vrack.second.id
        subnet_id = ovh_cloud_network_private_vrack_subnet.second.id
      }
    }
  }
  listeners = [
    {
      port     = 443
      protocol = "tcp"
      pool = {
        algorithm = "roundRobin"
        protocol  = "tcp"
        members = [
          { address = "10.1.0.10", protocol_port = 8443 }, # the old one
          { address = "10.1.0.11", protocol_port = 8443 },
        ]
      }
    },
  ]
}

resource "ovh_cloud_security_group" "web" {
  service_name = var.project_id
  region       = "GRA11"
  name         = "web"
  description  = "From outside"

  dynamic "rule" {
    for_each = var.open_ports
    iterator = port

    content {
      direction        = "INGRESS"
      ethernet_type    = "IPV4"
      protocol         = "TCP"
      port_range_min   = port.value
      port_range_max   = port.value
      remote_ip_prefix = "0.0.0.0/0"
    }
  }
}

variable "project_id" {}

output "address" {
  value = ovh_cloud_project_loadbalancer.front.vip_address
}

output "front" {
  value = ovh_cloud_floating_ip.front.current_state.ip
}

output "subnet" {
  value = ovh_cloud_project_region_network.net.subnet.cidr
}
