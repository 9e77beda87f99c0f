# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.db

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

removed {
  from = ovh_cloud_project_database_database.own

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_connection_pool.pool

  lifecycle {
    destroy = false
  }
}
