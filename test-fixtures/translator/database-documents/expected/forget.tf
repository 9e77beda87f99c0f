# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.documents

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_mongodb_user.team

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_mongodb_user.shop

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_mongodb_prometheus.documents

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.search

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_user.writer

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_user.admin

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_user.readers

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_user.team

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_user.import

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_opensearch_pattern.logs

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_log_subscription.search

  lifecycle {
    destroy = false
  }
}
