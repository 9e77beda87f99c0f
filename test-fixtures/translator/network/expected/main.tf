module "main" {
  source = "./modules/cluster"

  name = "shop"
  network = {
    id              = var.net_id
    nodes_subnet_id = var.subnet_id
  }
  connection = var.main_connection
}

resource "openstack_compute_instance_v2" "vm" {
  name = "vm"
  network {
    uuid = var.net_id
  }
  network {
    uuid = element([for r in [for region, id in var.net_ids : { openstackid = id, region = region, status = "ACTIVE" }] : r if r.region == "GRA11"], 0).openstackid
  }
  network {
    uuid = var.net_id
  }
}

resource "null_resource" "last" {
  depends_on = [openstack_compute_instance_v2.vm]
}

variable "project_id" {}

output "egress" {
  value = [for address in [for ip in var.gateway_egress_ips : { ip = ip, subnet_id = null }] : address.ip]
}
