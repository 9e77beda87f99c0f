# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.main

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.one

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.one_object

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.one_of_list

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.try

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.element

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.join

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.splat_first

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.choice

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.looked_up

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.old

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_user.old

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_user.elsewhere

  lifecycle {
    destroy = false
  }
}
