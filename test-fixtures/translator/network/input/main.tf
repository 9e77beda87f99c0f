resource "ovh_cloud_project_network_private" "net" {
  service_name = var.project_id
  name         = "shop"
  vlan_id      = 42
  regions      = ["GRA11"]
}

resource "ovh_cloud_project_network_private_subnet" "subnet" {
  network_id = ovh_cloud_project_network_private.net.id
  region     = "GRA11"
  start      = cidrhost("10.4.0.0/16", 10)
  end        = cidrhost("10.4.0.0/16", 200)
  network    = "10.4.0.0/16"
  dhcp       = true
}

resource "ovh_cloud_project_kube" "main" {
  name               = "shop"
  private_network_id = tolist(ovh_cloud_project_network_private.net.regions_attributes[*].openstackid)[0]
  nodes_subnet_id    = ovh_cloud_project_network_private_subnet.subnet.id
  depends_on         = [ovh_cloud_project_network_private_subnet.subnet]
}

resource "openstack_compute_instance_v2" "vm" {
  name = "vm"
  network {
    uuid = one(ovh_cloud_project_network_private.net.regions_attributes[*].openstackid)
  }
  network {
    uuid = element([for r in ovh_cloud_project_network_private.net.regions_attributes : r if r.region == "GRA11"], 0).openstackid
  }
  network {
    uuid = ovh_cloud_project_network_private.net.regions_attributes[0].openstackid
  }
  depends_on = [ovh_cloud_project_network_private_subnet.subnet]
}

resource "null_resource" "last" {
  depends_on = [ovh_cloud_project_network_private.net, openstack_compute_instance_v2.vm]
}

variable "project_id" {}

resource "ovh_cloud_project_gateway" "gateway" {
  model      = "s"
  region     = "GRA11"
  network_id = tolist(ovh_cloud_project_network_private.net.regions_attributes[*].openstackid)[0]
  subnet_id  = ovh_cloud_project_network_private_subnet.subnet.id
}

output "egress" {
  value = [for address in ovh_cloud_project_gateway.gateway.external_information[0].ips : address.ip]
}
