# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.cache

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_redis_user.app

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_managed_database.sessions

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_managed_database_valkey_user.sessions

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.facts

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_clickhouse_user.analyst

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_database.facts

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.wide

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_prometheus.wide

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.boards

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_user.boards

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_integration.boards

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.metrics

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_m3db_namespace.metrics

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_m3db_user.metrics

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_ip_restriction.metrics

  lifecycle {
    destroy = false
  }
}
