# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_network_private.this

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_network_private_subnet.nodes

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_gateway.out

  lifecycle {
    destroy = false
  }
}
