variable "open_ports" {
  type    = list(number)
  default = [22, 443]
}

module "front_loadbalancer" {
  source = "./modules/load_balancer"

  name = "front"
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
  network = {
    private = {
      network = {
        id        = var.second_network_private_vrack_id
        subnet_id = var.second_network_private_vrack_subnet_id
      }
    }
  }
}

module "web" {
  source = "./modules/network_policy"

  name        = "web"
  description = "From outside"
  rules = [
    for port in [for key, value in var.open_ports : { key = key, value = value }] : {
      direction        = "INGRESS"
      ethernet_type    = "IPV4"
      protocol         = "TCP"
      port_range_min   = port.value
      port_range_max   = port.value
      remote_ip_prefix = "0.0.0.0/0"
    }
  ]
}

variable "project_id" {}

output "address" {
  value = module.front_loadbalancer.vip_address
}

output "front" {
  value = var.front_floating_ip_current_state_ip
}

output "subnet" {
  value = var.net_subnet_cidr
}
