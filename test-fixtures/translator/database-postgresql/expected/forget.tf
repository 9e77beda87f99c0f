# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.orders

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.dynamic

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.listed

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.cache

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
  from = ovh_cloud_project_database_ip_restriction.home

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_valkey_user.cache

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_user.services

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_user.admin

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
  from = ovh_cloud_project_database_database.many

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_postgresql_connection_pool.shop

  lifecycle {
    destroy = false
  }
}
