# What used to be managed here lives on until somebody deletes it there.
# These blocks make the state forget it without destroying it. They can go when they have been applied.

removed {
  from = ovh_cloud_project_database.connect

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.mirror

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.alone

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_integration.connect

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_integration.mirror_test

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_integration.mirror_production

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_integration.logs

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_user.connect

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_prometheus.production

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database.stage

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_kafka_topic.all

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_kafka_topic.audit

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_user.reader

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_kafka_acl.reader

  lifecycle {
    destroy = false
  }
}

removed {
  from = ovh_cloud_project_database_kafka_schemaregistryacl.reader

  lifecycle {
    destroy = false
  }
}
