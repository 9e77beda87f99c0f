resource "openstack_networking_floatingip_v2" "ip" {
  pool = var.outer_name
}
