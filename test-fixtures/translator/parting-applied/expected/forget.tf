# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.store_postgresql

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.store_valkey

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.caches_mysql

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.caches_valkey

  lifecycle {
    destroy = false
  }
}
