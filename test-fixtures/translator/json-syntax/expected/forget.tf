# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.db

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.shop

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube.main

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.pools

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_network_private.lan

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_ssh_key.ops

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_user.app

  lifecycle {
    destroy = false
  }
}
