# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_kube.main

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube.other

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.condition

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.map

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.lookup

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.nested

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.inline

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.each

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.local

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.default

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.set

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_kube_nodepool.half

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.shop

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.reports

  lifecycle {
    destroy = false
  }
}
