# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_region_network.net

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_network_private_vrack.second

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_network_private_vrack_subnet.second

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_gateway.out

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_floating_ip.front

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_loadbalancer.front

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_security_group.web

  lifecycle {
    destroy = false
  }
}
