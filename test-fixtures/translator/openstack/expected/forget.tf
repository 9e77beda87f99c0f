# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = openstack_compute_keypair_v2.laptop

  lifecycle {
    destroy = false
  }
}

removed {
  from = openstack_blockstorage_volume_v3.data

  lifecycle {
    destroy = false
  }
}

removed {
  from = openstack_compute_keypair_v2.spare

  lifecycle {
    destroy = false
  }
}
