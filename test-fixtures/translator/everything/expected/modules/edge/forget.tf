# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_loadbalancer.entrance

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_domain_zone_record.entrance

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_domain_zone_record.caa

  lifecycle {
    destroy = false
  }
}
