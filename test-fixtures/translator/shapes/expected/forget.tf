# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_user.u

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.b

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube.k

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.p

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.d

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.deep

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.by_map

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_storage.deep

  lifecycle {
    destroy = false
  }
}
