data "openstack_networking_network_v2" "outer" {
  name = "Ext-Net"
}

resource "openstack_networking_floatingip_v2" "ip" {
  pool = data.openstack_networking_network_v2.outer.name
}
